package io.clinker.load;

import io.clinker.operations.OperationKind;
import java.util.Map;
import java.util.Optional;

/** The requests that take foreign objects over and let ours go. May be used from any thread. */
public final class ManageVerbs {
  private static final Map<String, Object> UNMANAGE = Map.of("os-unmanage", Map.of());

  private final Verbs verbs;

  public ManageVerbs(Verbs verbs) {
    this.verbs = verbs;
  }

  /** The new volume's id, if the takeover of what has this name was accepted. */
  public Optional<String> volume(String host, String name) {
    return verbs.make(
        OperationKind.VOLUME_MANAGE,
        "volume",
        "/manageable_volumes",
        Map.of("volume", Map.of("host", host, "ref", Map.of("source-name", name))));
  }

  public Api.Answer letVolumeGo(String volume) {
    return verbs.ask(
        OperationKind.VOLUME_UNMANAGE,
        "volume/" + volume,
        volume,
        null,
        "POST",
        "/volumes/" + volume + "/action",
        UNMANAGE);
  }

  /** The new snapshot's id, if the takeover of what has this name was accepted. */
  public Optional<String> snapshot(String volume, String name) {
    return verbs.make(
        OperationKind.SNAPSHOT_MANAGE,
        "snapshot",
        "/manageable_snapshots",
        Map.of("snapshot", Map.of("volume_id", volume, "ref", Map.of("source-name", name))));
  }

  public Api.Answer letSnapshotGo(String snapshot, String volume) {
    return verbs.ask(
        OperationKind.SNAPSHOT_UNMANAGE,
        "snapshot/" + snapshot,
        volume,
        null,
        "POST",
        "/snapshots/" + snapshot + "/action",
        UNMANAGE);
  }
}

package io.clinker.admission;

import io.clinker.model.OperationId;
import io.clinker.operations.OperationKind;
import io.clinker.store.AttachmentRow;
import io.clinker.store.Stores;
import io.clinker.store.VolumeRow;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** How one volume goes, alone or as a member of a group. */
final class VolumeRemoval {
  private static final Set<String> CONNECTED = Set.of("attached", "attaching", "detaching");

  private VolumeRemoval() {}

  /** Refuses a locked volume that somebody holds, copies, or is connected to. */
  static void requireUnused(
      AdmitScope scope, VolumeRow volume, List<AttachmentRow> attachments, String refusal) {
    Holders.requireNotHeld(scope, volume.operationId(), 400, refusal);
    Holders.requireUnpinned(
        scope, volume.id().ref(), OperationKind.VOLUME_DELETE.excludedBy(), 400, refusal);
    boolean connected =
        attachments.stream().anyMatch(row -> CONNECTED.contains(row.attachStatus()));
    if (connected || volume.attachStatus().equals("attached")) {
      throw Holders.refusal(scope, volume, 400, refusal);
    }
  }

  /** The host whose daemon still serves the volume, null where none does. */
  static @Nullable String exportHost(List<AttachmentRow> attachments) {
    return attachments.stream()
        .map(AttachmentRow::exportHost)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /** Deletes the row of a held volume, with what hangs on it. */
  static void remove(
      Handle handle, Stores stores, VolumeRow volume, OperationId operation, Instant now) {
    if (!stores.volumes().delete(handle, volume.id(), operation, now)) {
      throw new LostTurnException("another operation holds " + volume.id().ref());
    }
    stores.attachments().deleteOfVolume(handle, volume.id(), now);
    stores.transfers().endOfVolume(handle, volume.id(), now);
  }

  /**
   * Gives a held volume back that was not removed.
   *
   * @param own its status if it had no attachments
   */
  static void putBack(SettleScope scope, VolumeRow volume, String own) {
    VolumeStatus.Computed status =
        VolumeStatus.of(null, own, StorageTruth.attachStatuses(scope, volume));
    scope.requireHeld(
        scope
            .stores()
            .volumes()
            .release(
                scope.handle(),
                volume.id(),
                scope.operation(),
                status.status(),
                status.attachStatus(),
                scope.now()));
  }
}

package io.clinker.simulation;

import io.clinker.model.AttachmentId;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import io.clinker.operations.AttachmentInput;
import io.clinker.operations.OperationInput;
import io.clinker.simulation.Cast.Attached;
import io.clinker.simulation.Cast.Snap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Draws what clients ask for. */
final class Requests {
  private static final Map<String, Object> CONNECTOR =
      Map.of(
          "host", "host-1",
          "ip", "127.0.0.1",
          "initiator", "iqn.2016-04.org.example:host-1",
          "multipath", false);

  private final Random random;
  private final Cast cast;
  private int count;

  Requests(Random random, Cast cast) {
    this.random = random;
    this.cast = cast;
  }

  /** An empty volume. */
  Request blank() {
    return create(1 + random.nextInt(2), null, null, "create blank");
  }

  /** Anything. */
  Request any() {
    VolumeId volume = cast.volume();
    return switch (random.nextInt(24)) {
      case 0 -> blank();
      case 1, 2 -> create(2, null, volume, "clone of " + cast.name(volume.value()));
      case 3, 4 ->
          cast.snapshot()
              .map(one -> create(2, one.id(), null, "create from " + cast.name(one.id().value())))
              .orElseGet(() -> snapshot(volume));
      case 5, 6 -> extend(volume);
      case 7, 8, 9 -> snapshot(volume);
      case 10, 11 -> cast.snapshot().map(this::deleteSnapshot).orElseGet(() -> snapshot(volume));
      case 12 -> cast.newestOf(volume).map(this::revert).orElseGet(() -> snapshot(volume));
      case 13 -> attach(volume, null);
      case 14, 15 -> attach(volume, CONNECTOR);
      case 16 -> cast.attachment().map(this::update).orElseGet(() -> attach(volume, null));
      case 17 -> cast.attachment().map(this::complete).orElseGet(() -> attach(volume, CONNECTOR));
      case 18 -> cast.attachment().map(this::detach).orElseGet(() -> attach(volume, CONNECTOR));
      case 19 -> reset(volume);
      case 20 -> reconcile(volume);
      default -> delete(volume);
    };
  }

  /** Something that takes over from this request, or asks for the end of what it makes. */
  Request against(Request other) {
    String id = other.input().resourceId();
    return switch (other.resource().kind()) {
      case VOLUME -> random.nextInt(4) == 0 ? reset(new VolumeId(id)) : delete(new VolumeId(id));
      case SNAPSHOT -> deleteSnapshot(new Snap(new SnapshotId(id), new VolumeId(other.volume())));
      case GROUP, GROUP_SNAPSHOT -> delete(cast.volume());
      case ATTACHMENT -> detach(new Attached(new AttachmentId(id), new VolumeId(other.volume())));
    };
  }

  private Request create(
      int size, @Nullable SnapshotId snapshot, @Nullable VolumeId source, String text) {
    VolumeId id = cast.newVolume();
    return request(
        new OperationInput.CreateVolume(
            id, size, "simulated", null, null, null, snapshot, source, Map.of()),
        id.value(),
        null,
        text,
        StorageStep.CREATE_VOLUME,
        StorageStep.CREATE_VOLUME,
        StorageStep.DELETE_VOLUME);
  }

  private Request extend(VolumeId volume) {
    return request(
        new OperationInput.ExtendVolume(volume, 2 + random.nextInt(3), true),
        volume.value(),
        null,
        "extend",
        StorageStep.EXTEND_VOLUME,
        StorageStep.FIND_SIZE);
  }

  private Request snapshot(VolumeId volume) {
    Snap made = cast.newSnapshot(volume);
    return request(
        new OperationInput.CreateSnapshot(
            made.id(), volume, "simulated", null, random.nextBoolean(), Map.of()),
        volume.value(),
        null,
        "snapshot of " + cast.name(volume.value()),
        StorageStep.CREATE_SNAPSHOT,
        StorageStep.CREATE_SNAPSHOT,
        StorageStep.DELETE_SNAPSHOT);
  }

  private Request deleteSnapshot(Snap snapshot) {
    boolean force = random.nextInt(5) == 0;
    return request(
        new OperationInput.DeleteSnapshot(snapshot.id(), force),
        snapshot.volume().value(),
        null,
        force ? "force-delete" : "delete",
        StorageStep.DELETE_SNAPSHOT,
        StorageStep.SEAL);
  }

  private Request revert(Snap snapshot) {
    return request(
        new OperationInput.RevertVolume(snapshot.volume(), snapshot.id()),
        snapshot.volume().value(),
        snapshot.id().value(),
        "revert to " + cast.name(snapshot.id().value()),
        StorageStep.REVERT_VOLUME,
        StorageStep.SEAL);
  }

  private Request attach(VolumeId volume, @Nullable Map<String, Object> connector) {
    Attached made = cast.newAttachment(volume);
    return request(
        new AttachmentInput.CreateAttachment(made.id(), volume, cast.uuid(), null, connector),
        volume.value(),
        connector == null ? "reserve" : null,
        (connector == null ? "reserve " : "attach ") + cast.name(volume.value()),
        StorageStep.CONNECT,
        StorageStep.DISCONNECT);
  }

  private Request update(Attached attached) {
    return request(
        new AttachmentInput.UpdateAttachment(attached.id(), CONNECTOR),
        attached.volume().value(),
        null,
        "update",
        StorageStep.CONNECT,
        StorageStep.DISCONNECT);
  }

  private Request complete(Attached attached) {
    return request(
        new AttachmentInput.CompleteAttachment(attached.id()),
        attached.volume().value(),
        null,
        "complete",
        StorageStep.CONNECT);
  }

  private Request detach(Attached attached) {
    return request(
        new AttachmentInput.DeleteAttachment(attached.id()),
        attached.volume().value(),
        null,
        "detach",
        StorageStep.DISCONNECT,
        StorageStep.SEAL);
  }

  private Request reset(VolumeId volume) {
    String status = random.nextBoolean() ? "available" : "error";
    return request(
        new OperationInput.ResetVolume(volume, status, null, null),
        volume.value(),
        status,
        "reset to " + status,
        StorageStep.READ_VOLUME,
        StorageStep.SEAL);
  }

  private Request reconcile(VolumeId volume) {
    return request(
        new OperationInput.ReconcileVolume(volume, null),
        volume.value(),
        null,
        "reconcile",
        StorageStep.READ_VOLUME,
        StorageStep.SEAL);
  }

  private Request delete(VolumeId volume) {
    boolean cascade = random.nextInt(5) < 2;
    boolean force = random.nextInt(6) == 0;
    return request(
        new OperationInput.DeleteVolume(volume, cascade, force),
        volume.value(),
        cascade ? "cascade" : null,
        (force ? "force-delete" : "delete") + (cascade ? " with snapshots" : ""),
        StorageStep.DELETE_VOLUME,
        StorageStep.DELETE_SNAPSHOT,
        StorageStep.SEAL);
  }

  private Request request(
      OperationInput input,
      String volume,
      @Nullable String detail,
      String text,
      StorageStep... steps) {
    return new Request(
        count++,
        input,
        volume,
        detail,
        List.of(steps),
        cast.name(input.resourceId()) + ": " + text);
  }
}

package io.clinker.admission;

import io.clinker.driver.Capability;
import io.clinker.driver.VolumeSource;
import io.clinker.model.ResourceRef;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import io.clinker.operations.OperationInput;
import io.clinker.store.BackendRow;
import io.clinker.store.Database.RepeatException;
import io.clinker.store.SnapshotRow;
import io.clinker.store.VolumeRow;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a volume is made from, as it was read before the locks were taken in their order.
 *
 * @param volume the source volume, or the volume of the snapshot
 */
record Source(@Nullable SnapshotRow snapshot, VolumeRow volume) {
  private static final String NOT_NOW = "Invalid volume: Originating volume cannot be copied now.";

  static @Nullable Source find(AdmitScope scope, OperationInput.CreateVolume input) {
    SnapshotId id = input.snapshot();
    if (id != null) {
      SnapshotRow snapshot =
          scope
              .stores()
              .snapshots()
              .find(scope.handle(), id, scope.visible())
              .orElseThrow(() -> Refusals.snapshotNotFound(id.value()));
      return new Source(snapshot, volume(scope, snapshot.volumeId(), null));
    }
    VolumeId volume = input.sourceVolume();
    return volume == null ? null : new Source(null, volume(scope, volume, scope.visible()));
  }

  private static VolumeRow volume(AdmitScope scope, VolumeId id, @Nullable String projectId) {
    return scope
        .stores()
        .volumes()
        .find(scope.handle(), id, projectId)
        .orElseThrow(() -> Refusals.volumeNotFound(id.value()));
  }

  int sizeGib() {
    return snapshot == null ? volume.sizeGib() : snapshot.sizeGib();
  }

  String volumeTypeId() {
    return snapshot == null ? volume.volumeTypeId() : snapshot.volumeTypeId();
  }

  ResourceRef ref() {
    return snapshot == null ? volume.id().ref() : snapshot.id().ref();
  }

  VolumeSource toDriver() {
    return snapshot == null
        ? new VolumeSource.OfVolume(volume.id())
        : new VolumeSource.OfSnapshot(snapshot.id(), volume.id());
  }

  void requireReady(AdmitScope scope) {
    if (snapshot != null) {
      if (!snapshot.status().equals("available")) {
        throw Holders.refusal(
            scope,
            snapshot.operationId(),
            400,
            "Invalid snapshot: Originating snapshot status must be one of available values");
      }
      return;
    }
    if (!volume.status().equals("available") && !volume.status().equals("in-use")) {
      throw Holders.refusal(
          scope,
          volume,
          400,
          "Invalid volume: Originating volume status must be one of available, in-use values");
    }
    Holders.requireNotHeld(scope, volume.operationId(), 400, NOT_NOW);
  }

  void requireSize(int sizeGib) {
    if (sizeGib >= sizeGib()) {
      return;
    }
    throw Refusals.invalidInput(
        snapshot != null
            ? ("Volume size '%d'GB cannot be smaller than the snapshot size %dGB. They must be >="
                    + " original snapshot size.")
                .formatted(sizeGib, sizeGib())
            : ("Volume size '%d'GB cannot be smaller than original volume size  %dGB. They must be"
                    + " >= original volume size.")
                .formatted(sizeGib, sizeGib()));
  }

  BackendRow requireCapable(AdmitScope scope) {
    String name = volume.backend();
    BackendRow backend =
        name == null ? null : scope.stores().pools().backend(scope.handle(), name).orElse(null);
    if (backend == null) {
      throw Refusals.invalidState(400, "Invalid volume: The source has no place on any backend.");
    }
    Capability needed =
        snapshot != null
            ? Capability.CLONE_FROM_SNAPSHOT
            : volume.status().equals("in-use")
                ? Capability.CLONE_IN_USE
                : Capability.CLONE_FROM_VOLUME;
    if (!backend.capabilities().contains(needed)) {
      throw Refusals.notSupported(
          "Invalid volume: Backend %s cannot do this: %s.".formatted(backend.name(), needed));
    }
    return backend;
  }

  /**
   * Locks and pins the source; runs the transaction again if it is not what it was when read.
   *
   * @return the fence of the source volume if the operation got its ticket
   */
  Map<ResourceRef, Long> pin(AdmitScope scope, BackendRow backend) {
    VolumeRow copied = pinInTurn(scope, backend);
    return copied == null ? Map.of() : Pins.tryTicket(scope, copied, backend);
  }

  /**
   * The same for one source of several, without its ticket. The steps take the tickets in the order
   * of ids: two operations that had some each could wait for each other.
   *
   * @return the locked volume that is copied itself, null for a snapshot
   */
  @Nullable VolumeRow pinInTurn(AdmitScope scope, BackendRow backend) {
    if (snapshot != null) {
      SnapshotRow locked = scope.lockSnapshot(snapshot.id());
      requireSame(locked.status().equals(snapshot.status()));
      Pins.takeSource(scope, locked.id().ref(), 400, "Invalid snapshot: It cannot be copied now.");
      return null;
    }
    VolumeRow locked = scope.lockVolume(volume.id());
    requireSame(
        locked.status().equals(volume.status())
            && locked.sizeGib() == volume.sizeGib()
            && locked.operationId() == null
            && backend.name().equals(locked.backend()));
    Pins.takeSource(scope, locked.id().ref(), 400, NOT_NOW);
    return locked;
  }

  private static void requireSame(boolean same) {
    if (!same) {
      throw new RepeatException("the source changed while the request was decided");
    }
  }
}

package io.clinker.admission;

import io.clinker.driver.Capability;
import io.clinker.model.GroupSnapshotId;
import io.clinker.model.ResourceRef;
import io.clinker.model.SnapshotId;
import io.clinker.operations.Outcome;
import io.clinker.operations.Plan;
import io.clinker.store.BackendRow;
import io.clinker.store.SnapshotRow;
import io.clinker.store.VolumeRow;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How one snapshot begins and ends, alone or as a member of a group snapshot. */
final class SnapshotMaking {
  private SnapshotMaking() {}

  /**
   * What is wanted.
   *
   * @param groupSnapshot null: it belongs to none; else its ticket is taken by the steps, in the
   *     order of ids: two operations that had some each could wait for each other
   */
  record Wanted(
      SnapshotId id,
      @Nullable String name,
      @Nullable String description,
      Map<String, String> metadata,
      @Nullable GroupSnapshotId groupSnapshot) {}

  /** What was written, and what the steps must do. */
  record Begun(SnapshotRow row, Plan.CreateSnapshot plan, Map<ResourceRef, Long> fences) {}

  /** Refuses a locked volume of which no snapshot can be made now. */
  static BackendRow requireReady(AdmitScope scope, VolumeRow volume, boolean allowInUse) {
    boolean inUse = volume.status().equals("in-use");
    boolean allowed = volume.status().equals("available") || (inUse && allowInUse);
    if (!allowed || volume.operationId() != null) {
      throw Holders.refusal(scope, volume, 400, refusal(volume, allowInUse));
    }
    String name = volume.backend();
    @Nullable BackendRow backend =
        name == null ? null : scope.stores().pools().backend(scope.handle(), name).orElse(null);
    if (backend == null) {
      throw Refusals.invalidState(
          400, "Invalid volume: Volume %s has no place.".formatted(volume.id()));
    }
    if (backend.frozen()) {
      throw Refusals.badRequest("Backend %s is frozen.".formatted(backend.name()));
    }
    Capability needed = inUse ? Capability.SNAPSHOT_IN_USE : Capability.SNAPSHOT;
    if (!backend.capabilities().contains(needed)) {
      throw Refusals.notSupported(
          "Invalid volume: Backend %s cannot do this: %s.".formatted(backend.name(), needed));
    }
    return backend;
  }

  private static String refusal(VolumeRow volume, boolean allowInUse) {
    return "Invalid volume: Volume %s status must be %s, but current status is: %s."
        .formatted(volume.id(), allowInUse ? "available or in-use" : "available", volume.status());
  }

  /** Pins the locked volume and writes the snapshot's row. */
  static Begun begin(
      AdmitScope scope, VolumeRow volume, BackendRow backend, Wanted wanted, boolean allowInUse) {
    Pins.takeSource(scope, volume.id().ref(), 400, refusal(volume, allowInUse));
    GroupSnapshotId group = wanted.groupSnapshot();
    Map<ResourceRef, Long> fences = new TreeMap<>();
    if (group == null) {
      fences.putAll(Pins.tryTicket(scope, volume, backend));
    }
    fences.put(wanted.id().ref(), 1L);
    SnapshotRow row =
        new SnapshotRow(
            wanted.id(),
            volume.id(),
            scope.request().projectId(),
            scope.request().userId(),
            wanted.name(),
            wanted.description(),
            volume.sizeGib(),
            volume.volumeTypeId(),
            scope.request().kind().statuses().during(),
            "0%",
            wanted.metadata(),
            1,
            0,
            scope.operation().value(),
            scope.now(),
            null,
            null,
            group == null ? null : group.value());
    scope.stores().snapshots().insert(scope.handle(), row);
    return new Begun(
        row,
        new Plan.CreateSnapshot(
            wanted.id(),
            volume.id(),
            backend.name(),
            scope.stores().attachments().exportHost(scope.handle(), volume.id()).orElse(null)),
        fences);
  }

  /** Writes the end of a held snapshot that was to be made. */
  static void end(SettleScope scope, SnapshotId id) {
    var snapshots = scope.stores().snapshots();
    switch (scope.outcome()) {
      case Outcome.Succeeded unused ->
          scope.requireHeld(
              snapshots.release(
                  scope.handle(),
                  id,
                  scope.operation(),
                  scope.statusAfter(null),
                  "100%",
                  scope.now()));
      case Outcome.Failed unused ->
          scope.requireHeld(
              snapshots.release(
                  scope.handle(),
                  id,
                  scope.operation(),
                  scope.statusAfter(null),
                  "0%",
                  scope.now()));
      case Outcome.Cancelled() ->
          scope.requireHeld(snapshots.delete(scope.handle(), id, scope.operation(), scope.now()));
    }
  }
}

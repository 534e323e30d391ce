package io.clinker.admission;

import io.clinker.model.ResourceRef;
import io.clinker.operations.OperationInput.ReconcileSnapshot;
import io.clinker.operations.OperationKind;
import io.clinker.operations.Outcome;
import io.clinker.operations.Plan;
import io.clinker.store.FindingRow.Resolution;
import io.clinker.store.ObservationStore.Held;
import io.clinker.store.SnapshotRow;
import io.clinker.store.VolumeRow;
import java.util.Map;
import java.util.Optional;

/** A snapshot is {@code available} if the storage holds it, else {@code error}. */
final class SnapshotReconcileRule implements Rule<ReconcileSnapshot> {
  @Override
  public Decision admit(AdmitScope scope, ReconcileSnapshot input) {
    SnapshotRow snapshot = scope.lockSnapshot(input.snapshot());
    OperationKind kind = OperationKind.SNAPSHOT_RECONCILE;
    String refusal =
        "Invalid snapshot: Snapshot %s cannot be reconciled while it is %s."
            .formatted(snapshot.id(), snapshot.status());
    Holders.requireNotHeld(scope, snapshot.operationId(), 409, refusal);
    Holders.requireUnpinned(scope, snapshot.id().ref(), kind.excludedBy(), 409, refusal);
    scope
        .stores()
        .snapshots()
        .hold(
            scope.handle(),
            snapshot.id(),
            scope.operation(),
            kind.statuses().during(),
            scope.now());
    FoundThings.act(scope, input.finding());
    return reading(scope, snapshot, snapshot.status(), false);
  }

  /**
   * Reads a snapshot that the operation holds.
   *
   * @param before what it is if it cannot be read
   */
  static Decision reading(
      AdmitScope scope, SnapshotRow snapshot, String before, boolean mustExist) {
    VolumeRow volume =
        scope
            .stores()
            .volumes()
            .find(scope.handle(), snapshot.volumeId(), null)
            .orElseThrow(() -> Refusals.volumeNotFound(snapshot.volumeId().value()));
    String backend = volume.backend();
    if (backend == null) {
      throw Refusals.invalidState(
          400, "Invalid volume: Volume %s has no place.".formatted(volume.id()));
    }
    Map<ResourceRef, Long> fences = Map.of(snapshot.id().ref(), snapshot.fence() + 1);
    return Decision.steps(
            new Plan.ReadSnapshot(snapshot.id(), volume.id(), backend, mustExist, before),
            FoundThings.answer(scope, snapshot.id()),
            fences)
        .at(Decision.Place.of(backend, volume.pool()));
  }

  @Override
  public void settle(SettleScope scope, ReconcileSnapshot input) {
    Optional<Held> held = StorageTruth.read(scope);
    boolean there = held.isPresent() && held.get().bytes() != null;
    boolean succeeded = scope.outcome() instanceof Outcome.Succeeded;
    String before =
        scope.plan() instanceof Plan.ReadSnapshot plan ? plan.before() : scope.statusAfter(null);
    var snapshots = scope.stores().snapshots();
    String status = before;
    String progress =
        snapshots
            .find(scope.handle(), input.snapshot(), null)
            .map(SnapshotRow::progress)
            .orElse("0%");
    if (succeeded) {
      status = there ? "available" : "error";
      progress = there ? "100%" : "0%";
    }
    scope.requireHeld(
        snapshots.release(
            scope.handle(), input.snapshot(), scope.operation(), status, progress, scope.now()));
    if (succeeded && there) {
      FoundThings.resolve(scope, input.finding(), Resolution.RECONCILED);
    }
  }
}

package io.clinker.admission;

import io.clinker.driver.Capability;
import io.clinker.operations.OperationInput.UnmanageSnapshot;
import io.clinker.operations.OperationKind;
import io.clinker.operations.Outcome;
import io.clinker.operations.Plan;
import io.clinker.store.SnapshotRow;
import io.clinker.store.VolumeRow;
import java.util.Map;

/** A snapshot's row goes; what it holds stays on the storage, for others to take. */
final class SnapshotUnmanageRule implements Rule<UnmanageSnapshot> {
  private static final String REFUSAL =
      "Invalid snapshot: Snapshot status must be available or error, and must not be part of a"
          + " group.";

  @Override
  public Decision admit(AdmitScope scope, UnmanageSnapshot input) {
    SnapshotRow snapshot = scope.lockSnapshot(input.snapshot());
    OperationKind kind = OperationKind.SNAPSHOT_UNMANAGE;
    Holders.requireNotHeld(scope, snapshot.operationId(), 400, REFUSAL);
    if (!kind.statuses().allowed().contains(snapshot.status())
        || snapshot.groupSnapshotId() != null) {
      throw Refusals.invalidState(400, REFUSAL);
    }
    Holders.requireUnpinned(scope, snapshot.id().ref(), kind.excludedBy(), 400, REFUSAL);
    VolumeRow volume =
        scope
            .stores()
            .volumes()
            .find(scope.handle(), snapshot.volumeId(), null)
            .orElseThrow(() -> Refusals.volumeNotFound(snapshot.volumeId().value()));
    String backend = Manageability.requireOf(scope, volume, Capability.MANAGE_SNAPSHOT);
    scope
        .stores()
        .snapshots()
        .hold(
            scope.handle(),
            snapshot.id(),
            scope.operation(),
            kind.statuses().during(),
            scope.now());
    return Decision.steps(
            new Plan.UnmanageSnapshot(snapshot.id(), volume.id(), backend),
            FoundThings.answer(scope, snapshot.id()),
            Map.of(snapshot.id().ref(), snapshot.fence() + 1))
        .at(Decision.Place.of(backend, volume.pool()));
  }

  @Override
  public void settle(SettleScope scope, UnmanageSnapshot input) {
    var snapshots = scope.stores().snapshots();
    boolean written =
        scope.outcome() instanceof Outcome.Succeeded
            ? snapshots.delete(scope.handle(), input.snapshot(), scope.operation(), scope.now())
            : snapshots.release(
                scope.handle(),
                input.snapshot(),
                scope.operation(),
                scope.statusAfter("available"),
                // Only the storage knows whether it was let go.
                scope.outcome() instanceof Outcome.Failed ? "0%" : "100%",
                scope.now());
    scope.requireHeld(written);
  }
}

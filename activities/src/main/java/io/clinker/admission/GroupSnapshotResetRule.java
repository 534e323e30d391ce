package io.clinker.admission;

import io.clinker.operations.GroupInput.ResetGroupSnapshot;
import io.clinker.operations.OperationKind;
import io.clinker.store.GroupSnapshotRow;

/**
 * A group snapshot gets the status that an administrator says; its members keep theirs. A live
 * operation is not ended so: it ends by itself, or is cancelled.
 */
final class GroupSnapshotResetRule implements Rule<ResetGroupSnapshot> {
  @Override
  public Decision admit(AdmitScope scope, ResetGroupSnapshot input) {
    GroupSnapshotRow snapshot = scope.lockGroupSnapshot(input.groupSnapshot());
    Holders.requireNotHeld(
        scope,
        snapshot.operationId(),
        400,
        "Invalid GroupSnapshot: GroupSnapshot %s is %s"
            .formatted(snapshot.id(), snapshot.status()));
    var snapshots = scope.stores().groupSnapshots();
    // Given to the operation and taken back at once: the fence is raised.
    snapshots.hold(
        scope.handle(),
        snapshot.id(),
        scope.operation(),
        OperationKind.GROUP_SNAPSHOT_RESET_STATUS.statuses().during(),
        scope.now());
    snapshots.release(
        scope.handle(), snapshot.id(), scope.operation(), input.status(), scope.now());
    return Decision.done(Groups.answer(scope, snapshot.id()));
  }

  @Override
  public void settle(SettleScope scope, ResetGroupSnapshot input) {
    throw new LostTurnException("it was settled when it was admitted");
  }
}

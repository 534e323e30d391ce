package io.clinker.admission;

import io.clinker.operations.GroupInput.ResetGroup;
import io.clinker.operations.OperationKind;
import io.clinker.store.GroupRow;

/**
 * A group gets the status that an administrator says. A live operation is not ended so: it ends by
 * itself, or is cancelled.
 */
final class GroupResetRule implements Rule<ResetGroup> {
  @Override
  public Decision admit(AdmitScope scope, ResetGroup input) {
    GroupRow group = scope.lockGroup(input.group());
    Holders.requireNotHeld(
        scope,
        group.operationId(),
        400,
        "Invalid Group: Group %s is %s".formatted(group.id(), group.status()));
    if (input.status().equals(Groups.FREE) && group.backend() == null) {
      throw Refusals.badRequest(
          "Invalid Group: Group %s has no place on any backend.".formatted(group.id()));
    }
    var groups = scope.stores().groups();
    // Given to the operation and taken back at once: the fence is raised.
    groups.hold(
        scope.handle(),
        group.id(),
        scope.operation(),
        OperationKind.GROUP_RESET_STATUS.statuses().during(),
        scope.now());
    groups.release(scope.handle(), group.id(), scope.operation(), input.status(), scope.now());
    return Decision.done(Groups.answer(scope, group.id()));
  }

  @Override
  public void settle(SettleScope scope, ResetGroup input) {
    throw new LostTurnException("it was settled when it was admitted");
  }
}

package io.clinker.admission;

import io.clinker.model.ResourceRef;
import io.clinker.operations.AnswerRow;
import io.clinker.operations.GroupInput.DeleteGroupSnapshot;
import io.clinker.operations.OperationKind;
import io.clinker.operations.Outcome;
import io.clinker.operations.PinKind;
import io.clinker.operations.Plan;
import io.clinker.store.Database.RepeatException;
import io.clinker.store.GroupSnapshotRow;
import io.clinker.store.OperationRow;
import io.clinker.store.SnapshotRow;
import io.clinker.store.VolumeRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A group snapshot goes with its members. */
final class GroupSnapshotDeleteRule implements Rule<DeleteGroupSnapshot> {
  private static final OperationKind KIND = OperationKind.GROUP_SNAPSHOT_DELETE;
  private static final String REFUSAL =
      "Invalid GroupSnapshot: GroupSnapshot status must be available or error, and no Group can be"
          + " currently using this group snapshot as source for its creation.";

  @Override
  public Decision admit(AdmitScope scope, DeleteGroupSnapshot input) {
    GroupSnapshotRow snapshot = scope.lockGroupSnapshot(input.groupSnapshot());
    Holders.requireNotHeld(scope, snapshot.operationId(), 400, REFUSAL);
    if (!KIND.statuses().allowed().contains(snapshot.status())) {
      throw Refusals.invalidState(400, REFUSAL);
    }
    Holders.requireUnpinned(scope, snapshot.id().ref(), KIND.excludedBy(), 400, REFUSAL);
    List<SnapshotRow> members =
        scope.stores().snapshots().lockOfGroupSnapshot(scope.handle(), snapshot.id());
    for (SnapshotRow member : members) {
      String refusal = "Invalid GroupSnapshot: its snapshot %s is in use".formatted(member.id());
      Holders.requireNotHeld(scope, member.operationId(), 400, refusal);
      Holders.requireUnpinned(scope, member.id().ref(), Set.of(PinKind.SOURCE), 400, refusal);
    }
    return decided(scope, snapshot, members);
  }

  private static Decision decided(
      AdmitScope scope, GroupSnapshotRow snapshot, List<SnapshotRow> members) {
    var groupSnapshots = scope.stores().groupSnapshots();
    groupSnapshots.hold(
        scope.handle(), snapshot.id(), scope.operation(), KIND.statuses().during(), scope.now());
    AnswerRow answer = Groups.answer(scope, snapshot.id());
    if (members.isEmpty()) {
      groupSnapshots.delete(scope.handle(), snapshot.id(), scope.operation(), scope.now());
      return Decision.done(answer);
    }
    Map<ResourceRef, Long> fences = new TreeMap<>();
    fences.put(snapshot.id().ref(), snapshot.fence() + 1);
    List<Plan.DeleteSnapshot> plans = new ArrayList<>();
    for (SnapshotRow member : members) {
      VolumeRow volume =
          scope
              .stores()
              .volumes()
              .find(scope.handle(), member.volumeId(), null)
              .orElseThrow(() -> Refusals.volumeNotFound(member.volumeId().value()));
      String backend = Attachments.backend(volume);
      Holders.requireNotFrozen(scope, backend);
      scope
          .stores()
          .snapshots()
          .hold(
              scope.handle(),
              member.id(),
              scope.operation(),
              OperationKind.SNAPSHOT_DELETE.statuses().during(),
              scope.now());
      fences.put(member.id().ref(), member.fence() + 1);
      plans.add(new Plan.DeleteSnapshot(member.id(), volume.id(), backend));
    }
    String backend = plans.getFirst().backend();
    return Decision.steps(
            new Plan.DeleteGroupSnapshot(snapshot.id(), plans, backend), answer, fences)
        .at(Decision.Place.of(backend, null));
  }

  @Override
  public Decision supersede(AdmitScope scope, DeleteGroupSnapshot input, OperationRow old) {
    GroupSnapshotRow snapshot = scope.lockGroupSnapshot(input.groupSnapshot());
    if (!old.id().value().equals(snapshot.operationId())) {
      throw new RepeatException("the superseded operation has ended");
    }
    return decided(
        scope,
        snapshot,
        scope.stores().snapshots().lockOfGroupSnapshot(scope.handle(), snapshot.id()));
  }

  @Override
  public void settle(SettleScope scope, DeleteGroupSnapshot input) {
    var groupSnapshots = scope.stores().groupSnapshots();
    boolean gone = scope.outcome() instanceof Outcome.Succeeded;
    scope.requireHeld(
        gone
            ? groupSnapshots.delete(
                scope.handle(), input.groupSnapshot(), scope.operation(), scope.now())
            : groupSnapshots.release(
                scope.handle(),
                input.groupSnapshot(),
                scope.operation(),
                scope.statusAfter(Groups.FREE),
                scope.now()));
    if (scope.plan() instanceof Plan.DeleteGroupSnapshot plan) {
      plan.snapshots().forEach(member -> SnapshotRemoval.end(scope, member.snapshot()));
    }
    if (scope.outcome() instanceof Outcome.Failed) {
      Messages.groupSnapshot(
          scope,
          input.groupSnapshot().value(),
          Messages.Action.DELETE_SNAPSHOT,
          Messages.Detail.SNAPSHOT_DELETE_FAILED);
    }
  }
}

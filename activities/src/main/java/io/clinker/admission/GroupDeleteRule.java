package io.clinker.admission;

import io.clinker.model.ResourceRef;
import io.clinker.operations.AnswerRow;
import io.clinker.operations.GroupInput.DeleteGroup;
import io.clinker.operations.OperationKind;
import io.clinker.operations.Outcome;
import io.clinker.operations.Plan;
import io.clinker.store.AttachmentRow;
import io.clinker.store.Database.RepeatException;
import io.clinker.store.GroupRow;
import io.clinker.store.OperationRow;
import io.clinker.store.VolumeRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A group goes, with its volumes if asked; one that has none ends in admission. */
final class GroupDeleteRule implements Rule<DeleteGroup> {
  private static final OperationKind KIND = OperationKind.GROUP_DELETE;

  private final Capacity capacity;

  GroupDeleteRule(Capacity capacity) {
    this.capacity = capacity;
  }

  @Override
  public Decision admit(AdmitScope scope, DeleteGroup input) {
    GroupRow group = scope.lockGroup(input.group());
    String refusal = "Invalid Group: Cannot delete group %s".formatted(group.id());
    Holders.requireNotHeld(scope, group.operationId(), 400, refusal);
    if (!input.withVolumes() && !KIND.statuses().allowed().contains(group.status())) {
      throw Refusals.invalidState(
          400,
          "Invalid Group: Group status must be available or error, but current status is: %s."
              .formatted(group.status()));
    }
    Holders.requireUnpinned(scope, group.id().ref(), KIND.excludedBy(), 400, refusal);
    scope
        .stores()
        .groupSnapshots()
        .oneOf(scope.handle(), group.id())
        .ifPresent(
            snapshot -> {
              throw Holders.refusal(
                  scope,
                  snapshot.operationId(),
                  400,
                  "%s: it has group snapshot %s.".formatted(refusal, snapshot.id()));
            });
    List<VolumeRow> members = scope.stores().volumes().lockOfGroup(scope.handle(), group.id());
    if (!members.isEmpty() && !input.withVolumes()) {
      throw Refusals.invalidState(
          400,
          ("Invalid Group: Group %s still contains volumes. The delete-volumes flag is required to"
                  + " delete it.")
              .formatted(group.id()));
    }
    members.forEach(volume -> requireRemovable(scope, group, volume));
    var groups = scope.stores().groups();
    groups.hold(
        scope.handle(), group.id(), scope.operation(), KIND.statuses().during(), scope.now());
    for (VolumeRow volume : members) {
      scope
          .stores()
          .volumes()
          .hold(
              scope.handle(),
              volume,
              scope.operation(),
              OperationKind.VOLUME_DELETE.statuses().during(),
              scope.now());
    }
    return decided(scope, group, members);
  }

  private static void requireRemovable(AdmitScope scope, GroupRow group, VolumeRow volume) {
    List<AttachmentRow> attachments =
        scope.stores().attachments().ofVolume(scope.handle(), volume.id());
    VolumeRemoval.requireUnused(
        scope,
        volume,
        attachments,
        "Invalid Group: Volume %s in group %s is %s"
            .formatted(volume.id(), group.id(), volume.status()));
    if (!scope.stores().snapshots().lockOfVolume(scope.handle(), volume.id()).isEmpty()) {
      throw Refusals.invalidState(
          400,
          "Invalid Group: Volume in group still has dependent snapshots: volume %s of group %s."
              .formatted(volume.id(), group.id()));
    }
    String backend = volume.backend();
    if (backend != null) {
      Holders.requireNotFrozen(scope, backend);
    }
  }

  /** The rows are held; what has no place is nowhere and goes at once. */
  private static Decision decided(AdmitScope scope, GroupRow group, List<VolumeRow> members) {
    AnswerRow answer = Groups.answer(scope, group.id());
    List<Plan.DeleteVolume> placed = new ArrayList<>();
    Map<ResourceRef, Long> fences = new TreeMap<>();
    for (VolumeRow volume : members) {
      String backend = volume.backend();
      if (backend == null) {
        VolumeRemoval.remove(
            scope.handle(), scope.stores(), volume, scope.operation(), scope.now());
      } else {
        placed.add(
            new Plan.DeleteVolume(
                volume.id(),
                List.of(),
                backend,
                VolumeRemoval.exportHost(
                    scope.stores().attachments().ofVolume(scope.handle(), volume.id()))));
        fences.put(volume.id().ref(), volume.fence() + 1);
      }
    }
    if (placed.isEmpty()) {
      scope.stores().groups().delete(scope.handle(), group.id(), scope.operation(), scope.now());
      return Decision.done(answer);
    }
    fences.put(group.id().ref(), group.fence() + 1);
    String backend = placed.getFirst().backend();
    return Decision.steps(new Plan.DeleteGroup(group.id(), placed, backend), answer, fences)
        .at(Decision.Place.of(backend, null));
  }

  @Override
  public Decision supersede(AdmitScope scope, DeleteGroup input, OperationRow old) {
    GroupRow group = scope.lockGroup(input.group());
    if (!input.withVolumes()) {
      throw Refusals.heldBy(
          400,
          "Invalid Group: Group status must be available or error, but current status is: "
              + group.status(),
          old.kind().word(),
          old.id());
    }
    if (!old.id().value().equals(group.operationId())) {
      throw new RepeatException("the superseded operation has ended");
    }
    List<VolumeRow> members = scope.stores().volumes().lockOfGroup(scope.handle(), group.id());
    scope
        .stores()
        .groups()
        .hold(scope.handle(), group.id(), scope.operation(), KIND.statuses().during(), scope.now());
    for (VolumeRow volume : members) {
      if (!scope
          .stores()
          .volumes()
          .handOver(
              scope.handle(),
              volume.id(),
              old.id(),
              scope.operation(),
              OperationKind.VOLUME_DELETE.statuses().during(),
              scope.now())) {
        throw new RepeatException("the superseded operation has ended");
      }
    }
    return decided(scope, group, members);
  }

  @Override
  public void settle(SettleScope scope, DeleteGroup input) {
    List<VolumeRow> members = new ArrayList<>();
    if (scope.plan() instanceof Plan.DeleteGroup plan) {
      plan.volumes().forEach(member -> members.add(StorageTruth.held(scope, member.volume())));
    }
    var groups = scope.stores().groups();
    if (scope.outcome() instanceof Outcome.Succeeded) {
      capacity.releaseAll(scope.handle(), members);
      scope.requireHeld(
          groups.delete(scope.handle(), input.group(), scope.operation(), scope.now()));
      members.forEach(
          volume ->
              VolumeRemoval.remove(
                  scope.handle(), scope.stores(), volume, scope.operation(), scope.now()));
      return;
    }
    scope.requireHeld(
        groups.release(
            scope.handle(),
            input.group(),
            scope.operation(),
            scope.statusAfter(Groups.FREE),
            scope.now()));
    String failed = OperationKind.VOLUME_DELETE.statuses().afterFailure();
    members.forEach(
        volume -> VolumeRemoval.putBack(scope, volume, failed == null ? "error" : failed));
  }
}

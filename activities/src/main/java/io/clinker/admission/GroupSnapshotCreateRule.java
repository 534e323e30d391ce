package io.clinker.admission;

import io.clinker.model.ResourceRef;
import io.clinker.operations.AnswerRow;
import io.clinker.operations.GroupInput.CreateGroupSnapshot;
import io.clinker.operations.Outcome;
import io.clinker.operations.Plan;
import io.clinker.store.BackendRow;
import io.clinker.store.GroupRow;
import io.clinker.store.GroupSnapshotRow;
import io.clinker.store.TypeRow;
import io.clinker.store.VolumeRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Snapshots of all volumes of a group: all of them or none. The group and its volumes are pinned,
 * so that none can leave or go meanwhile.
 */
final class GroupSnapshotCreateRule implements Rule<CreateGroupSnapshot> {
  private final Quota quota;
  private final Types types;

  GroupSnapshotCreateRule(Quota quota, Types types) {
    this.quota = quota;
    this.types = types;
  }

  @Override
  public Decision admit(AdmitScope scope, CreateGroupSnapshot input) {
    String project = scope.request().projectId();
    quota.lock(scope.handle(), project);
    GroupRow group = scope.lockGroup(input.group());
    Groups.requireSettled(scope, group);
    List<VolumeRow> members =
        Groups.members(scope, group, "Group is empty. No group snapshot will be created.");
    Map<TypeRow, Quota.Demand> demands = new HashMap<>();
    List<BackendRow> backends = new ArrayList<>();
    for (VolumeRow volume : members) {
      backends.add(SnapshotMaking.requireReady(scope, volume, true));
      demands.merge(
          types.ofVolume(scope, volume),
          new Quota.Demand(0, 1, volume.sizeGib()),
          Quota.Demand::plus);
    }
    quota.requireAll(scope.handle(), project, demands);
    Pins.takeSource(
        scope,
        group.id().ref(),
        400,
        "Invalid Group: Group %s cannot be copied now.".formatted(group.id()));
    GroupSnapshotRow row =
        new GroupSnapshotRow(
            input.groupSnapshot(),
            group.id(),
            project,
            scope.request().userId(),
            input.name(),
            input.description(),
            group.groupTypeId(),
            scope.request().kind().statuses().during(),
            1,
            0,
            scope.operation().value(),
            scope.now(),
            null,
            null);
    scope.stores().groupSnapshots().insert(scope.handle(), row);
    return begun(scope, input, row, members, backends);
  }

  private static Decision begun(
      AdmitScope scope,
      CreateGroupSnapshot input,
      GroupSnapshotRow row,
      List<VolumeRow> members,
      List<BackendRow> backends) {
    Map<ResourceRef, Long> fences = new TreeMap<>();
    fences.put(row.id().ref(), row.fence());
    List<Plan.CreateSnapshot> plans = new ArrayList<>();
    for (int index = 0; index < members.size(); index++) {
      SnapshotMaking.Begun begun =
          SnapshotMaking.begin(
              scope,
              members.get(index),
              backends.get(index),
              new SnapshotMaking.Wanted(
                  input.snapshotOf(members.get(index).id()),
                  row.name(),
                  row.description(),
                  Map.of(),
                  row.id()),
              true);
      plans.add(begun.plan());
      fences.putAll(begun.fences());
    }
    String backend = backends.getFirst().name();
    return Decision.steps(
            new Plan.CreateGroupSnapshot(row.id(), plans, backend),
            new AnswerRow.GroupSnapshot(row),
            fences)
        .at(Decision.Place.of(backend, null));
  }

  @Override
  public void settle(SettleScope scope, CreateGroupSnapshot input) {
    var snapshots = scope.stores().groupSnapshots();
    if (scope.outcome() instanceof Outcome.Cancelled) {
      scope.requireHeld(
          snapshots.delete(scope.handle(), input.groupSnapshot(), scope.operation(), scope.now()));
    } else {
      scope.requireHeld(
          snapshots.release(
              scope.handle(),
              input.groupSnapshot(),
              scope.operation(),
              scope.statusAfter(null),
              scope.now()));
    }
    if (scope.plan() instanceof Plan.CreateGroupSnapshot plan) {
      plan.snapshots().forEach(member -> SnapshotMaking.end(scope, member.snapshot()));
    }
    if (scope.outcome() instanceof Outcome.Failed) {
      Messages.groupSnapshot(
          scope,
          input.groupSnapshot().value(),
          Messages.Action.CREATE_SNAPSHOT,
          Messages.Detail.SNAPSHOT_CREATE_FAILED);
    }
  }
}

package io.clinker.admission;

import io.clinker.admission.Capacity.Placed;
import io.clinker.model.ErrorCategory;
import io.clinker.model.ErrorCode;
import io.clinker.model.GroupId;
import io.clinker.model.GroupSnapshotId;
import io.clinker.model.ResourceRef;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import io.clinker.operations.AnswerRow;
import io.clinker.operations.GroupInput.CreateGroupFromSource;
import io.clinker.operations.OperationInput.CreateVolume;
import io.clinker.operations.Outcome;
import io.clinker.operations.Plan;
import io.clinker.placement.Scheduler;
import io.clinker.placement.Scheduler.Candidate;
import io.clinker.placement.Scheduler.Explanation;
import io.clinker.store.BackendRow;
import io.clinker.store.Database.RepeatException;
import io.clinker.store.GroupRow;
import io.clinker.store.GroupSnapshotRow;
import io.clinker.store.Json;
import io.clinker.store.TypeRow;
import io.clinker.store.VolumeRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A new group with a copy of every volume of a group snapshot or of another group: all of them or
 * none. The source and its members are pinned, so that none can go or change meanwhile.
 */
final class GroupFromSourceRule implements Rule<CreateGroupFromSource> {
  private final Quota quota;
  private final Capacity capacity;
  private final Types types;

  GroupFromSourceRule(Quota quota, Capacity capacity, Types types) {
    this.quota = quota;
    this.capacity = capacity;
    this.types = types;
  }

  /**
   * What is copied, as it was read before the locks were taken in their order.
   *
   * @param group the source, or the group of the group snapshot
   */
  private record Origin(
      GroupRow group, @Nullable GroupSnapshotRow snapshot, List<CreateVolume> copies) {
    ResourceRef ref() {
      return snapshot == null ? group.id().ref() : snapshot.id().ref();
    }
  }

  /** One copy that is to be made. */
  private record Copy(CreateVolume wanted, Source source, BackendRow backend, TypeRow type) {}

  @Override
  public Decision admit(AdmitScope scope, CreateGroupFromSource input) {
    String project = scope.request().projectId();
    quota.lock(scope.handle(), project);
    Origin origin = origin(scope, input);
    if (scope.stores().groupTypes().share(scope.handle(), origin.group().groupTypeId()).isEmpty()) {
      throw Refusals.notFound(
          "Group type %s could not be found.".formatted(origin.group().groupTypeId()));
    }
    quota.requireGroup(scope.handle(), project);
    List<Copy> copies = new ArrayList<>();
    Map<TypeRow, Quota.Demand> demands = new HashMap<>();
    for (CreateVolume wanted : origin.copies()) {
      Copy copy = copy(scope, wanted);
      copies.add(copy);
      demands.merge(
          copy.type(), new Quota.Demand(1, 0, copy.source().sizeGib()), Quota.Demand::plus);
    }
    quota.requireSingle(
        scope.handle(),
        project,
        copies.stream().mapToLong(copy -> copy.source().sizeGib()).max().orElse(0));
    quota.requireAll(scope.handle(), project, demands);
    List<VolumeRow> volumes = new ArrayList<>();
    for (Copy copy : copies) {
      Placed placed = place(scope, origin, copy);
      if (!(placed instanceof Placed.At(Candidate candidate, Explanation unused))) {
        capacity.releaseAll(scope.handle(), volumes);
        return hopeless(scope, input, origin, placed);
      }
      volumes.add(
          VolumeMaking.row(
              scope,
              copy.wanted(),
              copy.type(),
              copy.source().volume().availabilityZone(),
              copy.source().sizeGib(),
              copy.source(),
              candidate));
    }
    pin(scope, origin, copies);
    return begun(scope, input, origin, copies, volumes);
  }

  private static Origin origin(AdmitScope scope, CreateGroupFromSource input) {
    GroupSnapshotId id = input.groupSnapshot();
    if (id == null) {
      GroupRow group = Objects.requireNonNull(Groups.find(scope, input.sourceGroup()));
      Groups.requireSettled(scope, group);
      List<CreateVolume> copies =
          scope.stores().volumes().ofGroup(scope.handle(), group.id()).stream()
              .map(volume -> wanted(input, volume.id(), null))
              .sorted(Comparator.comparing(copy -> "" + copy.sourceVolume()))
              .toList();
      requireMembers(copies, "Source Group is empty. No group will be created.");
      return new Origin(group, null, copies);
    }
    GroupSnapshotRow snapshot =
        scope
            .stores()
            .groupSnapshots()
            .find(scope.handle(), id, scope.visible())
            .orElseThrow(() -> Refusals.groupSnapshotNotFound(id.value()));
    Groups.requireSettled(scope, snapshot);
    List<CreateVolume> copies =
        scope.stores().snapshots().ofGroupSnapshot(scope.handle(), id).stream()
            .map(member -> wanted(input, null, member.id()))
            .toList();
    requireMembers(copies, "GroupSnapshot is empty. No group will be created.");
    GroupRow group =
        scope
            .stores()
            .groups()
            .find(scope.handle(), snapshot.groupId(), null)
            .orElseThrow(() -> Refusals.groupNotFound(snapshot.groupId().value()));
    return new Origin(group, snapshot, copies);
  }

  private static void requireMembers(List<CreateVolume> copies, String message) {
    if (copies.isEmpty()) {
      throw Refusals.invalidState(400, "Invalid Group: " + message);
    }
  }

  private static CreateVolume wanted(
      CreateGroupFromSource input, @Nullable VolumeId volume, @Nullable SnapshotId snapshot) {
    return new CreateVolume(
        input.copyOf(String.valueOf(snapshot == null ? volume : snapshot)),
        null,
        null,
        null,
        null,
        null,
        snapshot,
        volume,
        Map.of(),
        input.group());
  }

  private Copy copy(AdmitScope scope, CreateVolume wanted) {
    Source source = Objects.requireNonNull(Source.find(scope, wanted));
    source.requireReady(scope);
    BackendRow backend = source.requireCapable(scope);
    return new Copy(wanted, source, backend, types.choose(scope, null, source));
  }

  private Placed place(AdmitScope scope, Origin origin, Copy copy) {
    return capacity.placeBeside(
        scope.handle(),
        new Scheduler.Request(
            copy.source().sizeGib(),
            copy.source().volume().availabilityZone(),
            copy.type().extraSpecs(),
            copy.backend().name(),
            origin.group().backend()));
  }

  /** Locks and pins what is copied; runs the transaction again if it is not what it was. */
  private static void pin(AdmitScope scope, Origin origin, List<Copy> copies) {
    GroupSnapshotRow snapshot = origin.snapshot();
    boolean same;
    if (snapshot == null) {
      GroupRow locked = scope.lockGroup(origin.group().id());
      same =
          locked.status().equals(origin.group().status())
              && locked.operationId() == null
              && scope.stores().volumes().lockOfGroup(scope.handle(), locked.id()).stream()
                  .map(VolumeRow::id)
                  .toList()
                  .equals(copies.stream().map(copy -> copy.wanted().sourceVolume()).toList());
    } else {
      GroupSnapshotRow locked = scope.lockGroupSnapshot(snapshot.id());
      same = locked.status().equals(snapshot.status()) && locked.operationId() == null;
    }
    if (!same) {
      throw new RepeatException("the source changed while the request was decided");
    }
    Pins.takeSource(
        scope, origin.ref(), 400, "Invalid Group: the source of the group cannot be copied now.");
    copies.forEach(copy -> copy.source().pinInTurn(scope, copy.backend()));
  }

  private static Decision begun(
      AdmitScope scope,
      CreateGroupFromSource input,
      Origin origin,
      List<Copy> copies,
      List<VolumeRow> volumes) {
    GroupRow row = row(scope, input, origin, origin.group().backend());
    scope.stores().groups().insert(scope.handle(), row);
    Map<ResourceRef, Long> fences = new TreeMap<>();
    fences.put(row.id().ref(), row.fence());
    List<Plan.CreateVolume> plans = new ArrayList<>();
    String backend = copies.getFirst().backend().name();
    for (int index = 0; index < copies.size(); index++) {
      Copy copy = copies.get(index);
      VolumeRow volume = volumes.get(index);
      scope.stores().volumes().insert(scope.handle(), volume);
      fences.put(volume.id().ref(), volume.fence());
      plans.add(
          VolumeMaking.plan(
              scope, volume.id(), volume.sizeGib(), copy.source(), copy.backend().name()));
    }
    return Decision.steps(
            new Plan.CreateGroup(row.id(), plans, backend), new AnswerRow.Group(row), fences)
        .at(Decision.Place.of(backend, null));
  }

  /** No volume is begun where not all have room. */
  private static Decision hopeless(
      AdmitScope scope, CreateGroupFromSource input, Origin origin, Placed placed) {
    Explanation explanation =
        switch (placed) {
          case Placed.At at -> at.explanation();
          case Placed.Later later -> later.explanation();
          case Placed.Never never -> never.explanation();
        };
    GroupRow row = row(scope, input, origin, null);
    scope.stores().groups().insert(scope.handle(), row);
    return new Decision(
        new Plan.Hopeless("No pool fits: " + explanation.text()),
        false,
        new AnswerRow.Group(row),
        Map.of(row.id().ref(), row.fence()),
        null,
        Json.write(explanation));
  }

  private static GroupRow row(
      AdmitScope scope, CreateGroupFromSource input, Origin origin, @Nullable String backend) {
    GroupSnapshotId snapshot = input.groupSnapshot();
    GroupId source = input.sourceGroup();
    return new GroupRow(
        input.group(),
        scope.request().projectId(),
        scope.request().userId(),
        input.name(),
        input.description(),
        origin.group().groupTypeId(),
        origin.group().volumeTypeIds(),
        origin.group().availabilityZone(),
        scope.request().kind().statuses().during(),
        backend,
        snapshot == null ? null : snapshot.value(),
        source == null ? null : source.value(),
        1,
        0,
        scope.operation().value(),
        scope.now(),
        null,
        null);
  }

  @Override
  public void settle(SettleScope scope, CreateGroupFromSource input) {
    List<VolumeRow> members = new ArrayList<>();
    if (scope.plan() instanceof Plan.CreateGroup plan) {
      plan.volumes().forEach(member -> members.add(StorageTruth.held(scope, member.volume())));
    }
    var groups = scope.stores().groups();
    var volumes = scope.stores().volumes();
    switch (scope.outcome()) {
      case Outcome.Succeeded unused -> {
        release(scope, input.group());
        members.forEach(volume -> VolumeRemoval.putBack(scope, volume, Groups.FREE));
      }
      case Outcome.Failed(ErrorCode code, String unused) -> {
        // The steps were undone: nothing is left on the storage, so no volume has a place.
        capacity.releaseAll(scope.handle(), members);
        release(scope, input.group());
        for (VolumeRow volume : members) {
          VolumeRemoval.putBack(scope, volume, "error");
          volumes.place(scope.handle(), volume.id(), null, null, null);
        }
        boolean unplaced = code.category() == ErrorCategory.CAPACITY || members.isEmpty();
        Messages.group(
            scope,
            input.group().value(),
            unplaced ? Messages.Action.SCHEDULE : Messages.Action.CREATE_VOLUME,
            unplaced ? Messages.Detail.NO_BACKEND : Messages.Detail.CREATE_FAILED);
      }
      case Outcome.Cancelled() -> {
        capacity.releaseAll(scope.handle(), members);
        scope.requireHeld(
            groups.delete(scope.handle(), input.group(), scope.operation(), scope.now()));
        members.forEach(
            volume ->
                VolumeRemoval.remove(
                    scope.handle(), scope.stores(), volume, scope.operation(), scope.now()));
      }
    }
  }

  private static void release(SettleScope scope, GroupId group) {
    scope.requireHeld(
        scope
            .stores()
            .groups()
            .release(
                scope.handle(), group, scope.operation(), scope.statusAfter(null), scope.now()));
  }
}

package io.clinker.admission;

import io.clinker.model.GroupId;
import io.clinker.model.VolumeId;
import io.clinker.operations.GroupInput.UpdateGroup;
import io.clinker.operations.OperationKind;
import io.clinker.store.GroupRow;
import io.clinker.store.VolumeRow;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Volumes join and leave a group: rows only, so it ends in admission. */
final class GroupUpdateRule implements Rule<UpdateGroup> {
  private static final Set<String> MAY_JOIN = Set.of("available", "in-use");
  private static final Set<String> MAY_LEAVE =
      Set.of("available", "in-use", "error", "error_deleting");

  @Override
  public Decision admit(AdmitScope scope, UpdateGroup input) {
    requireNoneTwice(input);
    GroupRow group = scope.lockGroup(input.group());
    Groups.requireAvailable(scope, group);
    OperationKind kind = OperationKind.GROUP_UPDATE;
    Holders.requireUnpinned(
        scope,
        group.id().ref(),
        kind.excludedBy(),
        400,
        "Invalid Group: Group %s is being copied".formatted(group.id()));
    Map<VolumeId, Optional<VolumeRow>> volumes = lock(scope, input);
    long joined =
        input.add().stream().filter(id -> join(scope, group, id, volumes.get(id))).count();
    input.remove().forEach(id -> leave(scope, group, id, volumes.get(id)));
    String name = Groups.news(input.name(), group.name());
    String description = Groups.news(input.description(), group.description());
    if (joined == 0 && input.remove().isEmpty() && name == null && description == null) {
      throw Groups.nothingToUpdate(group.id());
    }
    var groups = scope.stores().groups();
    groups.hold(
        scope.handle(), group.id(), scope.operation(), kind.statuses().during(), scope.now());
    groups.describe(
        scope.handle(),
        group.id(),
        name == null ? group.name() : name,
        description == null ? group.description() : description,
        kind.statuses().during(),
        scope.now());
    groups.release(
        scope.handle(), group.id(), scope.operation(), kind.statuses().afterSuccess(), scope.now());
    return Decision.done(Groups.answer(scope, group.id()));
  }

  private static void requireNoneTwice(UpdateGroup input) {
    Set<VolumeId> both = new HashSet<>(input.add());
    both.retainAll(input.remove());
    if (!both.isEmpty()) {
      throw Refusals.invalidState(
          400, "Invalid volume: UUIDs %s are in both add and remove volume list.".formatted(both));
    }
  }

  /** All volumes that are named, in the order of locks; empty for what is not there. */
  private static Map<VolumeId, Optional<VolumeRow>> lock(AdmitScope scope, UpdateGroup input) {
    Map<VolumeId, Optional<VolumeRow>> volumes =
        new TreeMap<>((one, other) -> one.value().compareTo(other.value()));
    input.add().forEach(id -> volumes.put(id, Optional.empty()));
    input.remove().forEach(id -> volumes.put(id, Optional.empty()));
    volumes.replaceAll(
        (id, unused) ->
            scope
                .stores()
                .volumes()
                .lock(scope.handle(), id)
                .filter(row -> scope.sees(row.projectId())));
    return volumes;
  }

  /** Whether it was not a member already. */
  private static boolean join(
      AdmitScope scope, GroupRow group, VolumeId id, @Nullable Optional<VolumeRow> found) {
    VolumeRow volume = found == null ? null : found.orElse(null);
    if (volume == null || !volume.projectId().equals(group.projectId())) {
      throw cannotJoin(group, id, "because volume cannot be found.");
    }
    String present = volume.groupId();
    if (group.id().value().equals(present)) {
      return false;
    }
    if (present != null) {
      throw cannotJoin(group, id, "because it is already in group %s.".formatted(present));
    }
    if (!group.volumeTypeIds().contains(volume.volumeTypeId())) {
      throw cannotJoin(
          group,
          id,
          "because volume type %s is not supported by the group.".formatted(volume.volumeTypeId()));
    }
    if (!MAY_JOIN.contains(volume.status()) || volume.operationId() != null) {
      throw Holders.refusal(
          scope,
          volume,
          400,
          message("add", group, id, "to")
              + "because volume is in an invalid state: %s. Valid states are: ('available', 'in-use')."
                  .formatted(volume.status()));
    }
    if (volume.backend() == null || !volume.backend().equals(group.backend())) {
      throw cannotJoin(
          group,
          id,
          "because it is on backend %s and the group on %s."
              .formatted(volume.backend(), group.backend()));
    }
    set(scope, id, group.id());
    return true;
  }

  private static void leave(
      AdmitScope scope, GroupRow group, VolumeId id, @Nullable Optional<VolumeRow> found) {
    VolumeRow volume = found == null ? null : found.orElse(null);
    String refusal = message("remove", group, id, "from");
    if (volume == null || !group.id().value().equals(volume.groupId())) {
      throw Refusals.invalidState(400, refusal + "because it is not in the group.");
    }
    if (!MAY_LEAVE.contains(volume.status()) || volume.operationId() != null) {
      throw Holders.refusal(
          scope,
          volume,
          400,
          refusal
              + ("because volume is in an invalid state: %s. Valid states are: ('available',"
                      + " 'in-use', 'error', 'error_deleting').")
                  .formatted(volume.status()));
    }
    set(scope, id, null);
  }

  private static void set(AdmitScope scope, VolumeId id, @Nullable GroupId group) {
    scope.stores().volumes().setGroup(scope.handle(), id, group, scope.now());
  }

  private static RefusedException cannotJoin(GroupRow group, VolumeId id, String because) {
    return Refusals.invalidState(400, message("add", group, id, "to") + because);
  }

  private static String message(String verb, GroupRow group, VolumeId id, String preposition) {
    return "Invalid volume: Cannot %s volume %s %s group %s "
        .formatted(verb, id, preposition, group.id());
  }

  @Override
  public void settle(SettleScope scope, UpdateGroup input) {
    throw new LostTurnException("it was settled when it was admitted");
  }
}

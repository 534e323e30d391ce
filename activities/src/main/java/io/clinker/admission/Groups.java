package io.clinker.admission;

import io.clinker.model.GroupId;
import io.clinker.model.GroupSnapshotId;
import io.clinker.operations.AnswerRow;
import io.clinker.store.Database.RepeatException;
import io.clinker.store.GroupRow;
import io.clinker.store.GroupSnapshotRow;
import io.clinker.store.TypeRow;
import io.clinker.store.VolumeRow;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the operations on groups and on their members share. */
final class Groups {
  static final String FREE = "available";

  private static final Set<String> UNSETTLED = Set.of("creating", "updating", "deleting");

  private Groups() {}

  /** The group that is asked for, as it was read before the locks were taken in their order. */
  static @Nullable GroupRow find(AdmitScope scope, @Nullable GroupId id) {
    return id == null
        ? null
        : scope
            .stores()
            .groups()
            .find(scope.handle(), id, scope.visible())
            .orElseThrow(() -> Refusals.groupNotFound(id.value()));
  }

  /** Refuses a new volume that the group cannot take. */
  static void requireAccepts(AdmitScope scope, GroupRow group, @Nullable TypeRow asked) {
    if (asked == null) {
      throw Refusals.invalidInput(
          "volume_type must be provided when creating a volume in a group.");
    }
    if (!group.volumeTypeIds().contains(asked.id())) {
      throw Refusals.invalidInput(
          "Invalid volume_type provided: %s (requested type must be supported by this group)."
              .formatted(asked.name()));
    }
    requireAvailable(scope, group);
    if (group.backend() == null) {
      throw Refusals.invalidState(
          400, "Invalid Group: Group %s has no place on any backend.".formatted(group.id()));
    }
  }

  /** A text of an update; null if the row has it already. */
  static @Nullable String news(@Nullable String wanted, @Nullable String present) {
    return Objects.equals(wanted, present) ? null : wanted;
  }

  /** The refusal of an update that would leave the group as it is. */
  static RefusedException nothingToUpdate(GroupId id) {
    return Refusals.badRequest(
        ("Invalid Group: Cannot update group %s because no valid name, description, add_volumes,"
                + " or remove_volumes were provided.")
            .formatted(id));
  }

  static void requireAvailable(AdmitScope scope, GroupRow group) {
    if (!group.status().equals(FREE) || group.operationId() != null) {
      throw Holders.refusal(
          scope,
          group.operationId(),
          400,
          "Invalid Group: Group %s status must be available, but current status is: %s."
              .formatted(group.id(), group.status()));
    }
  }

  /** Refuses what is being made, changed or removed as a source. */
  static void requireSettled(AdmitScope scope, GroupRow group) {
    if (UNSETTLED.contains(group.status()) || group.operationId() != null) {
      throw Holders.refusal(
          scope,
          group.operationId(),
          400,
          "Invalid Group: Group %s is %s, so it cannot be copied."
              .formatted(group.id(), group.status()));
    }
  }

  /** The same of a group snapshot. */
  static void requireSettled(AdmitScope scope, GroupSnapshotRow snapshot) {
    if (UNSETTLED.contains(snapshot.status()) || snapshot.operationId() != null) {
      throw Holders.refusal(
          scope,
          snapshot.operationId(),
          400,
          "Invalid GroupSnapshot: GroupSnapshot %s is %s, so it cannot be copied."
              .formatted(snapshot.id(), snapshot.status()));
    }
  }

  /** Locks the group that a new volume joins; runs the transaction again if it has changed. */
  static void join(AdmitScope scope, GroupRow read) {
    GroupRow locked = scope.lockGroup(read.id());
    if (!locked.status().equals(read.status()) || locked.operationId() != null) {
      throw new RepeatException("the group changed while the request was decided");
    }
    scope.stores().groups().touch(scope.handle(), read.id());
  }

  /**
   * The volumes of a locked group, locked too.
   *
   * @throws RefusedException if there are none
   */
  static List<VolumeRow> members(AdmitScope scope, GroupRow group, String emptyMessage) {
    List<VolumeRow> members = scope.stores().volumes().lockOfGroup(scope.handle(), group.id());
    if (members.isEmpty()) {
      throw Refusals.invalidState(400, "Invalid Group: " + emptyMessage);
    }
    return members;
  }

  /** The row as it is now. */
  static AnswerRow answer(AdmitScope scope, GroupId id) {
    return new AnswerRow.Group(
        scope.stores().groups().find(scope.handle(), id, null).orElseThrow());
  }

  /** The row as it is now. */
  static AnswerRow answer(AdmitScope scope, GroupSnapshotId id) {
    return new AnswerRow.GroupSnapshot(
        scope.stores().groupSnapshots().find(scope.handle(), id, null).orElseThrow());
  }
}

package io.clinker.operations;

import io.clinker.model.GroupId;
import io.clinker.model.GroupSnapshotId;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What clients ask for of groups and group snapshots. */
public sealed interface GroupInput extends OperationInput {
  /**
   * A new group without volumes.
   *
   * @param groupType id or name
   * @param volumeTypes ids or names
   * @param availabilityZone null: the default
   */
  record CreateGroup(
      GroupId group,
      @Nullable String name,
      @Nullable String description,
      String groupType,
      List<String> volumeTypes,
      @Nullable String availabilityZone)
      implements GroupInput {
    @Override
    public OperationKind kind() {
      return OperationKind.GROUP_CREATE;
    }

    @Override
    public String resourceId() {
      return group.value();
    }
  }

  /**
   * Adds volumes to a group and takes volumes from it.
   *
   * @param name null: as it is
   * @param description null: as it is
   */
  record UpdateGroup(
      GroupId group,
      @Nullable String name,
      @Nullable String description,
      List<VolumeId> add,
      List<VolumeId> remove)
      implements GroupInput {
    @Override
    public OperationKind kind() {
      return OperationKind.GROUP_UPDATE;
    }

    @Override
    public String resourceId() {
      return group.value();
    }
  }

  /**
   * Deletes a group.
   *
   * @param withVolumes with its volumes and whatever its status; else it must have none
   */
  record DeleteGroup(GroupId group, boolean withVolumes) implements GroupInput {
    @Override
    public OperationKind kind() {
      return OperationKind.GROUP_DELETE;
    }

    @Override
    public String resourceId() {
      return group.value();
    }
  }

  /** A new group with a copy of every volume of a group snapshot or of another group. */
  record CreateGroupFromSource(
      GroupId group,
      @Nullable GroupSnapshotId groupSnapshot,
      @Nullable GroupId sourceGroup,
      @Nullable String name,
      @Nullable String description)
      implements GroupInput {
    /** The id of the copy of a volume or snapshot: the same however often this is decided. */
    public VolumeId copyOf(String member) {
      return new VolumeId(derived(group.value(), member));
    }

    @Override
    public OperationKind kind() {
      return OperationKind.GROUP_CREATE_FROM_SOURCE;
    }

    @Override
    public String resourceId() {
      return group.value();
    }
  }

  /** Sets what an administrator says. */
  record ResetGroup(GroupId group, String status) implements GroupInput {
    @Override
    public OperationKind kind() {
      return OperationKind.GROUP_RESET_STATUS;
    }

    @Override
    public String resourceId() {
      return group.value();
    }
  }

  /** Snapshots of all volumes of a group. */
  record CreateGroupSnapshot(
      GroupSnapshotId groupSnapshot,
      GroupId group,
      @Nullable String name,
      @Nullable String description)
      implements GroupInput {
    /** The id of the snapshot of a volume: the same however often this is decided. */
    public SnapshotId snapshotOf(VolumeId volume) {
      return new SnapshotId(derived(groupSnapshot.value(), volume.value()));
    }

    @Override
    public OperationKind kind() {
      return OperationKind.GROUP_SNAPSHOT_CREATE;
    }

    @Override
    public String resourceId() {
      return groupSnapshot.value();
    }
  }

  /** Deletes a group snapshot with its members. */
  record DeleteGroupSnapshot(GroupSnapshotId groupSnapshot) implements GroupInput {
    @Override
    public OperationKind kind() {
      return OperationKind.GROUP_SNAPSHOT_DELETE;
    }

    @Override
    public String resourceId() {
      return groupSnapshot.value();
    }
  }

  /** Sets what an administrator says. */
  record ResetGroupSnapshot(GroupSnapshotId groupSnapshot, String status) implements GroupInput {
    @Override
    public OperationKind kind() {
      return OperationKind.GROUP_SNAPSHOT_RESET_STATUS;
    }

    @Override
    public String resourceId() {
      return groupSnapshot.value();
    }
  }

  private static String derived(String whole, String member) {
    return UUID.nameUUIDFromBytes((whole + "/" + member).getBytes(StandardCharsets.UTF_8))
        .toString();
  }
}

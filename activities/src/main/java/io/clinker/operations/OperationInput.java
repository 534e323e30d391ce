package io.clinker.operations;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.clinker.driver.ForeignReference;
import io.clinker.model.GroupId;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for, after the API has checked its form. Kept in the operation's row and in
 * the history, so members are only ever added, and secrets are never members.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "input")
@JsonSubTypes({
  @JsonSubTypes.Type(value = OperationInput.CreateVolume.class, name = "volume-create"),
  @JsonSubTypes.Type(value = OperationInput.DeleteVolume.class, name = "volume-delete"),
  @JsonSubTypes.Type(value = OperationInput.ExtendVolume.class, name = "volume-extend"),
  @JsonSubTypes.Type(value = OperationInput.RetypeVolume.class, name = "volume-retype"),
  @JsonSubTypes.Type(value = OperationInput.RevertVolume.class, name = "volume-revert"),
  @JsonSubTypes.Type(value = OperationInput.AdoptVolume.class, name = "volume-adopt"),
  @JsonSubTypes.Type(value = OperationInput.ManageVolume.class, name = "volume-manage"),
  @JsonSubTypes.Type(value = OperationInput.UnmanageVolume.class, name = "volume-unmanage"),
  @JsonSubTypes.Type(value = OperationInput.ManageSnapshot.class, name = "snapshot-manage"),
  @JsonSubTypes.Type(value = OperationInput.UnmanageSnapshot.class, name = "snapshot-unmanage"),
  @JsonSubTypes.Type(value = OperationInput.ReconcileVolume.class, name = "volume-reconcile"),
  @JsonSubTypes.Type(value = OperationInput.ResetVolume.class, name = "volume-reset-status"),
  @JsonSubTypes.Type(value = OperationInput.AdoptSnapshot.class, name = "snapshot-adopt"),
  @JsonSubTypes.Type(value = OperationInput.ReconcileSnapshot.class, name = "snapshot-reconcile"),
  @JsonSubTypes.Type(value = OperationInput.ResetSnapshot.class, name = "snapshot-reset-status"),
  @JsonSubTypes.Type(value = OperationInput.CreateSnapshot.class, name = "snapshot-create"),
  @JsonSubTypes.Type(value = OperationInput.DeleteSnapshot.class, name = "snapshot-delete"),
  @JsonSubTypes.Type(value = AttachmentInput.CreateAttachment.class, name = "attachment-create"),
  @JsonSubTypes.Type(value = AttachmentInput.UpdateAttachment.class, name = "attachment-update"),
  @JsonSubTypes.Type(
      value = AttachmentInput.CompleteAttachment.class,
      name = "attachment-complete"),
  @JsonSubTypes.Type(value = AttachmentInput.DeleteAttachment.class, name = "attachment-delete"),
  @JsonSubTypes.Type(
      value = AttachmentInput.InitializeConnection.class,
      name = "initialize-connection"),
  @JsonSubTypes.Type(value = AttachmentInput.Attach.class, name = "attach"),
  @JsonSubTypes.Type(
      value = AttachmentInput.TerminateConnection.class,
      name = "terminate-connection"),
  @JsonSubTypes.Type(value = GroupInput.CreateGroup.class, name = "group-create"),
  @JsonSubTypes.Type(value = GroupInput.UpdateGroup.class, name = "group-update"),
  @JsonSubTypes.Type(value = GroupInput.DeleteGroup.class, name = "group-delete"),
  @JsonSubTypes.Type(
      value = GroupInput.CreateGroupFromSource.class,
      name = "group-create-from-source"),
  @JsonSubTypes.Type(value = GroupInput.ResetGroup.class, name = "group-reset-status"),
  @JsonSubTypes.Type(value = GroupInput.CreateGroupSnapshot.class, name = "group-snapshot-create"),
  @JsonSubTypes.Type(value = GroupInput.DeleteGroupSnapshot.class, name = "group-snapshot-delete"),
  @JsonSubTypes.Type(
      value = GroupInput.ResetGroupSnapshot.class,
      name = "group-snapshot-reset-status")
})
public sealed interface OperationInput
    permits AttachmentInput,
        GroupInput,
        OperationInput.CreateVolume,
        OperationInput.DeleteVolume,
        OperationInput.ExtendVolume,
        OperationInput.RevertVolume,
        OperationInput.ManageVolume,
        OperationInput.UnmanageVolume,
        OperationInput.ManageSnapshot,
        OperationInput.UnmanageSnapshot,
        OperationInput.RetypeVolume,
        OperationInput.AdoptVolume,
        OperationInput.ReconcileVolume,
        OperationInput.ResetVolume,
        OperationInput.AdoptSnapshot,
        OperationInput.ReconcileSnapshot,
        OperationInput.ResetSnapshot,
        OperationInput.CreateSnapshot,
        OperationInput.DeleteSnapshot {
  /** The row of the catalogue. */
  OperationKind kind();

  /** The id of the resource that the operation holds alone. */
  String resourceId();

  /** Whether a request that waits for its end may wait for the end of this operation instead. */
  default boolean asksTheSameAs(OperationInput open) {
    return equals(open);
  }

  /**
   * Words for members that were added to an input when builds without them were in use, {@code
   * kind/member}: such a build would carry out the operation as if they were not there.
   */
  Set<String> LATER_FORMS =
      Set.of(
          "attachment-create/initialize-connection",
          "attachment-update/initialize-connection",
          "attachment-create/attach",
          "attachment-complete/attach",
          "attachment-delete/terminate-connection",
          CreateVolume.IN_GROUP);

  /** What a node must understand to carry it out, in words of the {@link Vocabulary}. */
  default Set<String> needs() {
    return Set.of(kind().word());
  }

  /**
   * A new volume.
   *
   * @param sizeGib null: as the source
   * @param volumeType id or name; null: as the source, else the default type
   * @param availabilityZone null: as the source, else the default
   * @param group null: it belongs to none
   */
  record CreateVolume(
      VolumeId volume,
      @Nullable Integer sizeGib,
      @Nullable String name,
      @Nullable String description,
      @Nullable String volumeType,
      @Nullable String availabilityZone,
      @Nullable SnapshotId snapshot,
      @Nullable VolumeId sourceVolume,
      Map<String, String> metadata,
      @Nullable GroupId group)
      implements OperationInput {
    private static final String IN_GROUP = "volume-create/group";

    /** One that belongs to no group. */
    public CreateVolume(
        VolumeId volume,
        @Nullable Integer sizeGib,
        @Nullable String name,
        @Nullable String description,
        @Nullable String volumeType,
        @Nullable String availabilityZone,
        @Nullable SnapshotId snapshot,
        @Nullable VolumeId sourceVolume,
        Map<String, String> metadata) {
      this(
          volume,
          sizeGib,
          name,
          description,
          volumeType,
          availabilityZone,
          snapshot,
          sourceVolume,
          metadata,
          null);
    }

    @Override
    public OperationKind kind() {
      return OperationKind.VOLUME_CREATE;
    }

    @Override
    public Set<String> needs() {
      return group == null ? Set.of(kind().word()) : Set.of(kind().word(), IN_GROUP);
    }

    @Override
    public String resourceId() {
      return volume.value();
    }
  }

  /**
   * Deletes a volume, with its snapshots if asked, whatever its status if forced.
   *
   * @param finding the finding that is ended so; an orphan gets a row that claims it until it is
   *     gone
   */
  record DeleteVolume(VolumeId volume, boolean cascade, boolean force, @Nullable String finding)
      implements OperationInput {
    public DeleteVolume(VolumeId volume, boolean cascade, boolean force) {
      this(volume, cascade, force, null);
    }

    @Override
    public OperationKind kind() {
      return OperationKind.VOLUME_DELETE;
    }

    @Override
    public String resourceId() {
      return volume.value();
    }
  }

  /**
   * Makes a volume larger.
   *
   * @param allowInUse whether the request's microversion (3.42) allows a volume in use
   */
  record ExtendVolume(VolumeId volume, int newSizeGib, boolean allowInUse)
      implements OperationInput {
    @Override
    public OperationKind kind() {
      return OperationKind.VOLUME_EXTEND;
    }

    @Override
    public String resourceId() {
      return volume.value();
    }
  }

  /**
   * Gives a volume and its snapshots another type.
   *
   * @param newType id or name
   * @param mayMove whether the volume may be moved for it
   */
  record RetypeVolume(VolumeId volume, String newType, boolean mayMove) implements OperationInput {
    @Override
    public OperationKind kind() {
      return OperationKind.VOLUME_RETYPE;
    }

    @Override
    public String resourceId() {
      return volume.value();
    }
  }

  /** Puts the contents of the newest snapshot back. */
  record RevertVolume(VolumeId volume, SnapshotId snapshot) implements OperationInput {
    @Override
    public OperationKind kind() {
      return OperationKind.VOLUME_REVERT;
    }

    @Override
    public String resourceId() {
      return volume.value();
    }
  }

  /**
   * Gives a volume that a backend holds, and no row knows, a row.
   *
   * @param finding which says where it is, how large, and which mark it bears
   * @param projectId whose it is from now on
   * @param volumeType id or name; null: the default type
   */
  record AdoptVolume(
      VolumeId volume,
      String finding,
      String projectId,
      @Nullable String name,
      @Nullable String description,
      @Nullable String volumeType,
      Map<String, String> metadata)
      implements OperationInput {
    @Override
    public OperationKind kind() {
      return OperationKind.VOLUME_ADOPT;
    }

    @Override
    public String resourceId() {
      return volume.value();
    }
  }

  /**
   * A new volume with the contents of something foreign that lies in a pool.
   *
   * @param host the backend and the pool, as {@code backend#pool}, or the backend alone
   * @param volumeType id or name; null: the default type
   * @param availabilityZone null: the backend's
   */
  record ManageVolume(
      VolumeId volume,
      String host,
      ForeignReference reference,
      @Nullable String name,
      @Nullable String description,
      @Nullable String volumeType,
      @Nullable String availabilityZone,
      boolean bootable,
      Map<String, String> metadata)
      implements OperationInput {
    @Override
    public OperationKind kind() {
      return OperationKind.VOLUME_MANAGE;
    }

    @Override
    public String resourceId() {
      return volume.value();
    }
  }

  /** Lets a volume go: what it holds stays on the storage. */
  record UnmanageVolume(VolumeId volume) implements OperationInput {
    @Override
    public OperationKind kind() {
      return OperationKind.VOLUME_UNMANAGE;
    }

    @Override
    public String resourceId() {
      return volume.value();
    }
  }

  /** A new snapshot that is a foreign snapshot of a volume of ours. */
  record ManageSnapshot(
      SnapshotId snapshot,
      VolumeId volume,
      ForeignReference reference,
      @Nullable String name,
      @Nullable String description,
      Map<String, String> metadata)
      implements OperationInput {
    @Override
    public OperationKind kind() {
      return OperationKind.SNAPSHOT_MANAGE;
    }

    @Override
    public String resourceId() {
      return snapshot.value();
    }
  }

  /** Lets a snapshot go: what it holds stays on the storage. */
  record UnmanageSnapshot(SnapshotId snapshot) implements OperationInput {
    @Override
    public OperationKind kind() {
      return OperationKind.SNAPSHOT_UNMANAGE;
    }

    @Override
    public String resourceId() {
      return snapshot.value();
    }
  }

  /**
   * Reads what the backend holds of a volume, and sets what is true.
   *
   * @param finding the finding that is ended so
   */
  record ReconcileVolume(VolumeId volume, @Nullable String finding) implements OperationInput {
    @Override
    public OperationKind kind() {
      return OperationKind.VOLUME_RECONCILE;
    }

    @Override
    public String resourceId() {
      return volume.value();
    }
  }

  /**
   * Sets what an administrator says.
   *
   * @param status null: as it is
   * @param attachStatus null: as it is
   * @param migrationStatus null: as it is; "none": empty
   */
  record ResetVolume(
      VolumeId volume,
      @Nullable String status,
      @Nullable String attachStatus,
      @Nullable String migrationStatus)
      implements OperationInput {
    @Override
    public OperationKind kind() {
      return OperationKind.VOLUME_RESET_STATUS;
    }

    @Override
    public String resourceId() {
      return volume.value();
    }
  }

  /** Gives a snapshot that a backend holds, and no row knows, a row; its volume must have one. */
  record AdoptSnapshot(
      SnapshotId snapshot,
      String finding,
      @Nullable String name,
      @Nullable String description,
      Map<String, String> metadata)
      implements OperationInput {
    @Override
    public OperationKind kind() {
      return OperationKind.SNAPSHOT_ADOPT;
    }

    @Override
    public String resourceId() {
      return snapshot.value();
    }
  }

  /**
   * Reads what the backend holds of a snapshot, and sets what is true.
   *
   * @param finding the finding that is ended so
   */
  record ReconcileSnapshot(SnapshotId snapshot, @Nullable String finding)
      implements OperationInput {
    @Override
    public OperationKind kind() {
      return OperationKind.SNAPSHOT_RECONCILE;
    }

    @Override
    public String resourceId() {
      return snapshot.value();
    }
  }

  /** Sets what an administrator says. */
  record ResetSnapshot(SnapshotId snapshot, String status) implements OperationInput {
    @Override
    public OperationKind kind() {
      return OperationKind.SNAPSHOT_RESET_STATUS;
    }

    @Override
    public String resourceId() {
      return snapshot.value();
    }
  }

  /**
   * A new snapshot.
   *
   * @param allowInUse whether a volume in use is acceptable (force, or microversion 3.66)
   */
  record CreateSnapshot(
      SnapshotId snapshot,
      VolumeId volume,
      @Nullable String name,
      @Nullable String description,
      boolean allowInUse,
      Map<String, String> metadata)
      implements OperationInput {
    @Override
    public OperationKind kind() {
      return OperationKind.SNAPSHOT_CREATE;
    }

    @Override
    public String resourceId() {
      return snapshot.value();
    }
  }

  /**
   * Deletes a snapshot, whatever its status if forced.
   *
   * @param finding as in {@link DeleteVolume}
   */
  record DeleteSnapshot(SnapshotId snapshot, boolean force, @Nullable String finding)
      implements OperationInput {
    public DeleteSnapshot(SnapshotId snapshot, boolean force) {
      this(snapshot, force, null);
    }

    @Override
    public OperationKind kind() {
      return OperationKind.SNAPSHOT_DELETE;
    }

    @Override
    public String resourceId() {
      return snapshot.value();
    }
  }
}

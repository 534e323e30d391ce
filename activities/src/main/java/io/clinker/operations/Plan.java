package io.clinker.operations;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.clinker.driver.ForeignReference;
import io.clinker.driver.VolumeSource;
import io.clinker.model.AttachmentId;
import io.clinker.model.GroupId;
import io.clinker.model.GroupSnapshotId;
import io.clinker.model.Size;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What admission decided that the steps must do. Holds no secrets. {@code exportHost} is the host
 * whose daemons serve the volume now, null where none does.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "plan")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Plan.CreateVolume.class, name = "create-volume"),
  @JsonSubTypes.Type(value = Plan.DeleteVolume.class, name = "delete-volume"),
  @JsonSubTypes.Type(value = Plan.ExtendVolume.class, name = "extend-volume"),
  @JsonSubTypes.Type(value = Plan.RevertVolume.class, name = "revert-volume"),
  @JsonSubTypes.Type(value = Plan.CreateSnapshot.class, name = "create-snapshot"),
  @JsonSubTypes.Type(value = Plan.DeleteSnapshot.class, name = "delete-snapshot"),
  @JsonSubTypes.Type(value = Plan.AdoptVolume.class, name = "adopt-volume"),
  @JsonSubTypes.Type(value = Plan.AdoptSnapshot.class, name = "adopt-snapshot"),
  @JsonSubTypes.Type(value = Plan.ManageVolume.class, name = "manage-volume"),
  @JsonSubTypes.Type(value = Plan.UnmanageVolume.class, name = "unmanage-volume"),
  @JsonSubTypes.Type(value = Plan.ManageSnapshot.class, name = "manage-snapshot"),
  @JsonSubTypes.Type(value = Plan.UnmanageSnapshot.class, name = "unmanage-snapshot"),
  @JsonSubTypes.Type(value = Plan.ReadVolume.class, name = "read-volume"),
  @JsonSubTypes.Type(value = Plan.ReadSnapshot.class, name = "read-snapshot"),
  @JsonSubTypes.Type(value = Plan.Connect.class, name = "connect"),
  @JsonSubTypes.Type(value = Plan.Disconnect.class, name = "disconnect"),
  @JsonSubTypes.Type(value = Plan.CreateGroup.class, name = "create-group"),
  @JsonSubTypes.Type(value = Plan.DeleteGroup.class, name = "delete-group"),
  @JsonSubTypes.Type(value = Plan.CreateGroupSnapshot.class, name = "create-group-snapshot"),
  @JsonSubTypes.Type(value = Plan.DeleteGroupSnapshot.class, name = "delete-group-snapshot"),
  @JsonSubTypes.Type(value = Plan.Nothing.class, name = "nothing"),
  @JsonSubTypes.Type(value = Plan.Hopeless.class, name = "hopeless")
})
public sealed interface Plan {
  /**
   * @param backend null while only pools that are down would fit: placed by a step that waits
   */
  record CreateVolume(
      VolumeId volume,
      Size size,
      VolumeSource source,
      @Nullable String backend,
      @Nullable String exportHost)
      implements Plan {}

  /** Snapshots first, then the volume. */
  record DeleteVolume(
      VolumeId volume, List<SnapshotId> snapshots, String backend, @Nullable String exportHost)
      implements Plan {}

  /**
   * @param usedByServers whether the compute service has to know
   */
  record ExtendVolume(
      VolumeId volume,
      Size size,
      String backend,
      @Nullable String exportHost,
      boolean usedByServers)
      implements Plan {}

  record RevertVolume(VolumeId volume, SnapshotId snapshot, String backend) implements Plan {}

  record CreateSnapshot(
      SnapshotId snapshot, VolumeId volume, String backend, @Nullable String exportHost)
      implements Plan {}

  record DeleteSnapshot(SnapshotId snapshot, VolumeId volume, String backend) implements Plan {}

  /**
   * @param size what its row says: the object may be smaller by less than a gibibyte, never larger
   */
  record AdoptVolume(VolumeId volume, Size size, String backend) implements Plan {}

  record AdoptSnapshot(SnapshotId snapshot, VolumeId volume, Size size, String backend)
      implements Plan {}

  /** Its size is found by the first step. */
  record ManageVolume(VolumeId volume, ForeignReference reference, String backend)
      implements Plan {}

  record UnmanageVolume(VolumeId volume, String backend, @Nullable String exportHost)
      implements Plan {}

  /**
   * @param atMost the size of its volume, which its row counts until the size is known
   */
  record ManageSnapshot(
      SnapshotId snapshot, VolumeId volume, ForeignReference reference, Size atMost, String backend)
      implements Plan {}

  record UnmanageSnapshot(SnapshotId snapshot, VolumeId volume, String backend) implements Plan {}

  /**
   * Reads what the storage holds.
   *
   * @param snapshots which are read too
   * @param mustExist whether a volume that is not there is a failure
   */
  record ReadVolume(
      VolumeId volume,
      List<SnapshotId> snapshots,
      String backend,
      @Nullable String exportHost,
      boolean mustExist)
      implements Plan {}

  /**
   * @param before the status that it had
   */
  record ReadSnapshot(
      SnapshotId snapshot, VolumeId volume, String backend, boolean mustExist, String before)
      implements Plan {}

  /** The connector and the secret are read from the attachment's row by the step. */
  record Connect(
      AttachmentId attachment, VolumeId volume, String backend, @Nullable String exportHost)
      implements Plan {}

  record Disconnect(
      AttachmentId attachment, VolumeId volume, String backend, @Nullable String exportHost)
      implements Plan {}

  /** The copies that a new group consists of. */
  record CreateGroup(GroupId group, List<CreateVolume> volumes, String backend) implements Plan {}

  record DeleteGroup(GroupId group, List<DeleteVolume> volumes, String backend) implements Plan {}

  /** One snapshot of each volume of a group. */
  record CreateGroupSnapshot(
      GroupSnapshotId groupSnapshot, List<CreateSnapshot> snapshots, String backend)
      implements Plan {}

  record DeleteGroupSnapshot(
      GroupSnapshotId groupSnapshot, List<DeleteSnapshot> snapshots, String backend)
      implements Plan {}

  /** Admission did everything and has already settled. */
  record Nothing() implements Plan {}

  /** Accepted as Cinder accepts it, but nothing can hold it: fails at once with a user message. */
  record Hopeless(String explanation) implements Plan {}
}

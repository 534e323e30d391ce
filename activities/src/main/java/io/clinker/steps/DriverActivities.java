package io.clinker.steps;

import io.clinker.driver.ForeignReference;
import io.clinker.driver.ManageableObject;
import io.clinker.driver.VolumeSource;
import io.clinker.model.AttachmentId;
import io.clinker.model.OperationId;
import io.clinker.model.ResourceRef;
import io.clinker.model.Size;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import io.clinker.operations.ManageableQuery;
import io.clinker.operations.StepRecord;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import java.util.List;
import java.util.Map;

/**
 * The steps on storage: each calls the driver of the task queue's backend once, with a token made
 * of the ticket and the attempt, heartbeats from before the first call, and answers with the record
 * of the step. A failure's type is the name of its error code.
 */
@ActivityInterface
public interface DriverActivities {
  /**
   * What the workflow gives each step.
   *
   * @param step the running number of activities scheduled in the run
   */
  record Ticket(
      String backend, OperationId operation, int run, int step, Map<ResourceRef, Long> fences) {}

  @ActivityMethod(name = "create-volume")
  StepRecord createVolume(Ticket ticket, VolumeId volume, Size size, VolumeSource source);

  @ActivityMethod(name = "delete-volume")
  StepRecord deleteVolume(Ticket ticket, VolumeId volume);

  @ActivityMethod(name = "extend-volume")
  StepRecord extendVolume(Ticket ticket, VolumeId volume, Size size);

  @ActivityMethod(name = "revert-volume")
  StepRecord revertVolume(Ticket ticket, VolumeId volume, SnapshotId snapshot);

  @ActivityMethod(name = "create-snapshot")
  StepRecord createSnapshot(Ticket ticket, SnapshotId snapshot, VolumeId volume);

  @ActivityMethod(name = "delete-snapshot")
  StepRecord deleteSnapshot(Ticket ticket, SnapshotId snapshot, VolumeId volume);

  /**
   * Makes the export and stores the connection in the attachment's row under its fence; the
   * connection itself never passes through the engine. Where exports are bound to a host, the row
   * names it before there can be one, and an attempt on another host fails with the retryable type
   * BACKEND_UNAVAILABLE.
   */
  @ActivityMethod(name = "connect")
  StepRecord connect(Ticket ticket, AttachmentId attachment);

  /** Takes the export back, on the host that the attachment's row names if it names one. */
  @ActivityMethod(name = "disconnect")
  StepRecord disconnect(Ticket ticket, AttachmentId attachment, VolumeId volume);

  /**
   * Raises marks, then looks whether the volume has this size already: an extend that took effect
   * cannot be undone and counts as done. The record's state is {@link #ALREADY} or {@link
   * #NOT_YET}.
   */
  @ActivityMethod(name = "find-size")
  StepRecord findSize(Ticket ticket, VolumeId volume, Size size);

  /** The volume has the size. */
  String ALREADY = "already";

  /** The volume does not have the size. */
  String NOT_YET = "not yet";

  /**
   * Takes a volume that has got a row under the fence of the row; fails if it is not there or is
   * larger than this.
   */
  @ActivityMethod(name = "adopt-volume")
  StepRecord adoptVolume(Ticket ticket, VolumeId volume, Size size);

  /** Takes a snapshot that has got a row under the fence of the row. */
  @ActivityMethod(name = "adopt-snapshot")
  StepRecord adoptSnapshot(Ticket ticket, SnapshotId snapshot, VolumeId volume, Size size);

  /**
   * Raises marks, then finds what is to be taken over as a volume, and keeps its size for the
   * operation; fails if it is not there or not safe to take.
   */
  @ActivityMethod(name = "find-manageable")
  StepRecord findManageable(Ticket ticket, VolumeId volume, ForeignReference reference);

  /** Takes it over, and makes it as large as its row says: whole gibibytes. */
  @ActivityMethod(name = "manage-volume")
  StepRecord manageVolume(Ticket ticket, VolumeId volume, ForeignReference reference);

  @ActivityMethod(name = "give-back-volume")
  StepRecord giveBackVolume(Ticket ticket, VolumeId volume);

  @ActivityMethod(name = "unmanage-volume")
  StepRecord unmanageVolume(Ticket ticket, VolumeId volume);

  /** Takes it over and keeps its size, which its row rounds up; fails if it is larger than this. */
  @ActivityMethod(name = "manage-snapshot")
  StepRecord manageSnapshot(
      Ticket ticket, SnapshotId snapshot, VolumeId volume, ForeignReference reference, Size atMost);

  @ActivityMethod(name = "give-back-snapshot")
  StepRecord giveBackSnapshot(Ticket ticket, SnapshotId snapshot, VolumeId volume);

  @ActivityMethod(name = "unmanage-snapshot")
  StepRecord unmanageSnapshot(Ticket ticket, SnapshotId snapshot, VolumeId volume);

  /**
   * Raises marks, then looks whether the object is gone: what was let go cannot be taken back and
   * counts as done. The record's state is {@link #GONE} or {@link #THERE}.
   */
  @ActivityMethod(name = "find-object")
  StepRecord findObject(Ticket ticket, ResourceRef object);

  /** The object is not there. */
  String GONE = "gone";

  /** The object is there. */
  String THERE = "there";

  /** What can be taken over on the backend, and what is ours already. No step of an operation. */
  @ActivityMethod(name = "list-manageable")
  List<ManageableObject> listManageable(ManageableQuery query);

  /**
   * Raises marks, then reads what is there and keeps it for the end of the operation; a volume that
   * must exist and does not is a failure, which is kept too.
   */
  @ActivityMethod(name = "read-volume")
  StepRecord readVolume(
      Ticket ticket, VolumeId volume, List<SnapshotId> snapshots, boolean mustExist);

  /** The same for a snapshot. */
  @ActivityMethod(name = "read-snapshot")
  StepRecord readSnapshot(Ticket ticket, SnapshotId snapshot, boolean mustExist);

  /** Only raises marks: the undo of steps that leave nothing to undo. */
  @ActivityMethod(name = "seal")
  StepRecord seal(Ticket ticket);
}

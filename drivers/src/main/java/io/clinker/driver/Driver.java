package io.clinker.driver;

import io.clinker.model.AttachmentId;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.ResourceRef;
import io.clinker.model.Size;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One configured backend as one node sees it.
 *
 * <p><b>Every changing call seals, observes, then acts.</b> It first writes its token's mark on
 * each object that the token names (a lower mark is raised, an equal one accepted, a higher one
 * refuses the call with {@code STALE_TOKEN}), then looks at what is there, then does what is
 * missing. So a call may be repeated, resumed on another node, or follow one whose reply was lost.
 * A repeat with what is already true succeeds and changes nothing. Marks outlive their objects.
 *
 * <p><b>Late effects.</b> A call that was paused at any line and goes on after a higher mark was
 * written must have no effect on what can be seen. How that is done is declared ({@link
 * DriverDescription#fenceMechanism()}) and proven by the contract suite.
 *
 * <p><b>Errors.</b> Only {@link ClinkerException} is thrown. {@code BACKEND_UNAVAILABLE} and {@code
 * BACKEND_BUSY} say nothing was done that a repeat would not bear; {@code OUTCOME_UNKNOWN} that
 * only a repeat can tell; {@code BACKEND_FULL}, {@code BACKEND_REFUSED}, {@code OBJECT_MISSING},
 * {@code OBJECT_MISMATCH} and {@code NOT_SUPPORTED} that a repeat is useless. Every call has a time
 * limit of its own towards the storage.
 *
 * <p><b>Threads.</b> All methods may be called from any thread, several at once, and by several
 * nodes at once on the same storage. No lock is held across calls.
 */
public interface Driver extends AutoCloseable {
  /** What this driver is and can do. */
  DriverDescription description();

  /**
   * The pools with their space now.
   *
   * @throws ClinkerException BACKEND_UNAVAILABLE when the storage is away
   */
  List<PoolReport> pools();

  /** Only raises the mark of these objects; the undo of steps that leave nothing to undo. */
  void seal(StepContext context, List<ResourceRef> objects);

  /** The volume as the storage holds it, empty if it holds none. Changes nothing. */
  Optional<ObservedVolume> observeVolume(VolumeId volume);

  /** The snapshot as the storage holds it, empty if it holds none. Changes nothing. */
  Optional<ObservedSnapshot> observeSnapshot(SnapshotId snapshot);

  /**
   * This volume exists with this size and these first contents. Copies go into an object private to
   * the attempt and appear whole or not at all. The token names the new volume, and the source
   * volume where the driver declares COPY_OF_ONE_VOLUME.
   *
   * @throws ClinkerException OBJECT_MISSING if the source is not there; OBJECT_MISMATCH if the
   *     volume is there with another size
   */
  ObservedVolume createVolume(StepContext context, VolumeId volume, Size size, VolumeSource source);

  /**
   * This volume does not exist. Absent is success. Snapshots and clones made from it stay whole.
   * Any export of it that is left is cut first.
   */
  void deleteVolume(StepContext context, VolumeId volume);

  /** This volume has at least this size; never shrinks; open exports lose no acknowledged write. */
  ObservedVolume extendVolume(StepContext context, VolumeId volume, Size size);

  /**
   * This snapshot exists: every write acknowledged before the call is in it, none made after the
   * return. The token names the snapshot, and the volume where COPY_OF_ONE_VOLUME is declared.
   */
  ObservedSnapshot createSnapshot(StepContext context, SnapshotId snapshot, VolumeId volume);

  /** This snapshot does not exist. Absent is success. Volumes made from it stay whole. */
  void deleteSnapshot(StepContext context, SnapshotId snapshot, VolumeId volume);

  /**
   * The volume's contents are the snapshot's again; the snapshot stays. The volume is not exported.
   */
  ObservedVolume revertVolume(StepContext context, VolumeId volume, SnapshotId snapshot);

  /**
   * This host can reach the volume. The token names the attachment only. A repeat returns the same
   * connection.
   */
  ConnectionInfo connect(StepContext context, ConnectRequest request);

  /**
   * This attachment's export does not exist and no write through it happens after the return; open
   * connections are cut. Absent is success.
   */
  void disconnect(StepContext context, AttachmentId attachment, VolumeId volume);

  /**
   * Brings back the exports of this host that should be there and are not (after a crash of a
   * daemon or of the host), exactly as hosts know them; leaves running ones alone. Never makes one
   * whose attachment bears a higher fence than its record. Called every few seconds and at start.
   * One that cannot be brought back keeps no other down: it is among the failures of the answer.
   */
  RestoredExports restoreExports(List<ExportRecord> wanted);

  /** All that the backend holds of ours. */
  Inventory inventory();

  /** What can be taken over as a volume, and what is one. Changes nothing. */
  default List<ManageableObject> manageableVolumes() {
    throw cannot(Capability.MANAGE);
  }

  /** What can be taken over as a snapshot of a volume of ours, and what is one. */
  default List<ManageableObject> manageableSnapshots() {
    throw cannot(Capability.MANAGE_SNAPSHOT);
  }

  /**
   * What {@link #manageVolume} would take, or has taken or begun to take, as this volume; empty if
   * there is nothing of this reference. Changes nothing.
   */
  default Optional<ManageableObject> findManageable(VolumeId volume, ForeignReference reference) {
    throw cannot(Capability.MANAGE);
  }

  /**
   * This volume exists with the contents of the foreign object of this reference, which is that
   * object no more. Of several volumes that take the same object one gets it. Contents and size are
   * not changed.
   *
   * @throws ClinkerException OBJECT_MISSING if there is no such object; OBJECT_MISMATCH if it is
   *     not safe to take, or this volume exists otherwise
   */
  default ObservedVolume manageVolume(
      StepContext context, VolumeId volume, ForeignReference reference) {
    throw cannot(Capability.MANAGE);
  }

  /**
   * Undoes {@link #manageVolume}: what it took is a foreign object again under the name that it
   * had. Nothing taken is success. Never touches what this volume's taking has not taken.
   */
  default void giveBackVolume(StepContext context, VolumeId volume) {
    throw cannot(Capability.MANAGE);
  }

  /**
   * This volume does not exist; what it held is a foreign object, under a name that is made of the
   * volume's id alone, and can be taken over again, by others too. Absent is success. Any export of
   * it that is left is cut first; it has no snapshots. After a failure the volume is there as it
   * was, or it is gone and let go.
   *
   * @throws ClinkerException OBJECT_MISMATCH if something else has that name
   */
  default void unmanageVolume(StepContext context, VolumeId volume) {
    throw cannot(Capability.MANAGE);
  }

  /** The same as {@link #manageVolume} for a snapshot of a volume of ours. */
  default ObservedSnapshot manageSnapshot(
      StepContext context, SnapshotId snapshot, VolumeId volume, ForeignReference reference) {
    throw cannot(Capability.MANAGE_SNAPSHOT);
  }

  /** The same as {@link #giveBackVolume} for a snapshot. */
  default void giveBackSnapshot(StepContext context, SnapshotId snapshot, VolumeId volume) {
    throw cannot(Capability.MANAGE_SNAPSHOT);
  }

  /** The same as {@link #unmanageVolume} for a snapshot: its volume holds it under that name. */
  default void unmanageSnapshot(StepContext context, SnapshotId snapshot, VolumeId volume) {
    throw cannot(Capability.MANAGE_SNAPSHOT);
  }

  private static ClinkerException cannot(Capability capability) {
    return new ClinkerException(
        ErrorCode.NOT_SUPPORTED,
        "the backend cannot do this",
        Map.of("capability", capability.name()));
  }

  /** The record of accepted tokens, where the storage itself keeps one; for checks. */
  default Optional<TokenRecord> tokenRecord() {
    return Optional.empty();
  }

  /**
   * Removes what no object needs and nobody has touched for this long: leftovers of attempts that
   * died, data that nothing refers to any more. Never touches an object, an export or what a
   * running call works with.
   *
   * @return the names of what was removed, as {@link Inventory#strays()} lists them
   */
  default List<String> sweep(Duration minimumAge) {
    return List.of();
  }

  /** Lets go of connections; export daemons and their clients go on. */
  @Override
  void close();
}

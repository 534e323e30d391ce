package io.clinker.drivers.rbd;

import io.clinker.driver.ObservedSnapshot;
import io.clinker.driver.ObservedVolume;
import io.clinker.drivers.rbd.Session.StoredNote;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.Mark;
import io.clinker.model.Size;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes, deletes and goes back to snapshots. */
final class SnapshotSteps {
  static final String NOTE_VOLUME = "note-volume";
  static final String SNAPSHOT = "snapshot";
  static final String REMOVE_SNAPSHOT = "remove-snapshot";
  static final String NOTE_SIZE = "note-size";
  static final String ROLL_BACK = "roll-back";

  /** Fact of a snapshot's note: the volume of which it is one. */
  static final String VOLUME = "volume";

  /** All that a snapshot's note remembers. */
  static final List<String> FACTS = List.of(VOLUME, Taking.ORIGIN, Taking.IMAGE);

  private final VolumeSteps volumes;
  private final PausePoints pauses;

  SnapshotSteps(VolumeSteps volumes, PausePoints pauses) {
    this.volumes = volumes;
    this.pauses = pauses;
  }

  /** Where a snapshot is. */
  record Place(Image image, VolumeId volume, Image.Snap snapshot) {
    ObservedSnapshot observed(SnapshotId id, @Nullable Mark mark) {
      return new ObservedSnapshot(id, volume, new Size(snapshot.size()), mark);
    }
  }

  /** Looks for a snapshot where its note says that it is. */
  static Optional<Place> find(Session session, SnapshotId snapshot) {
    return session
        .readNote(Space.SNAPSHOTS, snapshot.value())
        .map(StoredNote::note)
        .flatMap(note -> Optional.ofNullable(note.facts().get(VOLUME)))
        .map(VolumeId::new)
        .flatMap(volume -> find(session, snapshot, volume));
  }

  /** The snapshot, if the note says that it is one of this volume's. */
  static Optional<Place> owned(
      Session session, SealedNote note, SnapshotId snapshot, VolumeId volume) {
    return isOf(note, volume) ? find(session, snapshot, volume) : Optional.empty();
  }

  private static boolean isOf(SealedNote note, VolumeId volume) {
    return note.fact(VOLUME).filter(volume.toString()::equals).isPresent();
  }

  /** What has the name of this snapshot, ours or not. */
  static Optional<Place> find(Session session, SnapshotId snapshot, VolumeId volume) {
    return session
        .image(Image.nameOf(volume))
        .filter(image -> image.isOwnedBy(volume))
        .flatMap(
            image ->
                image
                    .snapshot(Image.nameOf(snapshot))
                    .map(found -> new Place(image, volume, found)));
  }

  ObservedSnapshot create(Work work, SnapshotId snapshot, VolumeId volume) {
    SealedNote note = work.on(snapshot.ref());
    Optional<Place> present = find(work.session(), snapshot);
    if (present.isPresent()) {
      work.context().observed("present");
      if (!present.get().volume().equals(volume)) {
        throw ofAnother(snapshot, present.get().volume());
      }
      return present.get().observed(snapshot, note.mark());
    }
    work.context().observed("absent");
    Image image = VolumeSteps.live(work.session(), volume);
    if (image.snapshot(Image.nameOf(snapshot)).isPresent() && !isOf(note, volume)) {
      throw new ClinkerException(
          ErrorCode.OBJECT_MISMATCH,
          "a snapshot of this name is there that is not ours",
          Map.of("snapshot", snapshot.toString()));
    }
    work.mayGoOn();
    pauses.at(NOTE_VOLUME);
    note.remember(VOLUME, volume.toString());
    pauses.at(SNAPSHOT);
    work.session().createSnapshot(image.name(), Image.nameOf(snapshot));
    return find(work.session(), snapshot, volume)
        .orElseThrow(() -> missing(snapshot))
        .observed(snapshot, note.mark());
  }

  void delete(Work work, SnapshotId snapshot, VolumeId volume) {
    SealedNote note = work.on(snapshot.ref());
    Optional<Place> present = owned(work.session(), note, snapshot, volume);
    work.context().observed(present.isPresent() ? "present" : "absent");
    if (present.isPresent()) {
      pauses.at(REMOVE_SNAPSHOT);
      VolumeSteps.unlessAbsent(
          () ->
              work.session().removeSnapshot(present.get().image().name(), Image.nameOf(snapshot)));
    }
    work.session()
        .image(Image.nameOf(volume))
        .filter(image -> image.isShadow(volume))
        .ifPresent(image -> volumes.retire(work.session(), volume, image));
    if (isOf(note, volume)) {
      FACTS.forEach(note::forget);
    }
  }

  ObservedVolume revert(Work work, VolumeId volume, SnapshotId snapshot) {
    SealedNote note = work.on(volume.ref());
    Image image = VolumeSteps.live(work.session(), volume);
    String name = Image.nameOf(snapshot);
    if (image.snapshot(name).isEmpty()) {
      throw find(work.session(), snapshot)
          .map(elsewhere -> ofAnother(snapshot, elsewhere.volume()))
          .orElseGet(() -> missing(snapshot));
    }
    work.context().observed("present with " + image.size() + " bytes");
    Size size = new Size(image.size());
    work.mayGoOn();
    pauses.at(NOTE_SIZE);
    // Rolling back also takes the size of the snapshot.
    note.remember(VolumeSteps.SIZE, Long.toString(size.bytes()));
    pauses.at(ROLL_BACK);
    work.session().rollBack(image.name(), name);
    volumes.finishRevert(work.session(), note);
    return VolumeSteps.observed(VolumeSteps.live(work.session(), volume), volume, note.mark());
  }

  static ClinkerException missing(SnapshotId snapshot) {
    return new ClinkerException(
        ErrorCode.OBJECT_MISSING,
        "the snapshot is not on the backend",
        Map.of("snapshot", snapshot.toString()));
  }

  private static ClinkerException ofAnother(SnapshotId snapshot, VolumeId volume) {
    return new ClinkerException(
        ErrorCode.OBJECT_MISMATCH,
        "the snapshot is of another volume",
        Map.of("snapshot", snapshot.toString(), "volume", volume.toString()));
  }
}

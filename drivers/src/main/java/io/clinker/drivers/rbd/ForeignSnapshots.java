package io.clinker.drivers.rbd;

import io.clinker.driver.ForeignReference;
import io.clinker.driver.ManageableObject;
import io.clinker.driver.ObservedSnapshot;
import io.clinker.drivers.rbd.SnapshotSteps.Place;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.Size;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Snapshots that somebody made by hand of a volume of ours. One that is taken over gets the name of
 * ours, in one act, after its note says of which volume it is; one that is let go keeps its name,
 * and the note says it no more. The cluster renames a snapshot by its number, whatever it is called
 * by then; so whoever renames one has claimed its name before, and looked again.
 */
final class ForeignSnapshots {
  static final String CLAIM = "claim";
  static final String RENAME = "rename-snapshot";
  static final String UNCLAIM = "unclaim";
  private static final String PROTECTED = "it is protected: unprotect it first";

  private final PausePoints pauses;

  ForeignSnapshots(PausePoints pauses) {
    this.pauses = pauses;
  }

  /** All snapshots of these images that are volumes, ours and others. */
  List<ManageableObject> list(Session session, List<Image> images) {
    OurSnapshots ours = OurSnapshots.of(session, images);
    List<ManageableObject> found = new ArrayList<>();
    for (Image image : images) {
      Optional<VolumeId> volume = Image.volumeOf(image.name()).filter(image::isLive);
      if (volume.isPresent()) {
        for (Image.Snap snapshot : image.snapshots()) {
          if (snapshot.isAskedFor()) {
            found.add(
                look(snapshot, ours.idOf(volume.get(), snapshot))
                    .of(ForeignReference.named(image.name())));
          }
        }
      }
    }
    return found;
  }

  private static ManageableObject look(Image.Snap snapshot, Optional<SnapshotId> ours) {
    ForeignReference reference = ForeignReference.named(snapshot.name());
    Size size = new Size(snapshot.size());
    return ours.map(id -> ManageableObject.managed(reference, size, id.value()))
        .orElseGet(
            () ->
                new ManageableObject(
                    reference, size, snapshot.guarded() ? PROTECTED : null, null, null));
  }

  ObservedSnapshot manage(
      Work work, SnapshotId snapshot, VolumeId volume, ForeignReference reference) {
    SealedNote note = work.on(snapshot.ref());
    Optional<String> noted = note.fact(SnapshotSteps.VOLUME);
    if (noted.isPresent() && !noted.get().equals(volume.toString())) {
      throw mismatch("the snapshot is of another volume", snapshot.toString());
    }
    Image image = VolumeSteps.live(work.session(), volume);
    Optional<Image.Snap> present = image.snapshot(Image.nameOf(snapshot));
    Optional<Taking.Origin> begun = Taking.of(note);
    if (present.isPresent()) {
      work.context().observed("taken over already");
      if (noted.isEmpty() || begun.isEmpty()) {
        throw mismatch("the snapshot exists and was not taken over", snapshot.toString());
      }
    } else {
      String name = begun.map(Taking.Origin::name).orElse(String.valueOf(reference.name()));
      requireForeign(work.session(), image, volume, name, reference);
      work.context().observed("foreign");
      work.mayGoOn();
      begin(note, volume, new Taking.Origin(image.id(), name));
      take(work, note, snapshot, image.name(), reference);
    }
    unclaim(work.session(), note, snapshot);
    return SnapshotSteps.find(work.session(), snapshot, volume)
        .orElseThrow(() -> missing(reference))
        .observed(snapshot, note.mark());
  }

  private static void requireForeign(
      Session session, Image image, VolumeId volume, String name, ForeignReference reference) {
    Image.Snap found =
        image
            .snapshot(name)
            .filter(snapshot -> reference.id() == null && snapshot.isAskedFor())
            .orElseThrow(() -> missing(reference));
    if (OurSnapshots.of(session, List.of(image)).idOf(volume, found).isPresent()) {
      throw mismatch("it is not safe to take this over: " + ManageableObject.MANAGED, name);
    }
    if (found.guarded()) {
      throw mismatch("it is not safe to take this over: " + PROTECTED, name);
    }
  }

  private void begin(SealedNote note, VolumeId volume, Taking.Origin origin) {
    pauses.at(SnapshotSteps.NOTE_VOLUME);
    note.rememberAtTheEnd(Taking.IMAGE, origin.image());
    note.rememberAtTheEnd(Taking.ORIGIN, origin.name());
    note.remember(SnapshotSteps.VOLUME, volume.toString());
  }

  private void take(
      Work work, SealedNote note, SnapshotId snapshot, String image, ForeignReference reference) {
    Session session = work.session();
    Taking.Origin origin = Taking.of(note).orElseThrow();
    pauses.at(CLAIM);
    if (!session.claim(claimOf(origin), snapshot.value())) {
      forget(note);
      throw new ClinkerException(
          ErrorCode.BACKEND_BUSY,
          "another call is taking this snapshot over",
          Map.of("reference", origin.name()));
    }
    boolean there =
        session.image(image).flatMap(again -> again.snapshot(origin.name())).isPresent();
    if (!there) {
      unclaim(session, note, snapshot);
      forget(note);
      throw missing(reference);
    }
    pauses.at(RENAME);
    session.renameSnapshot(image, origin.name(), Image.nameOf(snapshot));
  }

  void giveBack(Work work, SnapshotId snapshot, VolumeId volume) {
    SealedNote note = work.on(snapshot.ref());
    Optional<Taking.Origin> origin = Taking.of(note);
    Optional<Place> present = SnapshotSteps.owned(work.session(), note, snapshot, volume);
    if (origin.isEmpty()) {
      if (present.isPresent()) {
        throw mismatch("the snapshot exists and was not taken over", snapshot.toString());
      }
      work.context().observed("not taken over");
      return;
    }
    work.context().observed(present.isPresent() ? "taken over" : "not taken over");
    // Where something else has the old name by now it keeps its own, and is foreign all the same.
    if (present.isPresent() && present.get().image().snapshot(origin.get().name()).isEmpty()) {
      pauses.at(RENAME);
      work.session()
          .renameSnapshot(
              present.get().image().name(), Image.nameOf(snapshot), origin.get().name());
    }
    unclaim(work.session(), note, snapshot);
    forget(note);
  }

  void unmanage(Work work, SnapshotId snapshot, VolumeId volume) {
    SealedNote note = work.on(snapshot.ref());
    work.context()
        .observed(
            SnapshotSteps.owned(work.session(), note, snapshot, volume).isPresent()
                ? "present"
                : "absent");
    // The note alone makes it ours; it is written when the call signs off.
    forget(note);
  }

  /** Lets others have the name, if an attempt of this snapshot has claimed it. */
  private void unclaim(Session session, SealedNote note, SnapshotId snapshot) {
    Optional<Taking.Origin> origin = Taking.of(note);
    if (origin.isPresent()) {
      pauses.at(UNCLAIM);
      session.unclaim(claimOf(origin.get()), snapshot.value());
    }
  }

  private static String claimOf(Taking.Origin origin) {
    return origin.image() + "/" + origin.name();
  }

  private static void forget(SealedNote note) {
    SnapshotSteps.FACTS.forEach(note::forget);
  }

  private static ClinkerException missing(ForeignReference reference) {
    return new ClinkerException(
        ErrorCode.OBJECT_MISSING,
        "the volume has no snapshot of this name",
        Map.of("reference", String.valueOf(reference.name())));
  }

  private static ClinkerException mismatch(String message, String object) {
    return new ClinkerException(ErrorCode.OBJECT_MISMATCH, message, Map.of("object", object));
  }
}

package io.clinker.drivers.rbd;

import io.clinker.driver.ForeignReference;
import io.clinker.driver.ManageableObject;
import io.clinker.driver.ObservedVolume;
import io.clinker.drivers.rbd.Session.StoredNote;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.Size;
import io.clinker.model.VolumeId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Takes foreign images over as volumes and lets volumes go. An image that is taken gets the
 * volume's name and then the tag; one that is let go loses the tag and keeps the name.
 */
final class ManageSteps {
  private final ForeignImages images;
  private final Taking taking;
  private final VolumeSteps volumes;
  private final Hosts hosts;
  private final PausePoints pauses;

  ManageSteps(
      ForeignImages images, Taking taking, VolumeSteps volumes, Hosts hosts, PausePoints pauses) {
    this.images = images;
    this.taking = taking;
    this.volumes = volumes;
    this.hosts = hosts;
    this.pauses = pauses;
  }

  List<ManageableObject> list(Session session) {
    return images.list(session);
  }

  Optional<ManageableObject> find(Session session, VolumeId volume, ForeignReference reference) {
    Optional<Image> present = session.image(Image.nameOf(volume));
    if (present.isPresent() && present.get().isLive(volume)) {
      return Optional.of(
          new ManageableObject(reference, new Size(present.get().size()), null, null, null));
    }
    boolean taken =
        session
            .readNote(Space.VOLUMES, volume.value())
            .map(StoredNote::note)
            .flatMap(Taking::of)
            .filter(origin -> Taking.isTaken(session, volume, origin))
            .isPresent();
    if (taken && present.isPresent()) {
      return Optional.of(
          new ManageableObject(
              reference,
              new Size(present.get().size()),
              images.flaw(session, volume, Set.of()).orElse(null),
              null,
              null));
    }
    return images.find(session, reference).map(ForeignImages.Found::object);
  }

  ObservedVolume manage(Work work, VolumeId volume, ForeignReference reference) {
    SealedNote note = work.on(volume.ref());
    Session session = work.session();
    Optional<Image> present = session.image(Image.nameOf(volume));
    if (present.isPresent() && present.get().isOwnedBy(volume)) {
      work.context().observed("taken over already");
      if (Taking.of(note).isEmpty() || !present.get().isLive(volume)) {
        throw mismatch("the volume exists and was not taken over", volume.toString());
      }
      return VolumeSteps.observed(present.get(), volume, note.mark());
    }
    if (!goesOn(session, note, volume)) {
      take(work, note, volume, reference);
    }
    // Looked at again where nobody else finds it any more.
    requireSafe(images.flaw(session, volume, note.shutOut()), String.valueOf(reference.name()));
    pauses.at(VolumeSteps.TAG_OWNER);
    session.tag(Image.nameOf(volume), Image.OWNER, Image.tagOf(volume));
    return VolumeSteps.observed(VolumeSteps.live(session, volume), volume, note.mark());
  }

  /** Whether an attempt before this one had chosen an image that can still be had. */
  private boolean goesOn(Session session, SealedNote note, VolumeId volume) {
    Optional<Taking.Origin> begun = Taking.of(note);
    if (begun.isEmpty()) {
      return false;
    }
    if (taking.take(session, volume, begun.get())) {
      return true;
    }
    forget(note);
    return false;
  }

  private void take(Work work, SealedNote note, VolumeId volume, ForeignReference reference) {
    if (work.session().image(Image.nameOf(volume)).isPresent()) {
      throw mismatch("an image of this name is there that is not ours", volume.toString());
    }
    ForeignImages.Found found =
        images.find(work.session(), reference).orElseThrow(() -> missing(reference));
    if (found.object().notSafe() != null && isTaken(work.session(), found.candidate())) {
      throw missing(reference);
    }
    requireSafe(
        Optional.ofNullable(found.object().notSafe()), String.valueOf(found.candidate().name()));
    work.context().observed("foreign, with " + found.object().size().bytes() + " bytes");
    work.mayGoOn();
    Taking.Origin origin =
        new Taking.Origin(found.candidate().readable().id(), found.candidate().name());
    taking.begin(note, origin);
    if (!taking.take(work.session(), volume, origin)) {
      forget(note);
      throw missing(reference);
    }
  }

  /** Another has taken it since it was opened: the clients that were seen are the other's. */
  private static boolean isTaken(Session session, Candidate candidate) {
    Image image = candidate.image();
    return image != null && session.nameOf(image.id()).filter(candidate.name()::equals).isEmpty();
  }

  void giveBack(Work work, VolumeId volume) {
    SealedNote note = work.on(volume.ref());
    Optional<Taking.Origin> origin = Taking.of(note);
    if (origin.isEmpty()) {
      if (work.session()
          .image(Image.nameOf(volume))
          .filter(image -> image.isOwnedBy(volume))
          .isPresent()) {
        throw mismatch("the volume exists and was not taken over", volume.toString());
      }
      work.context().observed("not taken over");
      return;
    }
    work.context()
        .observed(
            Taking.isTaken(work.session(), volume, origin.get()) ? "taken over" : "not taken over");
    taking.giveBack(work.session(), volume, origin.get());
    forget(note);
  }

  void unmanage(Work work, VolumeId volume) {
    SealedNote note = work.on(volume.ref());
    Optional<Image> present = work.session().image(Image.nameOf(volume));
    if (present.isEmpty() || !present.get().isLive(volume)) {
      work.context().observed("absent");
      if (present.isEmpty() || !present.get().isOwnedBy(volume)) {
        volumes.dropUnfinished(work, note, volume);
      }
    } else {
      work.context().observed("present");
      hosts.cutAll(work, volume);
      volumes.dropOurSnapshots(work.session(), present.get());
      // Once the tag is gone, what is remembered must not make the image one of ours again.
      note.forgetNow(VolumeSteps.FACTS);
      taking.untag(work.session(), present.get());
    }
    VolumeSteps.FACTS.forEach(note::forget);
  }

  private static void forget(SealedNote note) {
    note.forget(Taking.ORIGIN);
    note.forget(Taking.IMAGE);
  }

  private static void requireSafe(Optional<String> flaw, String object) {
    if (flaw.isPresent()) {
      throw mismatch("it is not safe to take this over: " + flaw.get(), object);
    }
  }

  private static ClinkerException missing(ForeignReference reference) {
    return new ClinkerException(
        ErrorCode.OBJECT_MISSING,
        "there is no image of this name",
        Map.of("reference", String.valueOf(reference.name())));
  }

  private static ClinkerException mismatch(String message, String object) {
    return new ClinkerException(ErrorCode.OBJECT_MISMATCH, message, Map.of("object", object));
  }
}

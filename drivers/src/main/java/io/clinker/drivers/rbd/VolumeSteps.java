package io.clinker.drivers.rbd;

import io.clinker.driver.ObservedVolume;
import io.clinker.driver.VolumeSource;
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

/** Creates, deletes and extends volumes. */
final class VolumeSteps {
  static final String NOTE_MAKING = "note-making";
  static final String CLEAR = "clear";
  static final String CREATE = "create";
  static final String COPY_SNAPSHOT = "copy-snapshot";
  static final String CLONE = "clone";
  static final String RESIZE = "resize";
  static final String FLATTEN = "flatten";
  static final String DROP_COPY_SNAPSHOT = "drop-copy-snapshot";
  static final String TAG_OWNER = "tag-owner";
  static final String CUT = "cut";
  static final String TAG_DELETED = "tag-deleted";
  static final String TRASH = "trash";

  /** Fact of a volume's note: an image without owner is ours and unfinished. */
  static final String MAKING = "making";

  /** Fact of a volume's note: the volume whose copy it is becoming. */
  static final String COPY_OF = "copyOf";

  /** Fact of a volume's note: the size that a revert has to give back. */
  static final String SIZE = "size";

  /** All that a volume's note remembers. */
  static final List<String> FACTS = List.of(MAKING, COPY_OF, SIZE, Taking.ORIGIN, Taking.IMAGE);

  private static final String FORMAT = "raw";
  private final Hosts hosts;
  private final Taking taking;
  private final int maximumDepth;
  private final PausePoints pauses;

  VolumeSteps(Hosts hosts, Taking taking, RbdOptions options, PausePoints pauses) {
    this.hosts = hosts;
    this.taking = taking;
    this.maximumDepth = options.maximumCloneDepth();
    this.pauses = pauses;
  }

  ObservedVolume create(Work work, VolumeId volume, Size size, VolumeSource source) {
    if (size.bytes() == 0) {
      throw new ClinkerException(ErrorCode.INVALID_INPUT, "a volume cannot be empty");
    }
    SealedNote note = work.on(volume.ref());
    Optional<Image> present = work.session().image(Image.nameOf(volume));
    if (present.isPresent() && present.get().isOwnedBy(volume)) {
      work.context().observed("present with " + present.get().size() + " bytes");
      return existing(note, volume, size, present.get());
    }
    work.context().observed(present.isEmpty() ? "absent" : "unfinished");
    requireOurs(note, volume, present);
    Origin origin = origin(work, volume, size, source);
    work.mayGoOn();
    if (note.fact(MAKING).isPresent()) {
      clear(work, note, volume);
    }
    pauses.at(NOTE_MAKING);
    origin.copied().ifPresent(from -> note.rememberAtTheEnd(COPY_OF, from.toString()));
    note.remember(MAKING, note.mark().text());
    make(work, volume, size, origin);
    pauses.at(TAG_OWNER);
    work.session().tag(Image.nameOf(volume), Image.OWNER, Image.tagOf(volume));
    note.forget(MAKING);
    note.forget(COPY_OF);
    return new ObservedVolume(volume, size, FORMAT, note.mark());
  }

  void delete(Work work, VolumeId volume) {
    SealedNote note = work.on(volume.ref());
    Optional<Image> present = work.session().image(Image.nameOf(volume));
    if (present.isPresent() && present.get().isOwnedBy(volume)) {
      work.context().observed(present.get().isLive(volume) ? "present" : "deleted, with snapshots");
      hosts.cutAll(work, volume);
      dropOurSnapshots(work.session(), present.get());
      // An image that is on its way to the trash must not be given back any more.
      note.forgetNow(List.of(Taking.ORIGIN, Taking.IMAGE));
      retire(work.session(), volume, present.get());
    } else {
      work.context().observed(present.isEmpty() ? "absent" : "unfinished");
      if (Taking.of(note).isEmpty()) {
        requireOurs(note, volume, present);
      }
      dropUnfinished(work, note, volume);
    }
    FACTS.forEach(note::forget);
  }

  /**
   * Ends what an attempt has begun that made the volume or took it over: removes what was made, and
   * gives back what was taken.
   */
  void dropUnfinished(Work work, SealedNote note, VolumeId volume) {
    if (note.fact(MAKING).isPresent()) {
      clear(work, note, volume);
    }
    Taking.of(note).ifPresent(origin -> taking.giveBack(work.session(), volume, origin));
  }

  ObservedVolume extend(Work work, VolumeId volume, Size size) {
    SealedNote note = work.on(volume.ref());
    Image image = live(work.session(), volume);
    work.context().observed("present with " + image.size() + " bytes");
    if (image.size() >= size.bytes()) {
      return observed(image, volume, note.mark());
    }
    work.mayGoOn();
    pauses.at(RESIZE);
    work.session().resize(image.name(), size);
    return new ObservedVolume(volume, size, FORMAT, note.mark());
  }

  /** Gives back the size that an interrupted revert took; called before anything else is done. */
  void finishRevert(Session session, SealedNote note) {
    Optional<Size> owed = note.fact(SIZE).map(text -> new Size(Long.parseLong(text)));
    if (owed.isEmpty()) {
      return;
    }
    VolumeId volume = new VolumeId(note.object().id());
    Optional<Image> image = session.image(Image.nameOf(volume));
    if (image.isPresent() && image.get().size() < owed.get().bytes()) {
      pauses.at(RESIZE);
      session.resize(image.get().name(), owed.get());
    }
    note.forget(SIZE);
  }

  /** Takes an image of a deleted volume out of sight: to the trash, or out of the volumes. */
  void retire(Session session, VolumeId volume, Image image) {
    if (image.isLive(volume)) {
      pauses.at(TAG_DELETED);
      session.tag(image.name(), Image.DELETED, Image.tagOf(volume));
    }
    if (!image.hasSnapshots()) {
      pauses.at(TRASH);
      unlessAbsent(() -> session.moveToTrash(image.name()));
    }
  }

  /** Removes an image that was not finished, and what was made for it at its source. */
  void clear(Work work, SealedNote note, VolumeId volume) {
    clear(work.session(), note, volume);
  }

  void clear(Session session, SealedNote note, VolumeId volume) {
    pauses.at(CLEAR);
    // Also where it cannot be opened: an image may be half made or half removed.
    unlessAbsent(() -> session.remove(Image.nameOf(volume)));
    note.fact(COPY_OF)
        .map(VolumeId::new)
        .ifPresent(
            source ->
                unlessAbsent(
                    () -> session.removeSnapshot(Image.nameOf(source), Image.copyNameFor(volume))));
  }

  /** The image of a volume that is there. */
  static Image live(Session session, VolumeId volume) {
    return session
        .image(Image.nameOf(volume))
        .filter(image -> image.isLive(volume))
        .orElseThrow(
            () ->
                new ClinkerException(
                    ErrorCode.OBJECT_MISSING,
                    "the volume is not on the backend",
                    Map.of("volume", volume.toString())));
  }

  static ObservedVolume observed(Image image, VolumeId volume, @Nullable Mark mark) {
    return new ObservedVolume(volume, new Size(image.size()), FORMAT, mark);
  }

  static void unlessAbsent(Runnable act) {
    try {
      act.run();
    } catch (Refusal refusal) {
      if (!refusal.is(Refusal.ABSENT)) {
        throw refusal;
      }
    }
  }

  /** Where the contents come from; parent is empty for zeros. */
  private record Origin(
      Optional<String> parent, String snapshot, Optional<VolumeId> copied, long size) {}

  private Origin origin(Work work, VolumeId volume, Size size, VolumeSource source) {
    return switch (source) {
      case VolumeSource.Blank blank -> new Origin(Optional.empty(), "", Optional.empty(), 0);
      case VolumeSource.OfSnapshot of -> ofSnapshot(work, size, of);
      case VolumeSource.OfVolume of -> {
        Image image = live(work.session(), of.volume());
        requireRoom(size, image.size());
        yield new Origin(
            Optional.of(image.name()),
            Image.copyNameFor(volume),
            Optional.of(of.volume()),
            image.size());
      }
    };
  }

  private static Origin ofSnapshot(Work work, Size size, VolumeSource.OfSnapshot source) {
    SnapshotId wanted = source.snapshot();
    Image image =
        work.session()
            .image(Image.nameOf(source.volume()))
            .filter(found -> found.isOwnedBy(source.volume()))
            .orElseThrow(() -> SnapshotSteps.missing(wanted));
    Image.Snap snapshot =
        image.snapshot(Image.nameOf(wanted)).orElseThrow(() -> SnapshotSteps.missing(wanted));
    requireRoom(size, snapshot.size());
    return new Origin(
        Optional.of(image.name()), snapshot.name(), Optional.empty(), snapshot.size());
  }

  private void make(Work work, VolumeId volume, Size size, Origin origin) {
    Session session = work.session();
    String name = Image.nameOf(volume);
    if (origin.parent().isEmpty()) {
      pauses.at(CREATE);
      session.create(name, size);
      return;
    }
    String parent = origin.parent().get();
    if (origin.copied().isPresent()) {
      pauses.at(COPY_SNAPSHOT);
      session.createSnapshot(parent, origin.snapshot());
    }
    pauses.at(CLONE);
    session.clone(parent, origin.snapshot(), name);
    if (origin.size() < size.bytes()) {
      pauses.at(RESIZE);
      session.resize(name, size);
    }
    if (session.depth(name) > maximumDepth) {
      work.mayGoOn();
      pauses.at(FLATTEN);
      session.flatten(name);
    }
    if (origin.copied().isPresent()) {
      pauses.at(DROP_COPY_SNAPSHOT);
      session.removeSnapshot(parent, origin.snapshot());
    }
  }

  /** Removes the snapshots of an image that are there for a moment only. */
  void dropOurSnapshots(Session session, Image image) {
    for (Image.Snap snapshot : image.snapshots()) {
      if (snapshot.isPassing() || snapshot.copyFor().isPresent()) {
        pauses.at(DROP_COPY_SNAPSHOT);
        unlessAbsent(() -> session.removeSnapshot(image.name(), snapshot.name()));
      }
    }
  }

  private static ObservedVolume existing(
      SealedNote note, VolumeId volume, Size size, Image present) {
    if (!present.isLive(volume)) {
      throw mismatch("the volume was deleted", volume);
    }
    if (present.size() != size.bytes()) {
      throw mismatch("the volume is there with another size", volume);
    }
    note.forget(MAKING);
    note.forget(COPY_OF);
    return observed(present, volume, note.mark());
  }

  /** An image without owner is removed only if it was noted before that one would be made. */
  private static void requireOurs(SealedNote note, VolumeId volume, Optional<Image> present) {
    if (present.isPresent() && note.fact(MAKING).isEmpty()) {
      throw mismatch("an image of this name is there that is not ours", volume);
    }
  }

  private static void requireRoom(Size size, long needed) {
    if (size.bytes() < needed) {
      throw new ClinkerException(
          ErrorCode.INVALID_INPUT,
          "a volume cannot be smaller than what it is made from",
          Map.of("size", "" + size.bytes(), "source", "" + needed));
    }
  }

  private static ClinkerException mismatch(String message, VolumeId volume) {
    return new ClinkerException(
        ErrorCode.OBJECT_MISMATCH, message, Map.of("volume", volume.toString()));
  }
}

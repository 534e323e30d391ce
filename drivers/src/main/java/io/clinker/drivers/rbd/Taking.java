package io.clinker.drivers.rbd;

import io.clinker.model.VolumeId;
import java.util.List;
import java.util.Optional;

/**
 * Gives an image of somebody else the name of a volume, and its old name back. The volume's note
 * says which image it is before anything is touched, and the image's identifier, which never
 * changes, leads to it under whatever name; so each act can be repeated after a death at any line.
 * The directory of the pool decides: of several takers one finds the image still under its old
 * name.
 */
final class Taking {
  static final String NOTE_ORIGIN = "note-origin";
  static final String ADD_NAME = "add-name";
  static final String RENAME = "rename";
  static final String DROP_NAME = "drop-name";
  static final String UNTAG_OWNER = "untag-owner";

  /** Fact of a note: the name that the object had before it was taken over. */
  static final String ORIGIN = "origin";

  /** Fact of a note: the identifier of the image that was taken over, or whose snapshot was. */
  static final String IMAGE = "image";

  private final PausePoints pauses;

  Taking(PausePoints pauses) {
    this.pauses = pauses;
  }

  /** The image that a volume takes or has taken. */
  record Origin(String image, String name) {}

  static Optional<Origin> of(SealedNote note) {
    return origin(note.fact(IMAGE), note.fact(ORIGIN));
  }

  static Optional<Origin> of(Note note) {
    return origin(
        Optional.ofNullable(note.facts().get(IMAGE)),
        Optional.ofNullable(note.facts().get(ORIGIN)));
  }

  private static Optional<Origin> origin(Optional<String> image, Optional<String> name) {
    return image.flatMap(id -> name.map(origin -> new Origin(id, origin)));
  }

  /** Remembers what will be taken. */
  void begin(SealedNote note, Origin origin) {
    pauses.at(NOTE_ORIGIN);
    note.rememberAtTheEnd(IMAGE, origin.image());
    note.remember(ORIGIN, origin.name());
  }

  /** Whether the image bears the volume's name. */
  static boolean isTaken(Session session, VolumeId volume, Origin origin) {
    return session.nameOf(origin.image()).filter(Image.nameOf(volume)::equals).isPresent();
  }

  /**
   * The image bears the volume's name and no other.
   *
   * @return false if it has gone from its old name: somebody else has taken it, or removed it
   */
  boolean take(Session session, VolumeId volume, Origin origin) {
    String name = Image.nameOf(volume);
    if (!isTaken(session, volume, origin)) {
      pauses.at(ADD_NAME);
      session.addName(name, origin.image());
      if (!renamed(session, origin.image(), origin.name(), name)) {
        return false;
      }
    }
    dropName(session, origin.name(), origin.image());
    return true;
  }

  /**
   * The image bears its old name again, or still, if this volume has taken it. Where something else
   * has that name by now it keeps the volume's name, without the tag.
   */
  void giveBack(Session session, VolumeId volume, Origin origin) {
    String name = Image.nameOf(volume);
    if (isTaken(session, volume, origin)) {
      session.image(name).ifPresent(image -> untag(session, image));
      if (!isFree(session, origin)) {
        return;
      }
      if (!renamed(session, origin.image(), name, origin.name())) {
        return;
      }
    }
    dropName(session, name, origin.image());
  }

  /** Nothing says any more that the image is one of ours. */
  void untag(Session session, Image image) {
    for (String tag : List.of(Image.DELETED, Image.OWNER)) {
      if (image.tags().containsKey(tag)) {
        pauses.at(UNTAG_OWNER);
        VolumeSteps.unlessAbsent(() -> session.untag(image.name(), tag));
      }
    }
  }

  private boolean isFree(Session session, Origin origin) {
    try {
      pauses.at(ADD_NAME);
      session.addName(origin.name(), origin.image());
      return true;
    } catch (Refusal refusal) {
      if (refusal.is(Refusal.EXISTS)) {
        return false;
      }
      throw refusal;
    }
  }

  /** Changes the entry of the directory; undoes the name that was added if it is another's. */
  private boolean renamed(Session session, String image, String from, String to) {
    try {
      pauses.at(RENAME);
      session.rename(image, from, to);
      return true;
    } catch (Refusal refusal) {
      if (!refusal.is(Refusal.ABSENT)
          && !refusal.is(Refusal.STALE)
          && !refusal.is(Refusal.EXISTS)) {
        throw refusal;
      }
      dropName(session, to, image);
      return false;
    }
  }

  private void dropName(Session session, String name, String image) {
    pauses.at(DROP_NAME);
    session.dropName(name, image);
  }
}

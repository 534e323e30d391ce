package io.clinker.drivers.rbd;

import io.clinker.driver.ForeignReference;
import io.clinker.driver.ManageableObject;
import io.clinker.drivers.rbd.Session.StoredNote;
import io.clinker.model.Size;
import io.clinker.model.VolumeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The images of the pool as somebody sees them who wants to take them over. */
final class ForeignImages {
  /** Names that Ceph's own tools can say. */
  private static final Pattern NAME = Pattern.compile("[^/@\\p{Cntrl}]{1,250}");

  private final String pool;

  ForeignImages(RbdOptions options) {
    this.pool = options.pool();
  }

  /** Every image of the pool but those that are kept for their snapshots only. */
  List<ManageableObject> list(Session session) {
    List<Candidate> candidates = session.candidates(session.imageNames());
    Map<String, Note> notes = notes(session, candidates);
    List<ManageableObject> found = new ArrayList<>();
    for (Candidate candidate : candidates) {
      Optional<VolumeId> volume = Image.volumeOf(candidate.name());
      if (volume.isEmpty() || !isShadow(candidate, volume.get())) {
        found.add(look(candidate, notes));
      }
    }
    return found;
  }

  /** What a reference means, with the image that it is. */
  record Found(Candidate candidate, ManageableObject object) {}

  Optional<Found> find(Session session, ForeignReference reference) {
    String name = reference.name();
    if (name == null || reference.id() != null || !NAME.matcher(name).matches()) {
      return Optional.empty();
    }
    List<Candidate> candidates = session.candidates(List.of(name));
    Map<String, Note> notes = notes(session, candidates);
    return candidates.stream()
        .findFirst()
        .map(candidate -> new Found(candidate, look(candidate, notes)));
  }

  /**
   * Why an image that bears a volume's name already is not safe to take over.
   *
   * @param shutOut clients that may still be seen, but cannot write any more
   */
  Optional<String> flaw(Session session, VolumeId taking, Set<String> shutOut) {
    return session.candidates(List.of(Image.nameOf(taking))).stream()
        .findFirst()
        .map(candidate -> candidate.without(shutOut).flaw(pool))
        .orElse(Optional.of("it is gone"));
  }

  private ManageableObject look(Candidate candidate, Map<String, Note> notes) {
    ForeignReference reference = ForeignReference.named(candidate.name());
    if (candidate.unreadable() != null) {
      return new ManageableObject(reference, new Size(0), candidate.unreadable(), null, null);
    }
    Size size = new Size(candidate.readable().size());
    Optional<VolumeId> volume = Image.volumeOf(candidate.name());
    if (volume.isPresent() && candidate.readable().isLive(volume.get())) {
      return ManageableObject.managed(reference, size, volume.get().value());
    }
    String flaw =
        volume
            .flatMap(id -> atWork(candidate.readable(), id, notes.get(id.value())))
            .or(() -> candidate.flaw(pool))
            .orElse(null);
    return new ManageableObject(reference, size, flaw, null, null);
  }

  /** What is being done with an image that bears the name of a volume. */
  private static Optional<String> atWork(Image image, VolumeId volume, @Nullable Note note) {
    if (image.isShadow(volume)) {
      return Optional.of("it was deleted and is kept for its snapshots");
    }
    if (note == null) {
      return Optional.empty();
    }
    if (note.facts().containsKey(VolumeSteps.MAKING)) {
      return Optional.of("it is being made");
    }
    return Taking.of(note)
        .filter(origin -> origin.image().equals(image.id()))
        .map(origin -> "it is being taken over");
  }

  private static boolean isShadow(Candidate candidate, VolumeId volume) {
    Image image = candidate.image();
    return image != null && image.isShadow(volume);
  }

  /** The notes of the volumes whose names images bear without being them. */
  private static Map<String, Note> notes(Session session, List<Candidate> candidates) {
    List<String> ids = new ArrayList<>();
    for (Candidate candidate : candidates) {
      Image image = candidate.image();
      Image.volumeOf(candidate.name())
          .filter(volume -> image != null && !image.isOwnedBy(volume))
          .ifPresent(volume -> ids.add(volume.value()));
    }
    Map<String, Note> notes = new HashMap<>();
    for (StoredNote stored : session.readNotes(Space.VOLUMES, ids)) {
      notes.put(stored.name(), stored.note());
    }
    return notes;
  }
}

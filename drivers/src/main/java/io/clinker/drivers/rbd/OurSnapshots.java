package io.clinker.drivers.rbd;

import io.clinker.drivers.rbd.Session.StoredNote;
import io.clinker.model.Mark;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which snapshots of images are ours: those whose notes say of which volume they are. A name alone
 * says nothing, since what was let go keeps it.
 */
final class OurSnapshots {
  private final Map<String, Note> notes;

  private OurSnapshots(Map<String, Note> notes) {
    this.notes = notes;
  }

  static OurSnapshots of(Session session, List<Image> images) {
    List<String> ids =
        images.stream()
            .flatMap(image -> image.snapshots().stream())
            .flatMap(snapshot -> snapshot.id().stream())
            .map(SnapshotId::value)
            .toList();
    Map<String, Note> notes = new HashMap<>();
    for (StoredNote stored : session.readNotes(Space.SNAPSHOTS, ids)) {
      notes.put(stored.name(), stored.note());
    }
    return new OurSnapshots(notes);
  }

  /** Which snapshot of ours this one of a volume's image is; empty if it is somebody else's. */
  Optional<SnapshotId> idOf(VolumeId volume, Image.Snap snapshot) {
    return snapshot
        .id()
        .filter(
            id -> {
              Note note = notes.get(id.value());
              return note != null
                  && volume.toString().equals(note.facts().get(SnapshotSteps.VOLUME));
            });
  }

  @Nullable Mark markOf(SnapshotId snapshot) {
    Note note = notes.get(snapshot.value());
    return note == null ? null : note.parsedMark();
  }
}

package io.clinker.drivers.rbd;

import io.clinker.model.VolumeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A change of an image that a host has open is carried out by that host, which the cluster does not
 * shut out. So what a late client had asked for may still be on its way there; it is let through
 * before anybody looks at the image.
 */
final class Passage {
  static final String LET_THROUGH = "let-through";

  private final PausePoints pauses;

  Passage(PausePoints pauses) {
    this.pauses = pauses;
  }

  /** Returns when all has arrived that was asked for by clients which this call has shut out. */
  void letThrough(Session session, SealedNote note) {
    if (!note.tookOver()) {
      return;
    }
    for (VolumeId volume : reached(note)) {
      Optional<Image> image = session.image(Image.nameOf(volume));
      if (image.isPresent() && isOpenElsewhere(session, image.get())) {
        pauses.at(LET_THROUGH);
        session.createSnapshot(image.get().name(), Image.PASSING + UUID.randomUUID());
        // Those of attempts that died before are among what arrived.
        session.image(image.get().name()).ifPresent(now -> removePassing(session, now));
      }
    }
  }

  private static void removePassing(Session session, Image image) {
    for (Image.Snap snapshot : image.snapshots()) {
      if (snapshot.isPassing()) {
        VolumeSteps.unlessAbsent(() -> session.removeSnapshot(image.name(), snapshot.name()));
      }
    }
  }

  private static boolean isOpenElsewhere(Session session, Image image) {
    return session.watchers(image.name()).stream()
        .anyMatch(watcher -> !watcher.equals(session.address()));
  }

  private static List<VolumeId> reached(SealedNote note) {
    List<VolumeId> volumes = new ArrayList<>();
    switch (note.object().kind()) {
      case VOLUME -> {
        volumes.add(new VolumeId(note.object().id()));
        note.fact(VolumeSteps.COPY_OF).map(VolumeId::new).ifPresent(volumes::add);
      }
      case SNAPSHOT -> note.fact(SnapshotSteps.VOLUME).map(VolumeId::new).ifPresent(volumes::add);
      case ATTACHMENT, GROUP, GROUP_SNAPSHOT -> {}
    }
    return volumes;
  }
}

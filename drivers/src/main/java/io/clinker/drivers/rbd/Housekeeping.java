package io.clinker.drivers.rbd;

import com.fasterxml.jackson.databind.JsonNode;
import io.clinker.driver.Inventory;
import io.clinker.driver.ObservedSnapshot;
import io.clinker.driver.ObservedVolume;
import io.clinker.driver.PoolReport;
import io.clinker.drivers.rbd.Session.StoredNote;
import io.clinker.drivers.rbd.Session.Trashed;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.Mark;
import io.clinker.model.Size;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Lists what is there, and removes what nobody needs. */
final class Housekeeping {
  private final RbdOptions options;
  private final Hosts hosts;
  private final Seals seals;
  private final VolumeSteps volumes;

  Housekeeping(RbdOptions options, Hosts hosts, Seals seals, VolumeSteps volumes) {
    this.options = options;
    this.hosts = hosts;
    this.seals = seals;
    this.volumes = volumes;
  }

  PoolReport pool(Session session) {
    for (JsonNode pool : session.monitor(Map.of("prefix", "df")).path("pools")) {
      if (pool.path("name").asText().equals(options.pool())) {
        JsonNode stats = pool.path("stats");
        return report(session, stats.path("stored").asLong(), stats.path("max_avail").asLong());
      }
    }
    throw new ClinkerException(
        ErrorCode.BACKEND_UNAVAILABLE,
        "the cluster lists no such pool",
        Map.of("pool", options.pool()));
  }

  private PoolReport report(Session session, long stored, long available) {
    if (stored + available == 0) {
      throw new ClinkerException(
          ErrorCode.BACKEND_UNAVAILABLE,
          "the cluster tells no capacity: has it an active manager?",
          Map.of("pool", options.pool()));
    }
    long quota =
        session
            .monitor(Map.of("prefix", "osd pool get-quota", "pool", options.pool()))
            .path("quota_max_bytes")
            .asLong();
    if (quota == 0) {
      return new PoolReport(options.pool(), new Size(stored + available), new Size(available));
    }
    long left = Math.min(available, Math.max(0, quota - stored));
    return new PoolReport(
        options.pool(), new Size(Math.min(quota, stored + available)), new Size(left));
  }

  Inventory inventory(Session session) {
    List<Image> images = ourImages(session);
    Map<String, Note> notes = notes(session, images);
    OurSnapshots ours = OurSnapshots.of(session, images);
    List<ObservedVolume> found = new ArrayList<>();
    List<ObservedSnapshot> snapshots = new ArrayList<>();
    List<String> strays = new ArrayList<>();
    for (Image image : images) {
      VolumeId volume = Image.volumeOf(image.name()).orElseThrow();
      Note note = notes.get(volume.value());
      if (image.isLive(volume)) {
        Mark mark = note == null ? null : note.parsedMark();
        found.add(VolumeSteps.observed(image, volume, mark));
      } else if (isLeftover(image, volume, note)) {
        strays.add(image.name());
      }
      if (image.isOwnedBy(volume)) {
        addSnapshots(image, volume, ours, snapshots, strays);
      }
    }
    return new Inventory(found, snapshots, hosts.exports(session, images), strays);
  }

  private static void addSnapshots(
      Image image,
      VolumeId volume,
      OurSnapshots ours,
      List<ObservedSnapshot> snapshots,
      List<String> strays) {
    for (Image.Snap snapshot : image.snapshots()) {
      Optional<SnapshotId> id = ours.idOf(volume, snapshot);
      if (id.isPresent()) {
        snapshots.add(
            new ObservedSnapshot(
                id.get(), volume, new Size(snapshot.size()), ours.markOf(id.get())));
      } else if (snapshot.own() && (image.isShadow(volume) || !snapshot.isAskedFor())) {
        // One made by hand can be taken over, unless its volume is gone, which it then holds up.
        strays.add(nameOf(image, snapshot));
      }
    }
  }

  /**
   * Whether an image is what is left of a volume. One without the tag is only if the volume's note
   * says that it was being made: everything else of such a name is somebody else's.
   */
  private static boolean isLeftover(Image image, VolumeId volume, @Nullable Note note) {
    return image.isOwnedBy(volume)
        ? image.isShadow(volume) && !image.hasSnapshots()
        : note != null && note.facts().containsKey(VolumeSteps.MAKING);
  }

  /** The notes of the volumes whose names images bear, by their identifiers. */
  private static Map<String, Note> notes(Session session, List<Image> images) {
    List<String> ids =
        images.stream()
            .flatMap(image -> Image.volumeOf(image.name()).stream())
            .map(VolumeId::value)
            .toList();
    Map<String, Note> notes = new HashMap<>();
    for (StoredNote stored : session.readNotes(Space.VOLUMES, ids)) {
      notes.put(stored.name(), stored.note());
    }
    return notes;
  }

  List<String> sweep(Session session, Duration minimumAge) {
    List<String> removed = new ArrayList<>();
    List<Image> images = ourImages(session);
    Map<String, Note> notes = notes(session, images);
    for (Image image : images) {
      for (Image.Snap snapshot : image.snapshots()) {
        if (snapshot.isOlderThan(minimumAge) && drop(session, image, snapshot)) {
          removed.add(nameOf(image, snapshot));
        }
      }
      VolumeId volume = Image.volumeOf(image.name()).orElseThrow();
      if (isLeftover(image, volume, notes.get(volume.value()))
          && image.isOlderThan(minimumAge)
          && dropImage(session, volume)) {
        removed.add(image.name());
      }
    }
    purge(session);
    prune(session);
    return removed;
  }

  private boolean drop(Session session, Image source, Image.Snap snapshot) {
    if (snapshot.isPassing()) {
      VolumeSteps.unlessAbsent(() -> session.removeSnapshot(source.name(), snapshot.name()));
      return true;
    }
    Optional<VolumeId> made = snapshot.copyFor();
    if (made.isEmpty()) {
      return false;
    }
    return claimed(
        session,
        made.get(),
        note -> {
          VolumeSteps.unlessAbsent(() -> session.removeSnapshot(source.name(), snapshot.name()));
          return true;
        });
  }

  private boolean dropImage(Session session, VolumeId volume) {
    return claimed(
        session,
        volume,
        note -> {
          Optional<Image> image = session.image(Image.nameOf(volume));
          if (image.isPresent() && image.get().isShadow(volume)) {
            volumes.retire(session, volume, image.get());
            return !image.get().hasSnapshots();
          }
          if (image.isEmpty()
              || image.get().isOwnedBy(volume)
              || note.fact(VolumeSteps.MAKING).isEmpty()) {
            return false;
          }
          volumes.clear(session, note, volume);
          note.forget(VolumeSteps.MAKING);
          note.forget(VolumeSteps.COPY_OF);
          return true;
        });
  }

  private boolean claimed(Session session, VolumeId volume, Predicate<SealedNote> work) {
    Optional<SealedNote> note = seals.claim(session, volume.ref());
    if (note.isEmpty()) {
      return false;
    }
    boolean done = work.test(note.get());
    note.get().signOff();
    return done;
  }

  /** One image at a time, so that what hosts do is not slowed down by what nobody waits for. */
  private void purge(Session session) {
    for (Trashed trashed : session.trash()) {
      Optional<VolumeId> volume = Image.volumeOf(trashed.name());
      if (volume.isEmpty() || trashed.age() < options.trashAge().toSeconds()) {
        continue;
      }
      boolean ours =
          session.trashed(trashed.id()).filter(image -> image.isOwnedBy(volume.get())).isPresent();
      if (ours) {
        try {
          session.purge(trashed.id());
        } catch (Refusal refusal) {
          // Clones still hang on it, a client still has it open, or another node purges it: later.
          if (!refusal.is(Refusal.HAS_SNAPSHOTS)
              && !refusal.is(Refusal.BUSY)
              && !refusal.is(Refusal.ABSENT)) {
            throw refusal;
          }
        }
      }
    }
  }

  /** Marks outlive their objects, but not for ever: identifiers are never used again. */
  private void prune(Session session) {
    for (Space space : Space.values()) {
      for (String name : session.listNotes(space)) {
        Optional<Long> age = session.noteAge(space, name);
        if (age.isPresent() && age.get() > options.tombstoneAge().toSeconds()) {
          Optional<StoredNote> stored = session.readNote(space, name);
          if (stored.isPresent() && isNeedless(session, space, stored.get())) {
            try {
              session.removeNote(space, name, stored.get().version());
            } catch (Refusal refusal) {
              if (!refusal.isConflict()) {
                throw refusal;
              }
            }
          }
        }
      }
    }
  }

  private static boolean isNeedless(Session session, Space space, StoredNote stored) {
    if (!stored.note().clients().isEmpty()) {
      return false;
    }
    return switch (space) {
      case VOLUMES -> isNeedlessOfVolume(session, new VolumeId(stored.name()), stored.note());
      case SNAPSHOTS -> SnapshotSteps.find(session, new SnapshotId(stored.name())).isEmpty();
      case ATTACHMENTS -> stored.note().facts().isEmpty();
    };
  }

  /** What was let go bears the name for ever, and what is being taken over is under another. */
  private static boolean isNeedlessOfVolume(Session session, VolumeId volume, Note note) {
    Optional<Image> image = session.image(Image.nameOf(volume));
    return Taking.of(note).isEmpty()
        && (image.isEmpty()
            || (!image.get().isOwnedBy(volume) && !note.facts().containsKey(VolumeSteps.MAKING)));
  }

  /** The images whose names are those of volumes. */
  static List<Image> ourImages(Session session) {
    List<String> names =
        session.imageNames().stream().filter(name -> Image.volumeOf(name).isPresent()).toList();
    return session.images(names);
  }

  private static String nameOf(Image image, Image.Snap snapshot) {
    return image.name() + "@" + snapshot.name();
  }
}

package io.clinker.drivers.rbd;

import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * An image as the cluster describes it.
 *
 * @param name empty for one in the trash
 * @param tags its metadata
 * @param made when it was made, in seconds of the cluster's clock
 */
record Image(
    String id, String name, long size, Map<String, String> tags, List<Snap> snapshots, long made) {
  /** Names the resource that an image is; written last, so that it is there whole or not at all. */
  static final String OWNER = "clinker.owner";

  /** Names the volume that was deleted and of which only the snapshots live on. */
  static final String DELETED = "clinker.deleted";

  private static final String VOLUME = "volume-";
  private static final String SNAPSHOT = "snapshot-";
  private static final String COPY = "copy-";

  /** Begins the names of snapshots that are there for a moment only. */
  static final String PASSING = "passing-";

  /**
   * A snapshot of an image.
   *
   * @param own false for those that the cluster itself keeps because clones hang on them
   * @param guarded whether it is protected, and so cannot be deleted
   */
  record Snap(String name, long size, boolean own, boolean guarded, long made) {
    /** Which snapshot of ours it is, empty if none. */
    Optional<SnapshotId> id() {
      return own && name.startsWith(SNAPSHOT) ? snapshotId() : Optional.empty();
    }

    /** For which new volume it was made, empty if for none. */
    Optional<VolumeId> copyFor() {
      return own && name.startsWith(COPY)
          ? volumeId(name.substring(COPY.length()))
          : Optional.empty();
    }

    boolean isPassing() {
      return own && name.startsWith(PASSING) && isUuid(name.substring(PASSING.length()));
    }

    /** Whether somebody asked for it, be it through us or by hand. */
    boolean isAskedFor() {
      return own && !isPassing() && copyFor().isEmpty();
    }

    boolean isOlderThan(Duration age) {
      return older(made, age);
    }

    private Optional<SnapshotId> snapshotId() {
      try {
        return Optional.of(new SnapshotId(name.substring(SNAPSHOT.length())));
      } catch (IllegalArgumentException notOurs) {
        return Optional.empty();
      }
    }
  }

  static String nameOf(VolumeId volume) {
    return VOLUME + volume;
  }

  static String nameOf(SnapshotId snapshot) {
    return SNAPSHOT + snapshot;
  }

  /** The name of the snapshot from which a volume is cloned that is a copy of another. */
  static String copyNameFor(VolumeId made) {
    return COPY + made;
  }

  /** Which volume an image of this name would be, empty if the name is not one of ours. */
  static Optional<VolumeId> volumeOf(String name) {
    return name.startsWith(VOLUME) ? volumeId(name.substring(VOLUME.length())) : Optional.empty();
  }

  /** The value of both tags. A clone is born with those of its parent, which name another. */
  static String tagOf(VolumeId volume) {
    return volume.ref().toString();
  }

  boolean isOwnedBy(VolumeId volume) {
    return tagOf(volume).equals(tags.get(OWNER));
  }

  /** Whether it is this volume, whole and not deleted. */
  boolean isLive(VolumeId volume) {
    return isOwnedBy(volume) && !isDeleted(volume);
  }

  /** Whether it is here for its snapshots only. */
  boolean isShadow(VolumeId volume) {
    return isOwnedBy(volume) && isDeleted(volume);
  }

  private boolean isDeleted(VolumeId volume) {
    return tagOf(volume).equals(tags.get(DELETED));
  }

  Optional<Snap> snapshot(String snapshotName) {
    return snapshots.stream()
        .filter(Snap::own)
        .filter(snapshot -> snapshot.name().equals(snapshotName))
        .findFirst();
  }

  /** Whether snapshots hang on it that somebody asked for. */
  boolean hasSnapshots() {
    return snapshots.stream().anyMatch(Snap::isAskedFor);
  }

  boolean isOlderThan(Duration age) {
    return older(made, age);
  }

  private static boolean older(long seconds, Duration age) {
    return age.isZero() || Instant.ofEpochSecond(seconds).isBefore(Instant.now().minus(age));
  }

  private static boolean isUuid(String text) {
    try {
      return UUID.fromString(text).toString().equals(text);
    } catch (IllegalArgumentException other) {
      return false;
    }
  }

  private static Optional<VolumeId> volumeId(String text) {
    try {
      return Optional.of(new VolumeId(text));
    } catch (IllegalArgumentException notOurs) {
      return Optional.empty();
    }
  }
}

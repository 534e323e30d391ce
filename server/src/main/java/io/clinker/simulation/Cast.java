package io.clinker.simulation;

import io.clinker.model.AttachmentId;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

/** The resources of one schedule and how people call them; whether they exist is another matter. */
final class Cast {
  private final Random random;
  private final List<VolumeId> volumes = new ArrayList<>();
  private final List<Snap> snapshots = new ArrayList<>();
  private final List<Attached> attachments = new ArrayList<>();
  private final Map<String, String> names = new HashMap<>();

  Cast(Random random) {
    this.random = random;
  }

  /** A snapshot that was asked for. */
  record Snap(SnapshotId id, VolumeId volume) {}

  /** An attachment that was asked for. */
  record Attached(AttachmentId id, VolumeId volume) {}

  VolumeId newVolume() {
    VolumeId id = new VolumeId(uuid());
    volumes.add(id);
    names.put(id.value(), "volume-" + volumes.size());
    return id;
  }

  Snap newSnapshot(VolumeId volume) {
    Snap made = new Snap(new SnapshotId(uuid()), volume);
    snapshots.add(made);
    names.put(made.id().value(), "snapshot-" + snapshots.size());
    return made;
  }

  Attached newAttachment(VolumeId volume) {
    Attached made = new Attached(new AttachmentId(uuid()), volume);
    attachments.add(made);
    names.put(made.id().value(), "attachment-" + attachments.size());
    return made;
  }

  /** Any volume, the newest more often. */
  VolumeId volume() {
    return any(volumes).orElseThrow();
  }

  Optional<Snap> snapshot() {
    return any(snapshots);
  }

  /** The newest snapshot that was asked for of a volume. */
  Optional<Snap> newestOf(VolumeId volume) {
    return snapshots.stream()
        .filter(one -> one.volume().equals(volume))
        .reduce((first, second) -> second);
  }

  Optional<Attached> attachment() {
    return any(attachments);
  }

  String name(String id) {
    return names.getOrDefault(id, id);
  }

  /** Text in which ids are replaced by names. */
  String named(String text) {
    String named = text;
    for (Map.Entry<String, String> one : names.entrySet()) {
      named = named.replace(one.getKey(), one.getValue());
    }
    return named;
  }

  /** Drawn from the seed, so that the same seed names the same objects. */
  String uuid() {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    return UUID.nameUUIDFromBytes(bytes).toString();
  }

  private <T> Optional<T> any(List<T> from) {
    if (from.isEmpty()) {
      return Optional.empty();
    }
    int last = from.size() - 1;
    return Optional.of(from.get(random.nextInt(3) == 0 ? last : random.nextInt(last + 1)));
  }
}

package io.clinker.drivers.simulator;

import io.clinker.driver.ForeignReference;
import io.clinker.model.ResourceRef;
import io.clinker.model.Size;
import io.clinker.model.VolumeId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an array holds beside its users' volumes, and under which reference it held what became
 * theirs. Not safe for threads, as {@link ArrayState}.
 */
final class ForeignObjects {
  /** A volume, or a snapshot of one of ours. */
  record Foreign(
      ForeignReference reference,
      @Nullable VolumeId snapshotOf,
      String pool,
      Size size,
      Blocks blocks,
      boolean thick) {}

  private final Map<String, Foreign> volumes = new TreeMap<>();
  private final Map<String, Foreign> snapshots = new TreeMap<>();
  private final Map<ResourceRef, ForeignReference> origins = new TreeMap<>();
  private long lastNumber;

  void add(String name, String pool, Size size, Blocks blocks, boolean thick) {
    put(new Foreign(numbered(name), null, pool, size, blocks, thick));
  }

  void addSnapshot(String name, VolumeId volume, String pool, Size size, Blocks blocks) {
    put(new Foreign(numbered(name), volume, pool, size, blocks, false));
  }

  /** A reference that nothing else has or had. */
  ForeignReference numbered(String name) {
    lastNumber++;
    return new ForeignReference(name, "lun-" + lastNumber);
  }

  void put(Foreign object) {
    of(object).putIfAbsent(key(object), object);
  }

  void remove(Foreign object) {
    of(object).remove(key(object));
  }

  List<Foreign> volumes(String pool) {
    return volumes.values().stream().filter(object -> object.pool().equals(pool)).toList();
  }

  List<Foreign> snapshots(String pool) {
    return snapshots.values().stream().filter(object -> object.pool().equals(pool)).toList();
  }

  Optional<Foreign> volume(String pool, ForeignReference reference) {
    return volumes(pool).stream().filter(one -> reference.means(one.reference())).findFirst();
  }

  Optional<Foreign> snapshot(String pool, VolumeId volume, ForeignReference reference) {
    return snapshots(pool).stream()
        .filter(one -> volume.equals(one.snapshotOf()) && reference.means(one.reference()))
        .findFirst();
  }

  /** Remembers what an object of ours was before. */
  void remember(ResourceRef object, ForeignReference origin) {
    origins.put(object, origin);
  }

  Optional<ForeignReference> origin(ResourceRef object) {
    return Optional.ofNullable(origins.get(object));
  }

  void forget(ResourceRef object) {
    origins.remove(object);
  }

  /** Adds written blocks of what is thin and returns the bytes of what is thick. */
  long collect(String pool, Set<byte[]> blocks) {
    long thick = 0;
    for (Foreign object : volumes(pool)) {
      if (object.thick()) {
        thick += object.size().bytes();
      } else {
        object.blocks().collect(blocks);
      }
    }
    snapshots(pool).forEach(object -> object.blocks().collect(blocks));
    return thick;
  }

  private Map<String, Foreign> of(Foreign object) {
    return object.snapshotOf() == null ? volumes : snapshots;
  }

  private static String key(Foreign object) {
    return object.snapshotOf() + "@" + object.reference().name();
  }
}

package io.clinker.drivers.simulator;

import io.clinker.driver.ConnectRequest;
import io.clinker.driver.ConnectionInfo;
import io.clinker.driver.Inventory;
import io.clinker.driver.ObservedExport;
import io.clinker.driver.ObservedSnapshot;
import io.clinker.driver.ObservedVolume;
import io.clinker.driver.PoolReport;
import io.clinker.model.AttachmentId;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.Mark;
import io.clinker.model.OperationId;
import io.clinker.model.ResourceRef;
import io.clinker.model.Size;
import io.clinker.model.SnapshotId;
import io.clinker.model.Token;
import io.clinker.model.VolumeId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** All that an array holds. Not safe for threads: the array calls it in its critical section. */
final class ArrayState {
  /** So long a list can lag behind. */
  private static final long REMEMBERED_NANOS = 600_000_000_000L;

  final Map<String, SimulatorPool> pools = new TreeMap<>();
  final Set<String> strays = new TreeSet<>();
  final ForeignObjects foreign = new ForeignObjects();
  private final Map<ResourceRef, Mark> marks = new TreeMap<>();
  private final Map<String, StoredVolume> volumes = new TreeMap<>();
  private final Map<String, StoredSnapshot> snapshots = new TreeMap<>();
  private final Map<String, StoredExport> exports = new TreeMap<>();
  private final Deque<Gone> gone = new ArrayDeque<>();
  private final LongSupplier nanos;

  ArrayState(Collection<SimulatorPool> pools, LongSupplier nanos) {
    this.nanos = nanos;
    pools.forEach(pool -> this.pools.put(pool.name(), pool));
  }

  /** Anything that appears in lists; {@code since} is when it came. */
  sealed interface Stored {
    String pool();

    long since();
  }

  /**
   * A volume.
   *
   * @param foreign made by somebody else under one of our names
   * @param half made without its contents: not yet a volume to anybody who looks
   * @param reverted the operation that reverted it last; its repeats change nothing
   */
  record StoredVolume(
      VolumeId id,
      String pool,
      Size size,
      Blocks blocks,
      boolean thick,
      boolean foreign,
      boolean half,
      @Nullable OperationId reverted,
      long since)
      implements Stored {
    StoredVolume with(Size newSize, Blocks newBlocks) {
      return new StoredVolume(id, pool, newSize, newBlocks, thick, foreign, half, reverted, since);
    }

    StoredVolume revertedBy(OperationId operation, Blocks newBlocks) {
      return new StoredVolume(id, pool, size, newBlocks, thick, foreign, half, operation, since);
    }
  }

  /** A snapshot. */
  record StoredSnapshot(
      SnapshotId id,
      VolumeId volume,
      String pool,
      Size size,
      Blocks blocks,
      boolean half,
      long since)
      implements Stored {}

  /**
   * An export.
   *
   * @param running whether hosts reach it now
   * @param clients connections that an operator of the simulator claims to be open
   */
  record StoredExport(
      ConnectRequest request,
      ConnectionInfo connection,
      String pool,
      boolean running,
      int clients,
      long since)
      implements Stored {
    AttachmentId attachment() {
      return request.attachment();
    }

    StoredExport with(boolean nowRunning, int nowClients) {
      return new StoredExport(request, connection, pool, nowRunning, nowClients, since);
    }
  }

  private record Gone(Stored object, long until) {}

  long now() {
    return nanos.getAsLong();
  }

  // Marks.

  Map<ResourceRef, Mark> marks() {
    return Map.copyOf(marks);
  }

  /** Writes the token's mark on all of the objects, or on none if one of them bears a higher. */
  void seal(Token token, Collection<ResourceRef> objects, boolean lowerToo) {
    for (ResourceRef object : objects) {
      Mark mark = token.markFor(object);
      Mark present = marks.get(object);
      if (!lowerToo && present != null && present.compareTo(mark) > 0) {
        throw new ClinkerException(
            ErrorCode.STALE_TOKEN,
            "The token is lower than the mark of the object",
            Map.of("object", object.toString(), "token", mark.text(), "mark", present.text()));
      }
    }
    objects.forEach(object -> marks.put(object, token.markFor(object)));
  }

  @Nullable Mark mark(ResourceRef object) {
    return marks.get(object);
  }

  // Objects.

  @Nullable StoredVolume volume(VolumeId id) {
    return volumes.get(id.value());
  }

  @Nullable StoredSnapshot snapshot(SnapshotId id) {
    return snapshots.get(id.value());
  }

  @Nullable StoredExport export(AttachmentId id) {
    return exports.get(id.value());
  }

  void put(Stored object) {
    switch (object) {
      case StoredVolume volume -> volumes.put(volume.id().value(), volume);
      case StoredSnapshot snapshot -> snapshots.put(snapshot.id().value(), snapshot);
      case StoredExport export -> exports.put(export.attachment().value(), export);
    }
  }

  void remove(Stored object) {
    switch (object) {
      case StoredVolume volume -> {
        volumes.remove(volume.id().value());
        gone.addLast(new Gone(volume.with(volume.size(), new Blocks()), now()));
      }
      case StoredSnapshot snapshot -> {
        snapshots.remove(snapshot.id().value());
        gone.addLast(
            new Gone(
                new StoredSnapshot(
                    snapshot.id(),
                    snapshot.volume(),
                    snapshot.pool(),
                    snapshot.size(),
                    new Blocks(),
                    snapshot.half(),
                    snapshot.since()),
                now()));
      }
      case StoredExport export -> {
        exports.remove(export.attachment().value());
        gone.addLast(new Gone(export, now()));
      }
    }
    while (!gone.isEmpty() && now() - gone.getFirst().until() > REMEMBERED_NANOS) {
      gone.removeFirst();
    }
  }

  List<StoredVolume> volumes() {
    return List.copyOf(volumes.values());
  }

  List<StoredSnapshot> snapshots() {
    return List.copyOf(snapshots.values());
  }

  List<StoredExport> exportsOf(VolumeId volume) {
    return exports.values().stream()
        .filter(export -> export.request().volume().equals(volume))
        .toList();
  }

  List<StoredExport> exports() {
    return List.copyOf(exports.values());
  }

  boolean inUse(VolumeId volume) {
    return !exportsOf(volume).isEmpty();
  }

  // Space.

  SimulatorPool pool(String name) {
    SimulatorPool pool = pools.get(name);
    if (pool == null) {
      throw new ClinkerException(
          ErrorCode.BACKEND_REFUSED, "The array has no such pool", Map.of("pool", name));
    }
    return pool;
  }

  /** Space that is taken: whole thick volumes, and every written block of the rest once. */
  Size used(String pool) {
    Set<byte[]> blocks = Collections.newSetFromMap(new IdentityHashMap<>());
    long thick = 0;
    for (StoredVolume volume : volumes.values()) {
      if (!volume.pool().equals(pool)) {
        continue;
      }
      if (volume.thick()) {
        thick += volume.size().bytes();
      } else {
        volume.blocks().collect(blocks);
      }
    }
    for (StoredSnapshot snapshot : snapshots.values()) {
      if (snapshot.pool().equals(pool)) {
        snapshot.blocks().collect(blocks);
      }
    }
    thick += foreign.collect(pool, blocks);
    return new Size(thick + Blocks.sizeOf(blocks.size()).bytes());
  }

  PoolReport report(String name) {
    SimulatorPool pool = pool(name);
    long free = Math.max(0, pool.total().bytes() - used(name).bytes());
    return new PoolReport(name, pool.total(), new Size(free));
  }

  void requireSpace(String pool, long bytes) {
    PoolReport report = report(pool);
    if (bytes > report.free().bytes()) {
      throw new ClinkerException(
          ErrorCode.BACKEND_FULL,
          "The pool has too little space",
          Map.of(
              "pool", pool,
              "free", Long.toString(report.free().bytes()),
              "needed", Long.toString(bytes)));
    }
  }

  // What callers see.

  ObservedVolume show(StoredVolume volume) {
    return new ObservedVolume(volume.id(), volume.size(), "raw", mark(volume.id().ref()));
  }

  ObservedSnapshot show(StoredSnapshot snapshot) {
    return new ObservedSnapshot(
        snapshot.id(), snapshot.volume(), snapshot.size(), mark(snapshot.id().ref()));
  }

  static ObservedExport show(StoredExport export) {
    return new ObservedExport(
        export.attachment(),
        export.request().volume(),
        export.request().protocol(),
        export.clients());
  }

  /** Removes what was left half made in a pool before this time, and names it. */
  List<ResourceRef> sweep(String pool, long before) {
    List<ResourceRef> swept = new ArrayList<>();
    for (Stored object : existing(0)) {
      if (object.pool().equals(pool) && object.since() - before <= 0) {
        switch (object) {
          case StoredVolume volume when volume.half() -> {
            remove(volume);
            swept.add(volume.id().ref());
          }
          case StoredSnapshot snapshot when snapshot.half() -> {
            remove(snapshot);
            swept.add(snapshot.id().ref());
          }
          default -> {
            // Whole objects and exports are nobody's leftovers.
          }
        }
      }
    }
    return swept;
  }

  /** The name under which a half-made object is listed. */
  static String nameOfHalf(ResourceRef object) {
    return "half/" + object;
  }

  /** All objects of a pool as they were so many nanoseconds ago. */
  Inventory inventory(String pool, long lagNanos) {
    List<ObservedVolume> seenVolumes = new ArrayList<>();
    List<ObservedSnapshot> seenSnapshots = new ArrayList<>();
    List<ObservedExport> seenExports = new ArrayList<>();
    List<String> seenStrays = new ArrayList<>(strays);
    for (Stored object : existing(lagNanos)) {
      if (!object.pool().equals(pool)) {
        continue;
      }
      switch (object) {
        case StoredVolume volume when volume.half() ->
            seenStrays.add(nameOfHalf(volume.id().ref()));
        case StoredVolume volume -> seenVolumes.add(show(volume));
        case StoredSnapshot snapshot when snapshot.half() ->
            seenStrays.add(nameOfHalf(snapshot.id().ref()));
        case StoredSnapshot snapshot -> seenSnapshots.add(show(snapshot));
        case StoredExport export when export.running() -> seenExports.add(show(export));
        case StoredExport export -> seenStrays.add("dead/" + export.attachment().ref());
      }
    }
    return new Inventory(seenVolumes, seenSnapshots, seenExports, seenStrays);
  }

  private List<Stored> existing(long lagNanos) {
    List<Stored> all = new ArrayList<>();
    all.addAll(volumes.values());
    all.addAll(snapshots.values());
    all.addAll(exports.values());
    if (lagNanos > 0) {
      long then = now() - lagNanos;
      gone.stream().filter(past -> past.until() - then > 0).map(Gone::object).forEach(all::add);
      all.removeIf(object -> object.since() - then > 0);
    }
    return all;
  }
}

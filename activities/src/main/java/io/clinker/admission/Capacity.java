package io.clinker.admission;

import io.clinker.placement.Scheduler;
import io.clinker.placement.Scheduler.Candidate;
import io.clinker.placement.Scheduler.Choice;
import io.clinker.placement.Scheduler.Explanation;
import io.clinker.store.PoolStore;
import io.clinker.store.Stores;
import io.clinker.store.VolumeRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The only place that changes the ledger of pools, always in the transaction that decides. */
final class Capacity {
  /** The outcome of looking for a place. */
  sealed interface Placed {
    record At(Candidate candidate, Explanation explanation) implements Placed {}

    /** Only pools that are down would do. */
    record Later(Explanation explanation) implements Placed {}

    record Never(Explanation explanation) implements Placed {}
  }

  private final PoolStore pools;
  private final Scheduler scheduler;

  Capacity(Stores stores, Scheduler scheduler) {
    this.pools = stores.pools();
    this.scheduler = scheduler;
  }

  /** Finds a pool and reserves the space in it; its row stays locked. */
  Placed place(Handle handle, Scheduler.Request request) {
    Choice choice = scheduler.choose(request, pools.backends(handle), pools.pools(handle));
    for (Candidate candidate : choice.up()) {
      // Others may have filled it since it was read: the row decides, and the next one is tried.
      if (pools.reserve(
          handle, candidate.backend().name(), candidate.pool().name(), request.gib())) {
        return new Placed.At(candidate, choice.explanation().choosing(candidate));
      }
    }
    return choice.down().isEmpty()
        ? new Placed.Never(choice.explanation())
        : new Placed.Later(choice.explanation());
  }

  /**
   * The same for a volume that must be where others are already: a pool that is down is as good,
   * since its steps wait for it.
   */
  Placed placeBeside(Handle handle, Scheduler.Request request) {
    Choice choice = scheduler.choose(request, pools.backends(handle), pools.pools(handle));
    List<Candidate> candidates = new ArrayList<>(choice.up());
    candidates.addAll(choice.down());
    for (Candidate candidate : candidates) {
      if (pools.reserve(
          handle, candidate.backend().name(), candidate.pool().name(), request.gib())) {
        return new Placed.At(candidate, choice.explanation().choosing(candidate));
      }
    }
    return new Placed.Never(choice.explanation());
  }

  /** Finds a backend that would do for volumes of all these demands; reserves nothing. */
  Choice chooseBackend(Handle handle, String zone, List<Map<String, String>> demands) {
    return scheduler.chooseForAll(zone, demands, pools.backends(handle), pools.pools(handle));
  }

  /** Gives back the space of volumes that go together, pool by pool in the order of locks. */
  void releaseAll(Handle handle, List<VolumeRow> volumes) {
    Map<String, List<VolumeRow>> byPool = new TreeMap<>();
    for (VolumeRow volume : volumes) {
      byPool
          .computeIfAbsent(volume.backend() + "#" + volume.pool(), absent -> new ArrayList<>())
          .add(volume);
    }
    for (List<VolumeRow> ofPool : byPool.values()) {
      VolumeRow one = ofPool.getFirst();
      release(
          handle, one.backend(), one.pool(), ofPool.stream().mapToLong(VolumeRow::sizeGib).sum());
    }
  }

  /** Reserves more in the pool where a volume is. */
  boolean grow(Handle handle, String backend, String pool, long gib) {
    return pools.reserve(handle, backend, pool, gib);
  }

  /** Counts a volume with another size than before, whatever the limit: the space is in use. */
  void recount(
      Handle handle, @Nullable String backend, @Nullable String pool, long before, long now) {
    if (backend != null && pool != null && before != now) {
      pools.release(handle, backend, pool, before - now);
    }
  }

  /** Gives space back; nothing if the volume never had a place. */
  void release(Handle handle, @Nullable String backend, @Nullable String pool, long gib) {
    if (backend != null && pool != null && gib > 0) {
      pools.release(handle, backend, pool, gib);
    }
  }
}

package io.clinker.admission;

import io.clinker.placement.Scheduler;
import io.clinker.placement.Scheduler.Candidate;
import io.clinker.placement.Scheduler.Choice;
import io.clinker.placement.Scheduler.Explanation;
import io.clinker.store.PoolStore;
import io.clinker.store.Stores;
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

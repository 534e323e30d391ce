package io.clinker.oracle;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** I9: each pool's ledger equals what was given out, and stays within the limit. */
final class I9CapacityHolds implements Invariant {
  @Override
  public String id() {
    return "I9";
  }

  @Override
  public String title() {
    return "allocated capacity equals the recount and stays within each pool's limit";
  }

  @Override
  public void check(Evidence evidence, Found found) {
    Map<String, Long> given = new HashMap<>();
    for (Rows.Volume row : evidence.rows().volumes()) {
      // An orphan is outside of every pool while an operation that takes it away has a row for it.
      if (row.backend() != null && (row.pool() != null || row.operationId() == null)) {
        Integer target = row.extendingToGib();
        long gib = target == null ? row.sizeGib() : target;
        given.merge(key(row.backend(), row.pool()), gib, Long::sum);
      }
    }
    Set<String> known = new HashSet<>();
    long allocated = 0;
    for (Rows.Pool pool : evidence.rows().pools()) {
      String key = key(pool.backend(), pool.name());
      known.add(key);
      long recount = given.getOrDefault(key, 0L);
      allocated += pool.allocatedGib();
      if (recount != pool.allocatedGib()) {
        found.violation(
            "pool %s has %d GiB allocated in its ledger, the recount is %d",
            key, pool.allocatedGib(), recount);
      }
      if (pool.allocatedGib() > pool.limitGib()) {
        found.violation(
            "pool %s has %d GiB allocated, its limit is %d",
            key, pool.allocatedGib(), pool.limitGib());
      }
    }
    given.keySet().stream()
        .filter(key -> !known.contains(key))
        .forEach(key -> found.violation("volumes are in pool %s, which has no row", key));
    found.figures("%d pools, %d GiB allocated", evidence.rows().pools().size(), allocated);
  }

  private static String key(String backend, @Nullable String pool) {
    return backend + "#" + pool;
  }
}

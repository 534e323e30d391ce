package io.clinker.admin;

import io.clinker.operations.OperationState;
import io.clinker.store.Database;
import io.clinker.store.Stores;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/** How many operations have not ended; asked of the database once per look at the page. */
public final class OpenCounts {
  private static final long FRESH_NANOS = 1_000_000_000L;

  private record Counted(long at, Map<String, Long> byState) {}

  private final Database database;
  private final Stores stores;
  private final AtomicReference<Counted> last =
      new AtomicReference<>(new Counted(System.nanoTime() - 2 * FRESH_NANOS, Map.of()));

  public OpenCounts(Database database, Stores stores) {
    this.database = database;
    this.stores = stores;
  }

  /** Not a number while the database cannot be reached. */
  public double of(OperationState state) {
    Counted known = Objects.requireNonNull(last.get());
    if (System.nanoTime() - known.at() > FRESH_NANOS) {
      try {
        known = new Counted(System.nanoTime(), database.read(stores.operations()::openByState));
      } catch (RuntimeException away) {
        return Double.NaN;
      }
      last.set(known);
    }
    return known.byState().getOrDefault(state.word(), 0L);
  }
}

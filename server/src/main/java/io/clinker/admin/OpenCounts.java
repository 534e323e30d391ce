package io.clinker.admin;

import io.clinker.operations.OperationState;
import io.clinker.store.Database;
import io.clinker.store.Stores;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** How many operations have not ended; asked of the database once per look at the page. */
public final class OpenCounts {
  private static final long FRESH_NANOS = 1_000_000_000L;

  /**
   * What was found.
   *
   * @param byState empty: the database could not be reached
   */
  private record Counted(Optional<Map<String, Long>> byState, long at) {}

  private final Database database;
  private final Stores stores;
  private final AtomicReference<Counted> last =
      new AtomicReference<>(new Counted(Optional.empty(), System.nanoTime() - 2 * FRESH_NANOS));

  public OpenCounts(Database database, Stores stores) {
    this.database = database;
    this.stores = stores;
  }

  /**
   * Not a number while the database cannot be reached, which is told within seconds: whoever
   * watches the node needs its other numbers then.
   */
  public double of(OperationState state) {
    Counted known = Objects.requireNonNull(last.get());
    if (System.nanoTime() - known.at() > FRESH_NANOS) {
      known = new Counted(count(), System.nanoTime());
      last.set(known);
    }
    return known
        .byState()
        .map(counts -> counts.getOrDefault(state.word(), 0L).doubleValue())
        .orElse(Double.NaN);
  }

  private Optional<Map<String, Long>> count() {
    if (!database.answered()) {
      return Optional.empty();
    }
    try {
      return Optional.of(database.read(stores.operations()::openByState));
    } catch (RuntimeException away) {
      return Optional.empty();
    }
  }
}

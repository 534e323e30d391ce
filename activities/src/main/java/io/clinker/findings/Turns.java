package io.clinker.findings;

import io.clinker.store.Database;
import io.clinker.store.Stores;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * Whose turn a pass is. Whoever raises the counter of passes has the turn, at a pace that each node
 * takes by its own clock, and a pass whose counter was raised again writes nothing more. One thread
 * calls it.
 */
final class Turns {
  private final Database database;
  private final Stores stores;
  private final String counter;
  private final String node;
  private final Duration pace;
  private long seenPass = -1;
  private long seenAt;

  /**
   * @param counter the name of the counter
   */
  Turns(Database database, Stores stores, String counter, String node, Duration pace) {
    this.database = database;
    this.stores = stores;
    this.counter = counter;
    this.node = node;
    this.pace = pace;
  }

  /** The number of the next pass if it is time for one and nobody else has taken it. */
  OptionalLong take() {
    long last = database.read(handle -> stores.findings().lastPass(handle, counter));
    long now = System.nanoTime();
    if (last != seenPass) {
      seenPass = last;
      seenAt = now;
    }
    if (last != 0 && now - seenAt < pace.toNanos()) {
      return OptionalLong.empty();
    }
    boolean mine =
        database.inTransaction(
            handle -> stores.findings().takePass(handle, counter, last, node, database.now()));
    return mine ? OptionalLong.of(last + 1) : OptionalLong.empty();
  }

  /** Does this if the turn is still the pass's; false: it is not, or the work says so. */
  boolean during(long pass, Database.Work<Boolean> work) {
    return database.inRepeatableTransaction(
        handle -> stores.findings().holdsPass(handle, counter, pass) && work.run(handle));
  }

  void end(long pass) {
    database.inRepeatableTransaction(
        handle -> {
          stores.findings().endPass(handle, counter, pass, database.now());
          return true;
        });
  }
}

package io.clinker.chaos;

import io.clinker.operations.OperationKind;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * Watches how long operations are open, by the monotonic clock of the one who watches: times in the
 * rows are those of nodes whose clocks may be set wrong. What is shorter than {@link #LOOK} may be
 * missed. {@link #of} and {@link #longest} are asked after {@link #close}.
 */
final class OpenTimes implements AutoCloseable {
  static final Duration LOOK = Duration.ofMillis(250);

  private final Jdbi jdbi;
  private final Map<String, Seen> seen = new HashMap<>();
  private final Thread watching;
  private volatile boolean ends;

  /**
   * An operation that was open.
   *
   * @param since when it was seen first, in nanoseconds
   * @param last when it was seen last
   */
  record Seen(OperationKind kind, String id, long since, long last) {
    double seconds() {
      return (last - since) / 1e9;
    }
  }

  /** Begins to watch. */
  OpenTimes(Jdbi jdbi) {
    this.jdbi = jdbi;
    this.watching = Thread.ofPlatform().name("open-times").start(this::watch);
  }

  private void watch() {
    while (!ends) {
      try {
        look();
      } catch (JdbiException away) {
        // What is open now will be seen when the database is back.
        Waiting.sleep(LOOK);
      }
      Waiting.sleep(LOOK);
    }
  }

  private void look() {
    jdbi.useHandle(
        handle ->
            handle
                .createQuery("select id, kind from operation where open = 1")
                .map(
                    (row, context) ->
                        Map.entry(row.getString("id"), OperationKind.of(row.getString("kind"))))
                .forEach(open -> note(open.getKey(), open.getValue())));
  }

  private void note(String id, OperationKind kind) {
    long now = System.nanoTime();
    seen.merge(
        id,
        new Seen(kind, id, now, now),
        (before, again) -> new Seen(kind, id, before.since(), again.last()));
  }

  /** The longest that an operation of each kind was open, in seconds. */
  Map<OperationKind, Double> of() {
    Map<OperationKind, Double> longest = new EnumMap<>(OperationKind.class);
    seen.values().forEach(one -> longest.merge(one.kind(), one.seconds(), Math::max));
    return longest;
  }

  /** The one that was open longest; empty if none was seen. */
  Optional<Seen> longest() {
    return seen.values().stream().max(Comparator.comparingDouble(Seen::seconds));
  }

  /** Ends the watch. */
  @Override
  public void close() {
    ends = true;
    try {
      watching.join();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}

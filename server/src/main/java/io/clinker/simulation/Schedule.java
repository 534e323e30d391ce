package io.clinker.simulation;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** What is done and which faults strike where. The same seed gives the same schedule. */
record Schedule(long seed, Setting setting, List<Move> moves) {
  Schedule {
    moves = List.copyOf(moves);
  }

  /**
   * What there is.
   *
   * @param poolGib the space of the only pool
   * @param volumes how many the project may have; -1 without limit
   * @param copiesTakeTurns whether the array copies one volume once at a time
   * @param leap how far the clock is moved at once at most
   */
  record Setting(long poolGib, int volumes, boolean copiesTakeTurns, Duration leap) {
    /** Soon past all waits, past many of them at once. */
    static final Duration LONG_LEAP = Duration.ofSeconds(10);
  }

  /** For people, a line for each move. */
  String text() {
    return "seed %d: %s%n".formatted(seed, setting)
        + moves.stream().map(move -> "  " + move + "\n").collect(Collectors.joining());
  }
}

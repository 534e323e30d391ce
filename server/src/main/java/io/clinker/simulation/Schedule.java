package io.clinker.simulation;

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
   */
  record Setting(long poolGib, int volumes, boolean copiesTakeTurns) {}

  /** For people, a line for each move. */
  String text() {
    return "seed %d: %s%n".formatted(seed, setting)
        + moves.stream().map(move -> "  " + move + "\n").collect(Collectors.joining());
  }
}

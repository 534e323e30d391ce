package io.clinker.races;

/**
 * How much is played.
 *
 * @param full as much as the other two say; else a few pairs by dice, and few rounds
 * @param pairs of each form at most, by dice
 * @param percent of the rounds of a full run, for a machine that cannot play them all in time
 */
record Amount(boolean full, int pairs, int percent) {
  Amount {
    if (pairs < 1) {
      throw new IllegalArgumentException("pairs: " + pairs);
    }
    if (percent < 1 || percent > 100) {
      throw new IllegalArgumentException("percent of the rounds: " + percent);
    }
  }

  /** What {@code clinker.full}, {@code clinker.races.pairs} and {@code .percent} ask for. */
  static Amount asked() {
    return new Amount(
        Boolean.getBoolean("clinker.full"),
        Integer.getInteger("clinker.races.pairs", Integer.MAX_VALUE),
        Integer.getInteger("clinker.races.percent", 100));
  }

  /** How many of so many pairs. */
  int pairs(int all, int few) {
    return Math.min(all, full ? pairs : few);
  }

  /** How often a case is played, one after the other. */
  int rounds(int fully, int few) {
    return full ? Math.max(few, fully * percent / 100) : few;
  }

  /** How many come at once: it is they that make the race, so all of them come to a full run. */
  int callers(int fully, int few) {
    return full ? fully : few;
  }

  @Override
  public String toString() {
    return full ? "%d %% of the rounds".formatted(percent) : "few rounds";
  }
}

package io.clinker.chaos;

import io.clinker.chaos.FaultKind.Part;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * Which fault begins when, where and for how long. The same seed, length, nodes and kinds give the
 * same schedule. Every kind comes once before any comes again; several faults may be under way at
 * once, one for each part.
 */
record Schedule(List<Planned> faults) {
  private static final Duration CALM_BEGIN = Duration.ofSeconds(6);
  private static final Duration CALM_END = Duration.ofSeconds(4);
  private static final int SHORTEST_GAP = 1000;
  private static final int LONGEST_GAP = 4500;
  private static final int SHORTEST = 1500;
  private static final int LONGEST = 14_000;

  /** Time for what a fault does to a part before the next hits it: a node has to start. */
  private static final Duration RECOVERY = Duration.ofSeconds(6);

  Schedule {
    faults = List.copyOf(faults);
  }

  /**
   * One fault.
   *
   * @param at after the begin of the run
   * @param node which node is hit, from 0; -1 where no node is
   * @param amount between 0 and 1: how bad it is, where there is more than one way
   */
  record Planned(Duration at, Duration length, FaultKind kind, int node, double amount) {
    String target() {
      return node < 0 ? kind.part().name().toLowerCase(Locale.ROOT) : "node-" + (node + 1);
    }
  }

  static Schedule random(long seed, Duration length, int nodes, List<FaultKind> kinds) {
    Random random = new Random(seed);
    List<Planned> planned = new ArrayList<>();
    Map<String, Duration> free = new HashMap<>();
    List<FaultKind> deck = new ArrayList<>();
    Duration end = length.minus(CALM_END);
    Duration at = CALM_BEGIN;
    while (at.compareTo(end) < 0) {
      if (deck.isEmpty()) {
        deck.addAll(kinds);
        Collections.shuffle(deck, random);
      }
      FaultKind kind = deck.removeLast();
      int node = kind.part() == Part.NODE ? random.nextInt(nodes) : -1;
      Duration lasts = Duration.ofMillis(SHORTEST + random.nextInt(LONGEST - SHORTEST));
      double amount = random.nextDouble();
      Planned fault = new Planned(at, lasts, kind, node, amount);
      Duration begin = later(at, free.getOrDefault(fault.target(), Duration.ZERO));
      if (begin.plus(lasts).compareTo(end) <= 0) {
        planned.add(new Planned(begin, lasts, kind, node, amount));
        free.put(fault.target(), begin.plus(lasts).plus(RECOVERY));
      }
      at = at.plusMillis(SHORTEST_GAP + random.nextInt(LONGEST_GAP - SHORTEST_GAP));
    }
    planned.sort(Comparator.comparing(Planned::at));
    return new Schedule(planned);
  }

  private static Duration later(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}

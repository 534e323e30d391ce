package io.clinker.races;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.races.Round.Ground;
import io.clinker.races.Round.Pair;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** The pairs, generated from what clients can do. */
final class RaceSuite {
  private static final int AT_ONCE = 6;

  private final Field field;
  private final Amount amount;
  private final Random random;

  /**
   * @param amount which says how many of the pairs; where not all, by dice
   */
  RaceSuite(Field field, Amount amount, long seed) {
    this.field = field;
    this.amount = amount;
    this.random = new Random(seed);
  }

  /** All that make sense. */
  static List<Pair> pairs() {
    List<Pair> pairs = new ArrayList<>();
    for (Ground ground : Ground.values()) {
      for (Act first : Act.values()) {
        for (Act second : Act.values()) {
          if (first.of() == Act.Of.GIVEN && makesSense(ground, first, second)) {
            pairs.add(new Pair(ground, first, second));
          }
        }
      }
    }
    return pairs;
  }

  private static boolean makesSense(Ground ground, Act first, Act second) {
    Act.Things things =
        new Act.Things("volume", "snapshot", ground == Ground.FREE ? "" : "attachment", "");
    return first.possible(things, first)
        && second.possible(things, first)
        // Whoever is connected is connected.
        && !(ground == Ground.ATTACHED && (first == Act.CONNECT || second == Act.CONNECT))
        // On other grounds what has nothing to do with attachments is refused alike.
        && (ground == Ground.FREE || touchesAttachment(first) || touchesAttachment(second));
  }

  private static boolean touchesAttachment(Act act) {
    return act == Act.CONNECT || act == Act.COMPLETE || act == Act.DETACH;
  }

  /** Every pair with the first held open; returns how many were played. */
  int staged() throws Exception {
    return play(chosen(pairs(), 60), Round::staged);
  }

  /** Every pair of which both are there at the same moment; returns how many were played. */
  int together() throws Exception {
    List<Pair> given = pairs().stream().filter(pair -> pair.second().of() == Act.Of.GIVEN).toList();
    return play(chosen(given, 30), Round::together);
  }

  private List<Pair> chosen(List<Pair> pairs, int few) {
    int count = amount.pairs(pairs.size(), few);
    if (count == pairs.size()) {
      return pairs;
    }
    List<Pair> shuffled = new ArrayList<>(pairs);
    Collections.shuffle(shuffled, random);
    return shuffled.subList(0, count);
  }

  private int play(List<Pair> pairs, Function<Round, List<String>> form) throws Exception {
    List<String> problems = new ArrayList<>();
    try (ExecutorService rounds = Executors.newFixedThreadPool(AT_ONCE);
        ExecutorService clients = Executors.newCachedThreadPool()) {
      List<Callable<List<String>>> calls = new ArrayList<>();
      for (int index = 0; index < pairs.size(); index++) {
        Pair pair = pairs.get(index);
        int number = index;
        calls.add(() -> played(new Round(field, clients, pair, number), pair, form));
      }
      for (Future<List<String>> round : rounds.invokeAll(calls)) {
        problems.addAll(round.get());
      }
    }
    assertThat(problems).as("what the catalogue does not allow").isEmpty();
    return pairs.size();
  }

  private static List<String> played(Round round, Pair pair, Function<Round, List<String>> form) {
    try {
      return form.apply(round);
    } catch (RuntimeException failure) {
      return List.of(pair + ": " + failure);
    }
  }
}

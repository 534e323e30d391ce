package io.clinker.simulation;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The effects that wait for a process to reach a point. May be used from any thread. */
final class Strikes {
  private final Map<String, Effect> armed = new ConcurrentHashMap<>();
  private final Queue<String> struck = new ConcurrentLinkedQueue<>();
  private final Map<Effect, Integer> counts = new ConcurrentHashMap<>();
  private final Queue<Arrival> arrivals = new ConcurrentLinkedQueue<>();
  private volatile CompletableFuture<Void> held = new CompletableFuture<>();

  void arm(Move.Strike strike) {
    armed.put(key(strike.workflowId(), strike.point()), strike.effect());
  }

  /** The effect for whoever is the first to be there. */
  Optional<Effect> take(String workflowId, String point) {
    return Optional.ofNullable(armed.remove(key(workflowId, point)));
  }

  /**
   * When a step of a run came to a point.
   *
   * @param millis by the clock that is moved
   */
  record Arrival(String workflowId, String point, long millis) {}

  void arrive(String workflowId, String point, long millis) {
    arrivals.add(new Arrival(workflowId, point, millis));
  }

  /** All of them, in the order in which they came. */
  List<Arrival> arrivals() {
    return List.copyOf(arrivals);
  }

  /** An effect was had at this node. */
  void note(String node, String workflowId, String point, Effect effect) {
    counts.merge(effect, 1, Integer::sum);
    struck.add("%s at %s of %s on %s".formatted(effect, point, workflowId, node));
  }

  /** What a thread waits for that stands still until the next moves are made. */
  CompletableFuture<Void> held() {
    return held;
  }

  /** Threads that stand still go on. */
  void release() {
    CompletableFuture<Void> before = held;
    held = new CompletableFuture<>();
    before.complete(null);
  }

  /** Nothing waits any more. */
  void clear() {
    armed.clear();
    release();
  }

  List<String> struck() {
    return List.copyOf(struck);
  }

  Map<Effect, Integer> counts() {
    Map<Effect, Integer> all = new EnumMap<>(Effect.class);
    all.putAll(counts);
    return all;
  }

  private static String key(String workflowId, String point) {
    return workflowId + " " + point;
  }
}

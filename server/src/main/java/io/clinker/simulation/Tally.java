package io.clinker.simulation;

import io.clinker.operations.OperationState;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Counts over all schedules. May be used from any thread. */
final class Tally {
  private final AtomicInteger schedules = new AtomicInteger();
  private final AtomicInteger operations = new AtomicInteger();
  private final AtomicInteger broken = new AtomicInteger();
  private final AtomicLong skippedMillis = new AtomicLong();
  private final Map<Effect, Integer> effects = new ConcurrentHashMap<>();
  private final Map<String, Map<OperationState, Integer>> ends = new ConcurrentHashMap<>();

  void add(Played played) {
    schedules.incrementAndGet();
    if (!played.verdict().holds()) {
      broken.incrementAndGet();
    }
    played
        .strikes()
        .counts()
        .forEach((effect, count) -> effects.merge(effect, count, Integer::sum));
    played
        .operations()
        .forEach(
            operation -> {
              operations.incrementAndGet();
              ends.computeIfAbsent(operation.kind(), absent -> new ConcurrentHashMap<>())
                  .merge(operation.state(), 1, Integer::sum);
            });
  }

  /** The engine's clock was moved so far. */
  void skipped(Duration time) {
    skippedMillis.addAndGet(time.toMillis());
  }

  int schedules() {
    return schedules.get();
  }

  int broken() {
    return broken.get();
  }

  /** How often each effect was had. */
  Map<Effect, Integer> effects() {
    Map<Effect, Integer> all = new EnumMap<>(Effect.class);
    all.putAll(effects);
    return all;
  }

  /** As Markdown. */
  String text(Duration taken) {
    StringBuilder text = new StringBuilder();
    text.append(
        "%n%d schedules with %d operations in %.1f s; %d h of the engine's time.%n%n"
            .formatted(
                schedules.get(),
                operations.get(),
                taken.toMillis() / 1e3,
                Duration.ofMillis(skippedMillis.get()).toHours()));
    text.append("| operation | how they ended |%n| --- | --- |%n".formatted());
    new TreeMap<>(ends)
        .forEach(
            (kind, states) -> text.append("| %s | %s |%n".formatted(kind, new TreeMap<>(states))));
    text.append("%n| what a process met | times |%n| --- | --: |%n".formatted());
    effects().forEach((effect, times) -> text.append("| %s | %d |%n".formatted(effect, times)));
    text.append("%nschedules that broke an invariant: %d%n".formatted(broken.get()));
    return text.toString();
  }
}

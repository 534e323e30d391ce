package io.clinker.simulation;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * Moves the engine's clock on while nobody works: a little at first, since a task may be on its way
 * to a node, then further and further. So waits cost nothing, and what stands still loses its
 * lease.
 */
final class TimeKeeper implements AutoCloseable {
  private static final Duration LOOK = Duration.ofNanos(500_000);
  private static final int LOOKS_BEFORE = 4;
  private static final long FIRST_MILLIS = 100;

  private final SimulatedEngine engine;
  private final IntSupplier tasks;
  private final LongSupplier stirs;
  private final AtomicLong skipped = new AtomicLong();
  private final Thread thread;
  private volatile long longestMillis = FIRST_MILLIS;

  /**
   * @param tasks how many tasks are worked at now
   * @param stirs grows with everything that anybody says to the engine or hears from it
   */
  TimeKeeper(SimulatedEngine engine, IntSupplier tasks, LongSupplier stirs) {
    this.engine = engine;
    this.tasks = tasks;
    this.stirs = stirs;
    this.thread = Thread.ofPlatform().daemon().name("time").start(this::run);
  }

  /**
   * From now on the clock moves by no more than this at once: whatever becomes due within one leap
   * comes at the same moment.
   */
  void leap(Duration longest) {
    longestMillis = longest.toMillis();
  }

  /** How far the clock was moved. */
  Duration skipped() {
    return Duration.ofMillis(skipped.get());
  }

  private void run() {
    int quiet = 0;
    long before = 0;
    while (pause()) {
      long now = stirs.getAsLong();
      quiet = now != before || tasks.getAsInt() > 0 ? 0 : quiet + 1;
      before = now;
      if (quiet > LOOKS_BEFORE) {
        long millis =
            Math.min(longestMillis, FIRST_MILLIS << Math.min(quiet - LOOKS_BEFORE - 1, 20));
        engine.skip(Duration.ofMillis(millis));
        skipped.addAndGet(millis);
      }
    }
  }

  private static boolean pause() {
    try {
      Thread.sleep(LOOK);
      return true;
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}

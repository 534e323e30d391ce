package io.clinker.gateway;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Growing pauses up to a deadline on the monotonic clock. */
final class Pace {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(4);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(50);

  private final long end;
  private long pause = FIRST_PAUSE.toNanos();

  Pace(Duration atMost) {
    this.end = System.nanoTime() + atMost.toNanos();
  }

  Duration left() {
    return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
  }

  /** False when the time is over. */
  boolean pause() {
    long left = end - System.nanoTime();
    if (left <= 0) {
      return false;
    }
    try {
      TimeUnit.NANOSECONDS.sleep(Math.min(left, pause));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
    pause = Math.min(LONGEST_PAUSE.toNanos(), pause + pause / 2);
    return true;
  }
}

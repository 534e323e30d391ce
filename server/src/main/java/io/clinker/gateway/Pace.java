package io.clinker.gateway;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Growing pauses up to a deadline on the monotonic clock. */
public final class Pace {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(4);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(50);

  private final long end;
  private final long longest;
  private long pause;

  /** For what is over soon. */
  Pace(Duration atMost) {
    this(atMost, FIRST_PAUSE, LONGEST_PAUSE);
  }

  /** Each pause is half as long again as the one before. */
  public Pace(Duration atMost, Duration first, Duration longest) {
    this.end = System.nanoTime() + atMost.toNanos();
    this.pause = first.toNanos();
    this.longest = longest.toNanos();
  }

  /** Zero when the time is over. */
  public Duration left() {
    return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
  }

  /** False when the time is over or the thread is told to stop. */
  public boolean pause() {
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
    pause = Math.min(longest, pause + pause / 2);
    return true;
  }
}

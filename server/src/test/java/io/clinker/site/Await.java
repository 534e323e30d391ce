package io.clinker.site;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits that end. */
public final class Await {
  private Await() {}

  /**
   * Returns when the condition holds.
   *
   * @throws IllegalStateException if it does not in time; says what was waited for
   */
  public static void until(String what, Duration atMost, Callable<Boolean> condition) {
    if (!holds(atMost, condition)) {
      throw new IllegalStateException("not in " + atMost.toSeconds() + " s: " + what);
    }
  }

  /**
   * Whether the condition came to hold in time; an exception or a failed assertion means that it
   * does not hold yet.
   */
  public static boolean holds(Duration atMost, Callable<Boolean> condition) {
    long end = System.nanoTime() + atMost.toNanos();
    while (true) {
      try {
        if (condition.call()) {
          return true;
        }
      } catch (Exception | AssertionError notYet) {
        // Asked again until the time is over.
      }
      if (System.nanoTime() > end) {
        return false;
      }
      sleep(Duration.ofMillis(50));
    }
  }

  public static void sleep(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", stopped);
    }
  }
}

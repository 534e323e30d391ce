package io.clinker.cli.dev;

import java.time.Duration;

/** Sleeping, in the two ways the launcher needs. */
final class Pause {
  private Pause() {}

  /** Sleeps for this long even when the thread is interrupted; the interrupt is kept. */
  static void uninterruptibly(Duration length) {
    long end = System.nanoTime() + length.toNanos();
    boolean interrupted = false;
    while (true) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        break;
      }
      try {
        Thread.sleep(Duration.ofNanos(left));
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sleeps; an interrupt ends it and means that the launcher is being stopped. */
  static void of(Duration length) throws InterruptedException {
    Thread.sleep(length);
  }
}

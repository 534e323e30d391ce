package io.clinker.clients;

import java.time.Duration;

/** The end of the time that several calls have together, on the monotonic clock. */
record Deadline(long nanos) {
  static Deadline in(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  /** What is left, negative when it is over. */
  Duration left() {
    return Duration.ofNanos(nanos - System.nanoTime());
  }
}

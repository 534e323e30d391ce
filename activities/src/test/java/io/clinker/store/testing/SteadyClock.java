package io.clinker.store.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The time of day as it was in the beginning and what has passed since: the machine's own may be
 * set back between two rows of which one is to be the later.
 */
final class SteadyClock implements InstantSource {
  private final Instant begin = Instant.now();
  private final long begun = System.nanoTime();

  @Override
  public Instant instant() {
    return begin.plus(Duration.ofNanos(System.nanoTime() - begun));
  }
}

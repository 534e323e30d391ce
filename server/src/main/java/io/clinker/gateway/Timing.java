package io.clinker.gateway;

import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;

/**
 * How the gateway measures and limits time.
 *
 * @param deadlines cuts calls that last too long
 * @param nanoTime a monotonic clock no slower than the engine's
 */
public record Timing(ScheduledExecutorService deadlines, LongSupplier nanoTime) {
  /** By the clock of this process. */
  public static Timing real(ScheduledExecutorService deadlines) {
    return new Timing(deadlines, System::nanoTime);
  }
}

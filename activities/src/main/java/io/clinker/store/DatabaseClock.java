package io.clinker.store;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The time of the database's server, as this process knows it without asking each time: what the
 * server said at the last look, and what the monotonic clock has counted since. The time of day of
 * the node itself may be wrong or jump without any row bearing a wrong time. May be used from any
 * thread.
 */
public final class DatabaseClock implements InstantSource {
  /** Two clocks of machines may part by this much of the time that passes. */
  private static final double DRIFT = 1e-4;

  /** More than one at a time, since the first answer after a rest may be slow. */
  private static final int LOOKS = 3;

  private final InstantSource own;
  private final LongSupplier nanoTime;
  private final AtomicReference<@Nullable Look> last = new AtomicReference<>();

  /**
   * What a look at the server told.
   *
   * @param at the monotonic time for which {@code time} was true
   * @param doubt by how many nanoseconds that may be wrong
   */
  private record Look(Instant time, long at, long doubt) {
    Instant timeAt(long now) {
      return time.plusNanos(now - at);
    }

    long doubtAt(long now) {
      return doubt + (long) ((now - at) * DRIFT);
    }
  }

  /** A clock that has not looked yet and shows the time of this machine. */
  public DatabaseClock() {
    this(InstantSource.system(), System::nanoTime);
  }

  DatabaseClock(InstantSource own, LongSupplier nanoTime) {
    this.own = own;
    this.nanoTime = nanoTime;
  }

  @Override
  public Instant instant() {
    Look look = last.get();
    return look == null ? own.instant() : look.timeAt(nanoTime.getAsLong());
  }

  /**
   * Looks at the server's clock. A slow answer is worth less than a quick one of a while ago,
   * unless the server's time was changed.
   *
   * @param server asks the server for its time
   */
  public void look(Supplier<Instant> server) {
    long before = nanoTime.getAsLong();
    Instant said = server.get();
    long after = nanoTime.getAsLong();
    long doubt = (after - before) / 2;
    Look look = new Look(said, before + doubt, doubt);
    Look known = last.get();
    if (known == null || doubt <= known.doubtAt(after) || contradict(known, look, after)) {
      last.set(look);
    }
  }

  /** Looks a few times, of which the best counts. */
  public void lookOften(Supplier<Instant> server) {
    for (int count = 0; count < LOOKS; count++) {
      look(server);
    }
  }

  private static boolean contradict(Look known, Look look, long now) {
    Duration apart = Duration.between(known.timeAt(now), look.timeAt(now)).abs();
    return apart.toNanos() > known.doubtAt(now) + look.doubt();
  }
}

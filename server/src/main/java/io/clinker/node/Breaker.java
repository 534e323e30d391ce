package io.clinker.node;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The circuit breaker between one node and one backend. While it is open the node takes no step of
 * the backend, so that nodes that still reach it do them. A probe that fails opens it and one that
 * succeeds closes it; calls that fail again and again although the probe succeeds open it only if
 * there is somebody to hand the work to, for a while that doubles each time. May be used from any
 * thread.
 */
final class Breaker {
  /** So many calls that fail one after another show that it is not one call's fault. */
  private static final int FAILURES = 5;

  private static final Duration SHORTEST = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofSeconds(80);

  private final BooleanSupplier othersServe;
  private final LongSupplier nanoTime;
  private final AtomicReference<Course> course = new AtomicReference<>(Course.START);

  /**
   * @param reason why it is open, null while it is closed
   * @param byCalls whether failed calls opened it, not the probe
   * @param until when a good probe may close what failed calls opened
   * @param pause how long failed calls open it next
   */
  private record Course(
      @Nullable String reason, boolean byCalls, int failures, long until, Duration pause) {
    static final Course START = new Course(null, false, 0, 0, SHORTEST);
  }

  Breaker(BooleanSupplier othersServe, LongSupplier nanoTime) {
    this.othersServe = othersServe;
    this.nanoTime = nanoTime;
  }

  /** Why no step is taken, empty while steps are taken. */
  Optional<String> openBecause() {
    return Optional.ofNullable(Objects.requireNonNull(course.get()).reason());
  }

  void probeSucceeded() {
    long now = nanoTime.getAsLong();
    course.updateAndGet(
        before -> {
          if (before.reason() == null || (before.byCalls() && now - before.until() < 0)) {
            return before;
          }
          // After failed calls the next failure suffices to open it again.
          return new Course(null, false, before.byCalls() ? FAILURES - 1 : 0, 0, before.pause());
        });
  }

  void probeFailed(String reason) {
    course.updateAndGet(before -> new Course(reason, false, before.failures(), 0, before.pause()));
  }

  void callSucceeded() {
    course.updateAndGet(
        before -> {
          // The usual case makes nothing new.
          if (before.failures() == 0 && before.pause().equals(SHORTEST)) {
            return before;
          }
          return before.reason() == null
              ? Course.START
              : new Course(before.reason(), before.byCalls(), 0, before.until(), SHORTEST);
        });
  }

  /** A call found that the backend does not answer as it should. */
  void callFailed(String reason) {
    boolean handOver = othersServe.getAsBoolean();
    long now = nanoTime.getAsLong();
    course.updateAndGet(
        before -> {
          int failures = before.failures() + 1;
          if (before.reason() != null || failures < FAILURES || !handOver) {
            return new Course(
                before.reason(), before.byCalls(), failures, before.until(), before.pause());
          }
          Duration longer = before.pause().multipliedBy(2);
          return new Course(
              reason,
              true,
              0,
              now + before.pause().toNanos(),
              longer.compareTo(LONGEST) > 0 ? LONGEST : longer);
        });
  }
}

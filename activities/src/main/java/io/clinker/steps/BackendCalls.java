package io.clinker.steps;

import io.clinker.driver.Driver;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.operations.Lane;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bulkhead of one backend at one node: its slots, and threads that no other backend shares. A
 * call that is told to stop and does not, or says nothing for too long, is given up: its slot is
 * free again, its step goes on at another node under a higher token, and its thread is counted
 * until it ends. May be used from any thread.
 */
public final class BackendCalls implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BackendCalls.class);
  private static final Duration SLOT_PATIENCE = Duration.ofSeconds(2);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);
  private static final Duration SOON = Duration.ofMillis(100);
  private static final long LOOK_MILLIS = 200;
  private static final int LATER_MILLIS = 1000;
  private static final int SHARED_LOOK_MILLIS = 50;

  private final String backend;
  private final Driver driver;
  private final CallLimits limits;
  private final SharedSlots shared;
  private final CallOutcomes outcomes;
  private final BlockingQueue<Integer> slots;
  private final BlockingQueue<Integer> longSlots;
  private final Map<String, Integer> longCallsOfProjects = new ConcurrentHashMap<>();
  private final Set<RunningStep> running = ConcurrentHashMap.newKeySet();
  private final AtomicInteger abandoned = new AtomicInteger();
  private final AtomicReference<@Nullable String> suspended = new AtomicReference<>();
  private final ExecutorService threads;

  public BackendCalls(
      String backend, Driver driver, CallLimits limits, SharedSlots shared, CallOutcomes outcomes) {
    this.outcomes = outcomes;
    this.backend = backend;
    this.driver = driver;
    this.limits = limits;
    this.shared = shared;
    this.slots = numbered(limits.calls());
    this.longSlots = numbered(limits.longCalls());
    this.threads =
        Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("calls-" + backend + "-", 0).factory());
  }

  /** A step as it asks for a slot. */
  record Asking(Lane lane, @Nullable String project, RunningStep step) {}

  /** No call is begun any more, for this reason; those that run go on. */
  public void suspend(String because) {
    suspended.set(because);
  }

  /** Calls are begun again. */
  public void resume() {
    suspended.set(null);
  }

  public CallLimits limits() {
    return limits;
  }

  public Driver driver() {
    return driver;
  }

  /** Calls that run for a step. */
  public int inFlight() {
    return running.size();
  }

  /** Calls that were given up and have not ended. */
  public int hanging() {
    return abandoned.get();
  }

  /** Whether more threads hang in the driver than the backend has slots. */
  public boolean isOverwhelmed() {
    return abandoned.get() >= limits.calls();
  }

  /** When the calls that run will have ended at their present pace; empty if one does not tell. */
  public OptionalLong estimateSeconds() {
    long longest = 0;
    for (RunningStep step : running) {
      OptionalLong left = step.secondsLeft();
      if (left.isEmpty()) {
        return OptionalLong.empty();
      }
      longest = Math.max(longest, left.getAsLong());
    }
    return OptionalLong.of(longest);
  }

  /**
   * Tells calls to stop at their next safe point and to leave their steps to another node.
   *
   * @return how many were told for the first time
   */
  public int handOver(Predicate<RunningStep> which) {
    int told = 0;
    for (RunningStep step : running) {
      if (which.test(step) && step.handOver()) {
        told++;
      }
    }
    return told;
  }

  /**
   * Calls the driver when a slot is free.
   *
   * @throws GivenBackException when this node does not do it now
   * @throws ClinkerException what the driver threw; CANCELLED when the step was told to stop
   */
  <R> R call(Asking asking, Function<Driver, R> work) {
    requireServing();
    if (asking.lane() == Lane.PROMPT) {
      return inSlot(asking, work);
    }
    return inShareOfProject(
        asking,
        () -> {
          Integer slot = take(longSlots, asking, "long calls");
          try {
            return inSlot(asking, work);
          } finally {
            longSlots.add(slot);
          }
        });
  }

  @FunctionalInterface
  private interface Inner<R> {
    R run();
  }

  private <R> R inShareOfProject(Asking asking, Inner<R> inner) {
    String project = asking.project();
    if (project == null) {
      return inner.run();
    }
    int now = longCallsOfProjects.merge(project, 1, Integer::sum);
    try {
      if (now > limits.longCallsPerProject()) {
        throw later(
            "the project has its share of long calls to backend %s at this node (%d)"
                .formatted(backend, limits.longCallsPerProject()));
      }
      return inner.run();
    } finally {
      longCallsOfProjects.computeIfPresent(
          project, (key, count) -> count > 1 ? Integer.valueOf(count - 1) : null);
    }
  }

  private <R> R inSlot(Asking asking, Function<Driver, R> work) {
    Integer slot = take(slots, asking, "calls");
    try {
      awaitShared(asking.step());
      return onItsOwnThread(asking.step(), work);
    } finally {
      slots.add(slot);
    }
  }

  private Integer take(BlockingQueue<Integer> from, Asking asking, String what) {
    long end = System.nanoTime() + SLOT_PATIENCE.toNanos();
    while (true) {
      Integer slot = poll(from);
      if (slot != null) {
        return slot;
      }
      requireServing();
      asking.step().requireGoingOn();
      if (System.nanoTime() > end) {
        throw later("all slots for %s to backend %s are in use".formatted(what, backend));
      }
    }
  }

  private @Nullable Integer poll(BlockingQueue<Integer> from) {
    try {
      return from.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw handedOver();
    }
  }

  private void awaitShared(RunningStep step) {
    long end = System.nanoTime() + SLOT_PATIENCE.toNanos();
    while (!shared.take(step.token())) {
      requireServing();
      step.requireGoingOn();
      if (System.nanoTime() > end) {
        throw later(
            "backend %s bears %d calls of all nodes at once"
                .formatted(backend, limits.callsOfAllNodes()));
      }
      pause();
    }
  }

  private void pause() {
    try {
      Thread.sleep(SHARED_LOOK_MILLIS + ThreadLocalRandom.current().nextLong(SHARED_LOOK_MILLIS));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw handedOver();
    }
  }

  private enum Course {
    /** No thread has begun with it. */
    SUBMITTED,
    RUNNING,
    ENDED,
    ABANDONED
  }

  private <R> R onItsOwnThread(RunningStep step, Function<Driver, R> work) {
    AtomicReference<Course> course = new AtomicReference<>(Course.SUBMITTED);
    running.add(step);
    Future<R> call =
        threads.submit(
            () -> {
              if (!course.compareAndSet(Course.SUBMITTED, Course.RUNNING)) {
                throw cancelled();
              }
              try {
                return work.apply(driver);
              } finally {
                giveBackShared(step);
                if (!course.compareAndSet(Course.RUNNING, Course.ENDED)) {
                  abandoned.decrementAndGet();
                }
              }
            });
    try {
      R result = await(step, call, course);
      outcomes.answered();
      return result;
    } catch (ClinkerException said) {
      tell(said);
      throw said;
    } finally {
      running.remove(step);
    }
  }

  private void tell(ClinkerException said) {
    switch (said.code()) {
      case BACKEND_UNAVAILABLE, OUTCOME_UNKNOWN -> outcomes.unanswered("" + said.getMessage());
      case CANCELLED, INTERNAL -> {
        // Says nothing about the backend.
      }
      case BACKEND_BUSY,
          BACKEND_FULL,
          BACKEND_REFUSED,
          OBJECT_MISSING,
          OBJECT_MISMATCH,
          STALE_TOKEN,
          INVALID_INPUT,
          NOT_FOUND,
          NOT_SUPPORTED,
          INVALID_STATE,
          OPERATION_IN_PROGRESS,
          IDEMPOTENCY_MISMATCH,
          QUOTA_EXCEEDED,
          NO_POOL_FITS,
          NO_POOL_UP,
          DEADLINE_PASSED ->
          outcomes.answered();
    }
  }

  private void giveBackShared(RunningStep step) {
    try {
      shared.giveBack(step.token());
    } catch (RuntimeException away) {
      // The next attempt takes it over, and the end of the operation frees it.
      LOG.atWarn()
          .addKeyValue("backend", backend)
          .addKeyValue("operation", step.token().operation())
          .setCause(away)
          .log("slot of all nodes not given back");
    }
  }

  private <R> R await(RunningStep step, Future<R> call, AtomicReference<Course> course) {
    long toldAt = 0;
    while (true) {
      try {
        return call.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException goesOn) {
        long now = System.nanoTime();
        if (step.isToldToStop()) {
          toldAt = toldAt == 0 ? now : toldAt;
          if (now - toldAt > STOP_PATIENCE.toNanos() && abandon(step, call, course)) {
            throw step.isHandedOver() ? handedOver() : cancelled();
          }
        } else if (step.silence().compareTo(limits.silence()) > 0 && abandon(step, call, course)) {
          throw new ClinkerException(
              ErrorCode.OUTCOME_UNKNOWN,
              "the call has told nothing for too long and was given up",
              Map.of("backend", backend, "limit", limits.silence().toString()));
        }
      } catch (ExecutionException failed) {
        throw causeOf(failed);
      } catch (InterruptedException stopped) {
        abandon(step, call, course);
        Thread.currentThread().interrupt();
        throw handedOver();
      }
    }
  }

  /** False: the call ended in this very moment. */
  private boolean abandon(RunningStep step, Future<?> call, AtomicReference<Course> course) {
    if (course.compareAndSet(Course.SUBMITTED, Course.ENDED)) {
      giveBackShared(step);
      return true;
    }
    // Counted before, so that the count is never below what hangs.
    abandoned.incrementAndGet();
    if (!course.compareAndSet(Course.RUNNING, Course.ABANDONED)) {
      abandoned.decrementAndGet();
      return false;
    }
    call.cancel(true);
    LOG.atWarn()
        .addKeyValue("backend", backend)
        .addKeyValue("operation", step.token().operation())
        .addKeyValue("hanging", abandoned.get())
        .log("call given up, its thread still runs");
    return true;
  }

  private void requireServing() {
    String because = suspended.get();
    if (because != null) {
      throw new GivenBackException(
          ErrorCode.BACKEND_UNAVAILABLE,
          "this node does not call backend %s: %s".formatted(backend, because),
          SOON.multipliedBy(2 + ThreadLocalRandom.current().nextInt(8)));
    }
  }

  private GivenBackException handedOver() {
    return new GivenBackException(
        ErrorCode.BACKEND_UNAVAILABLE, "handed over to another node", SOON);
  }

  private GivenBackException later(String reason) {
    return new GivenBackException(
        ErrorCode.BACKEND_BUSY,
        reason,
        Duration.ofMillis(LATER_MILLIS + ThreadLocalRandom.current().nextLong(LATER_MILLIS)));
  }

  private static ClinkerException cancelled() {
    return new ClinkerException(ErrorCode.CANCELLED, "the step was told to stop");
  }

  private static RuntimeException causeOf(ExecutionException failed) {
    Throwable cause = Objects.requireNonNullElse(failed.getCause(), failed);
    return switch (cause) {
      case RuntimeException known -> known;
      case Error error -> throw error;
      default -> ActivityErrors.internal(new IllegalStateException(cause));
    };
  }

  private static BlockingQueue<Integer> numbered(int count) {
    BlockingQueue<Integer> all = new LinkedBlockingQueue<>();
    for (int number = 1; number <= count; number++) {
      all.add(number);
    }
    return all;
  }

  /** Threads that hang are left behind; they are daemons. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}

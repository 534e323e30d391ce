package io.clinker.gateway;

import io.grpc.Context;
import io.grpc.Status;
import io.temporal.client.WorkflowUpdateHandle;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Calls of the engine that end in time, whatever it does. Any thread may call it. */
final class EngineCalls {
  private final Timing timing;

  EngineCalls(Timing timing) {
    this.timing = timing;
  }

  /**
   * What an update says. An engine may accept it and be silent then; the SDK asks on without an end
   * in threads that know of no deadline.
   */
  <T extends @Nullable Object> T answered(Duration limit, Callable<WorkflowUpdateHandle<T>> update)
      throws Exception {
    return within(
        limit,
        () -> {
          CompletableFuture<T> answer =
              update.call().getResultAsync(Math.max(1, limit.toMillis()), TimeUnit.MILLISECONDS);
          Context.current()
              .addListener(
                  over ->
                      answer.completeExceptionally(
                          Status.DEADLINE_EXCEEDED
                              .withCause(over.cancellationCause())
                              .asException()),
                  Runnable::run);
          return answer.get();
        });
  }

  /** The call's result, or its failure; DEADLINE_EXCEEDED as soon as the limit is over. */
  <T extends @Nullable Object> T within(Duration limit, Callable<T> call) throws Exception {
    Context.CancellableContext context =
        Context.current()
            .withDeadlineAfter(
                Math.max(1, limit.toMillis()), TimeUnit.MILLISECONDS, timing.deadlines());
    Cut cut = new Cut(Thread.currentThread());
    context.addListener(over -> cut.make(), Runnable::run);
    try {
      return context.call(call);
    } catch (Exception failure) {
      if (cut.end()) {
        throw Status.DEADLINE_EXCEEDED.withCause(failure).asException();
      }
      throw failure;
    } finally {
      // Once more: the call may have had its result in the moment in which it was cut.
      cut.end();
      context.cancel(null);
    }
  }

  /**
   * Wakes the caller when its time is over. Between two tries the SDK sleeps for up to some seconds
   * and looks at the deadline only afterwards.
   */
  private static final class Cut {
    private enum Course {
      RUNNING,
      CUTTING,
      CUT,
      ENDED
    }

    private final Thread caller;
    private final AtomicReference<Course> course = new AtomicReference<>(Course.RUNNING);

    Cut(Thread caller) {
      this.caller = caller;
    }

    void make() {
      if (course.compareAndSet(Course.RUNNING, Course.CUTTING)) {
        caller.interrupt();
        course.set(Course.CUT);
      }
    }

    /**
     * Nothing is cut any more; whether it was. Whoever is called by the caller from now on is not
     * interrupted by this.
     */
    boolean end() {
      if (course.compareAndSet(Course.RUNNING, Course.ENDED)) {
        return false;
      }
      while (course.get() == Course.CUTTING) {
        Thread.onSpinWait();
      }
      if (course.compareAndSet(Course.CUT, Course.ENDED)) {
        Thread.interrupted();
        return true;
      }
      return false;
    }
  }
}

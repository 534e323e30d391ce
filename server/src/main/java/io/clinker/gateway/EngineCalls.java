package io.clinker.gateway;

import io.grpc.Context;
import io.grpc.Status;
import io.temporal.client.WorkflowUpdateHandle;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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

  /** The call's result, or its failure when the limit is over. */
  <T extends @Nullable Object> T within(Duration limit, Callable<T> call) throws Exception {
    Context.CancellableContext context =
        Context.current()
            .withDeadlineAfter(
                Math.max(1, limit.toMillis()), TimeUnit.MILLISECONDS, timing.deadlines());
    try {
      return context.call(call);
    } finally {
      context.cancel(null);
    }
  }
}

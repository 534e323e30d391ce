package io.clinker.simulation;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueResponse;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueResponse;
import io.temporal.api.workflowservice.v1.RespondActivityTaskCanceledRequest;
import io.temporal.api.workflowservice.v1.RespondActivityTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.RespondActivityTaskFailedRequest;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedResponse;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskFailedRequest;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * All that one node says to the engine and hears from it. Knows which tasks the node has in hand;
 * can freeze the node, so that tasks which it was given are lost until it thaws, and can lose the
 * report of one task. May be used from any thread.
 */
final class NodeLine implements ClientInterceptor {
  /** A task that nobody reported in this time was dropped by the worker. */
  private static final Duration LONGEST_TASK = Duration.ofSeconds(2);

  private static final CompletableFuture<Void> OPEN = CompletableFuture.completedFuture(null);

  private final Map<ByteString, Task> inHand = new ConcurrentHashMap<>();
  private final Queue<WorkflowExecution> broken = new ConcurrentLinkedQueue<>();
  private final Set<String> lostReports = ConcurrentHashMap.newKeySet();
  private final AtomicLong stirs = new AtomicLong();
  private volatile CompletableFuture<Void> thawed = OPEN;

  private record Task(WorkflowExecution run, long since) {}

  /** Nothing is heard or said until {@link #thaw}; who tries to waits. */
  void freeze() {
    thawed = new CompletableFuture<>();
  }

  void thaw() {
    thawed.complete(null);
  }

  boolean isFrozen() {
    return !thawed.isDone();
  }

  /** Waits while the node is frozen. */
  void awaitThaw() {
    thawed.join();
  }

  /** The next report about a task of this workflow does not arrive, and its node is told so. */
  void loseReportOf(String workflowId) {
    lostReports.add(workflowId);
  }

  /** Every report arrives again. */
  void heal() {
    lostReports.clear();
    thaw();
  }

  /**
   * The next run that the engine has broken, if there is one: told to cancel a step that ended in
   * this moment, that server forgets the task in hand and never gives out another one.
   */
  @Nullable WorkflowExecution nextBroken() {
    return broken.poll();
  }

  /** How many tasks the node works at; none while it is frozen. */
  int tasks() {
    if (isFrozen()) {
      return 0;
    }
    long oldest = System.nanoTime() - LONGEST_TASK.toNanos();
    inHand.values().removeIf(task -> task.since() - oldest < 0);
    return inHand.size();
  }

  /** Grows with everything that is said or heard. */
  long stirs() {
    return stirs.get();
  }

  @Override
  public <Q, R> ClientCall<Q, R> interceptCall(
      MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
    awaitThaw();
    stirs.incrementAndGet();
    return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
      private volatile @Nullable ByteString reported;
      private volatile boolean lost;

      @Override
      public void start(Listener<R> listener, Metadata headers) {
        super.start(
            new SimpleForwardingClientCallListener<>(listener) {
              @Override
              public void onMessage(R message) {
                awaitThaw();
                taken(message);
                super.onMessage(message);
              }

              @Override
              public void onClose(Status status, Metadata trailers) {
                stirs.incrementAndGet();
                ByteString done = reported;
                if (done != null) {
                  ended(done, status);
                }
                super.onClose(status, trailers);
              }
            },
            headers);
      }

      @Override
      public void sendMessage(Q message) {
        ByteString token = tokenOf(message);
        reported = token;
        Task task = token == null ? null : inHand.get(token);
        if (task != null && lostReports.remove(task.run().getWorkflowId())) {
          lost = true;
        } else {
          super.sendMessage(message);
        }
      }

      @Override
      public void halfClose() {
        if (lost) {
          cancel("the report is lost", null);
        } else {
          super.halfClose();
        }
      }
    };
  }

  private void ended(ByteString token, Status status) {
    Task task = inHand.remove(token);
    if (task != null && status.getCode() == Status.Code.FAILED_PRECONDITION) {
      broken.add(task.run());
    }
  }

  private void taken(Object message) {
    switch (message) {
      case PollWorkflowTaskQueueResponse task -> taken(task);
      case RespondWorkflowTaskCompletedResponse more when more.hasWorkflowTask() ->
          taken(more.getWorkflowTask());
      case PollActivityTaskQueueResponse task when !task.getTaskToken().isEmpty() ->
          taken(task.getTaskToken(), task.getWorkflowExecution());
      default -> {
        // Gives the node nothing to do.
      }
    }
  }

  private void taken(PollWorkflowTaskQueueResponse task) {
    if (!task.getTaskToken().isEmpty()) {
      taken(task.getTaskToken(), task.getWorkflowExecution());
    }
  }

  private void taken(ByteString token, WorkflowExecution run) {
    inHand.put(token, new Task(run, System.nanoTime()));
  }

  private static @Nullable ByteString tokenOf(Object message) {
    return switch (message) {
      case RespondWorkflowTaskCompletedRequest report -> report.getTaskToken();
      case RespondWorkflowTaskFailedRequest report -> report.getTaskToken();
      case RespondActivityTaskCompletedRequest report -> report.getTaskToken();
      case RespondActivityTaskFailedRequest report -> report.getTaskToken();
      case RespondActivityTaskCanceledRequest report -> report.getTaskToken();
      default -> null;
    };
  }
}

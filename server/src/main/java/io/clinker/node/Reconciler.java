package io.clinker.node;

import io.clinker.model.ResourceRef;
import io.clinker.operations.OperationKind;
import io.clinker.operations.OperationState;
import io.clinker.store.OpenOperations;
import io.clinker.store.OpenOperations.Held;
import io.clinker.workflows.support.Fairness;
import io.clinker.workflows.support.Labels;
import io.clinker.workflows.support.Start;
import io.clinker.workflows.support.TaskQueues;
import io.clinker.workflows.support.Timeouts;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.micrometer.core.instrument.MeterRegistry;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.TerminateWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restarts open operations whose engine run is unknown to the engine or closed: after a loss or a
 * restore of the engine's store, a terminated run, or a run that closed without a settle. A run
 * that has not learned that its operation was superseded, and goes on with the steps of before, is
 * ended first. Every engine node does it; the workflow id and the run number let only one restart
 * take effect. What only a newer build can run is left to its nodes. One thread calls it.
 */
public final class Reconciler {
  private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);
  private static final int PAGE = 500;

  /** A run that knows of its hand-over has made way by then, although its worker may have died. */
  private static final Duration HAND_OVER = Duration.ofSeconds(10);

  private final EngineClient engine;
  private final OpenOperations operations;
  private final MeterRegistry metrics;
  private final Patience patience;
  private final Map<String, Long> lookedAt = new HashMap<>();

  /**
   * When an operation is looked at.
   *
   * @param youngest not before it is that old
   * @param lookAgain not again for so long
   */
  public record Patience(Duration youngest, Duration lookAgain) {
    /** Such that an engine with many open operations is not asked all the time. */
    public static Patience standard() {
      return new Patience(Duration.ofSeconds(5), Duration.ofSeconds(8));
    }
  }

  public Reconciler(
      EngineClient engine, OpenOperations operations, MeterRegistry metrics, Patience patience) {
    this.engine = engine;
    this.operations = operations;
    this.metrics = metrics;
    this.patience = patience;
  }

  /** Looks at every open operation that was not looked at lately. */
  public void round() {
    Set<String> open = new HashSet<>();
    @Nullable Held last = null;
    List<Held> page;
    do {
      page = operations.openOlderThan(patience.youngest(), PAGE, last);
      for (Held operation : page) {
        last = operation;
        Optional<OperationKind> kind = OperationKind.find(operation.kind());
        if (kind.isPresent()) {
          open.add(operation.id().value());
          look(operation, kind.get());
        }
      }
    } while (page.size() == PAGE);
    lookedAt.keySet().retainAll(open);
  }

  private void look(Held operation, OperationKind kind) {
    long now = System.nanoTime();
    Long before = lookedAt.get(operation.id().value());
    if (before != null && now - before < patience.lookAgain().toNanos()) {
      return;
    }
    lookedAt.put(operation.id().value(), now);
    if (runs(operation)) {
      return;
    }
    operations
        .find(operation.id())
        .filter(
            present -> !present.ended() && present.engineRunId().equals(operation.engineRunId()))
        .filter(present -> present.state() != OperationState.ABANDONED)
        .ifPresent(present -> restart(present, kind));
  }

  /** Whether the run that the operation's row names goes on with this operation. */
  private boolean runs(Held operation) {
    WorkflowExecution execution =
        WorkflowExecution.newBuilder()
            .setWorkflowId(operation.workflowId())
            .setRunId(operation.engineRunId())
            .build();
    try {
      WorkflowExecutionInfo run =
          asking()
              .describeWorkflowExecution(
                  DescribeWorkflowExecutionRequest.newBuilder()
                      .setNamespace(engine.settings().namespace())
                      .setExecution(execution)
                      .build())
              .getWorkflowExecutionInfo();
      if (run.getStatus() != WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING) {
        return false;
      }
      boolean another = !run.getType().getName().equals(operation.kind());
      if (!another || !isHandedOver(operation)) {
        return true;
      }
      end(operation, execution);
      return false;
    } catch (StatusRuntimeException failure) {
      if (failure.getStatus().getCode() == Status.Code.NOT_FOUND) {
        return false;
      }
      throw failure;
    }
  }

  private WorkflowServiceBlockingStub asking() {
    return engine
        .client()
        .getWorkflowServiceStubs()
        .blockingStub()
        .withDeadlineAfter(3, TimeUnit.SECONDS);
  }

  /** No operation supersedes one of its own kind, so only a run of another kind can be this. */
  private boolean isHandedOver(Held operation) {
    return operations.supersededLongAgo(
        ResourceRef.parse(operation.resource()), operation.engineRunId(), HAND_OVER);
  }

  /** What it carried out has ended, so nothing is lost with it. */
  private void end(Held operation, WorkflowExecution run) {
    asking()
        .terminateWorkflowExecution(
            TerminateWorkflowExecutionRequest.newBuilder()
                .setNamespace(engine.settings().namespace())
                .setWorkflowExecution(run)
                .setReason("superseded, and does not know it")
                .build());
    LOG.atWarn()
        .addKeyValue("operation", operation.id())
        .addKeyValue("engineRun", operation.engineRunId())
        .log("run ended that did not know that it was superseded");
  }

  private void restart(Held operation, OperationKind kind) {
    WorkflowStub run =
        engine
            .client()
            .newUntypedWorkflowStub(
                kind.word(),
                WorkflowOptions.newBuilder()
                    .setWorkflowId(operation.workflowId())
                    .setTaskQueue(TaskQueues.ENGINE)
                    .setWorkflowTaskTimeout(Timeouts.WORKFLOW_TASK)
                    .setWorkflowIdConflictPolicy(
                        WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_FAIL)
                    .setTypedSearchAttributes(
                        Labels.atStart(
                            kind,
                            ResourceRef.parse(operation.resource()),
                            operation.projectId(),
                            operation.requestId()))
                    .setPriority(Fairness.of(operation.projectId()))
                    .setStaticSummary(kind.word() + " " + operation.resource())
                    .build());
    try {
      run.start(Start.resume(operation.id(), operation.run()));
      metrics.counter("clinker.operations.restarted", "kind", kind.word()).increment();
      LOG.atInfo()
          .addKeyValue("operation", operation.id())
          .addKeyValue("run", operation.run() + 1)
          .log("operation restarted, the engine did not know its run as open");
    } catch (WorkflowExecutionAlreadyStarted already) {
      LOG.atDebug().addKeyValue("operation", operation.id()).log("restarted by another node");
    }
  }
}

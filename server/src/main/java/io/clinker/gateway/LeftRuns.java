package io.clinker.gateway;

import io.clinker.node.EngineClient;
import io.clinker.operations.OperationRequest;
import io.clinker.store.OpenOperations;
import io.temporal.client.WorkflowExecutionDescription;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends runs that do nothing any more and hold the name under which others would run. What cannot be
 * ended now is left to the next who meets it. Any thread may call it.
 */
final class LeftRuns {
  private static final Logger LOG = LoggerFactory.getLogger(LeftRuns.class);

  private final EngineClient engine;
  private final OpenOperations operations;
  private final EngineCalls calls;

  LeftRuns(EngineClient engine, OpenOperations operations, EngineCalls calls) {
    this.engine = engine;
    this.operations = operations;
    this.calls = calls;
  }

  /** A worker that died between its settle and its report leaves a run that only delays others. */
  void endSettledHolder(OperationRequest request) {
    try {
      WorkflowStub stub = engine.client().newUntypedWorkflowStub(request.resource().workflowId());
      WorkflowExecutionDescription holder = calls.within(Duration.ofSeconds(1), stub::describe);
      String runId = holder.getExecution().getRunId();
      if (operations.settledLongAgo(request.resource(), runId)) {
        terminate(request.resource().workflowId(), runId, "settled, but its worker died");
      }
    } catch (Exception failure) {
      LOG.atDebug().setCause(failure).log("holder not described");
    }
  }

  /** Whose admission was given up: whoever comes next need not wait for it. */
  void endOwnRun(OperationRequest request) {
    try {
      String workflowId = request.resource().workflowId();
      WorkflowStub stub = engine.client().newUntypedWorkflowStub(workflowId);
      WorkflowExecutionDescription present = calls.within(Duration.ofSeconds(1), stub::describe);
      if (request.requestId().equals(requestIdOf(present))) {
        terminate(workflowId, present.getExecution().getRunId(), "given up before admission");
      }
    } catch (Exception failure) {
      LOG.atDebug().setCause(failure).log("own run not ended");
    }
  }

  private static @Nullable String requestIdOf(WorkflowExecutionDescription run) {
    return run.getTypedSearchAttributes()
        .get(io.clinker.workflows.support.SearchAttributes.REQUEST);
  }

  private void terminate(String workflowId, String runId, String reason) throws Exception {
    WorkflowStub run =
        engine.client().newUntypedWorkflowStub(workflowId, Optional.of(runId), Optional.empty());
    calls.within(
        Duration.ofSeconds(1),
        () -> {
          run.terminate(reason);
          return reason;
        });
  }
}

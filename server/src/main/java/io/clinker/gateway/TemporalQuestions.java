package io.clinker.gateway;

import io.clinker.driver.ManageableObject;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.node.EngineClient;
import io.clinker.operations.ManageableQuery;
import io.clinker.workflows.ManageableListWorkflow;
import io.clinker.workflows.support.TaskQueues;
import io.clinker.workflows.support.Timeouts;
import io.grpc.StatusRuntimeException;
import io.temporal.client.WorkflowException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowServiceException;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.TemporalFailure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Asks backends through the engine, which knows who reaches them. */
public final class TemporalQuestions implements StorageQuestions {
  private static final Duration LIMIT = Timeouts.WHOLE_QUESTION.plusSeconds(5);

  private final EngineClient engine;
  private final EngineCalls calls;

  public TemporalQuestions(EngineClient engine, Timing timing) {
    this.engine = engine;
    this.calls = new EngineCalls(timing);
  }

  @Override
  public List<ManageableObject> manageable(String backend, ManageableQuery query) {
    if (!engine.isReachable()) {
      throw unanswered(backend, null);
    }
    ManageableListWorkflow question =
        engine
            .client()
            .newWorkflowStub(
                ManageableListWorkflow.class,
                WorkflowOptions.newBuilder()
                    .setTaskQueue(TaskQueues.ENGINE)
                    .setWorkflowId("question/" + UUID.randomUUID())
                    .setWorkflowTaskTimeout(Timeouts.WORKFLOW_TASK)
                    .setWorkflowExecutionTimeout(Timeouts.WHOLE_QUESTION)
                    .build());
    try {
      // The engine ends a question in time, but not one that it has died with.
      return calls.within(LIMIT, () -> question.list(backend, query));
    } catch (WorkflowServiceException | StatusRuntimeException failure) {
      throw unanswered(backend, failure);
    } catch (WorkflowException failure) {
      throw said(backend, failure);
    } catch (RuntimeException failure) {
      throw failure;
    } catch (Exception failure) {
      throw unanswered(backend, failure);
    }
  }

  private static ClinkerException said(String backend, WorkflowException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ApplicationFailure application) {
        for (ErrorCode code : ErrorCode.values()) {
          if (code.name().equals(application.getType())) {
            return new ClinkerException(code, application.getOriginalMessage(), Map.of(), failure);
          }
        }
      }
      if (!(cause instanceof TemporalFailure) && !(cause instanceof WorkflowException)) {
        break;
      }
    }
    return unanswered(backend, failure);
  }

  private static ClinkerException unanswered(String backend, @Nullable Throwable cause) {
    return new ClinkerException(
        ErrorCode.BACKEND_UNAVAILABLE,
        "no node that reaches the backend has answered in time",
        Map.of("backend", backend),
        cause);
  }
}

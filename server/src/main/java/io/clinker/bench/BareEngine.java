package io.clinker.bench;

import io.clinker.workflows.support.Timeouts;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.activity.LocalActivityOptions;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.client.UpdateOptions;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateStage;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerOptions;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.util.UUID;

/**
 * The engine alone: operations with the same engine transitions as a create and a delete (an update
 * with the start, a local activity, an activity on another queue, a local activity) whose steps do
 * nothing.
 */
final class BareEngine implements AutoCloseable {
  private static final String ENGINE_QUEUE = "bench-engine";
  private static final String STEP_QUEUE = "bench-step";

  private final WorkflowClient client;
  private final WorkerFactory factory;

  BareEngine(WorkflowClient client) {
    this.client = client;
    this.factory = WorkerFactory.newInstance(client);
    WorkerOptions pollers =
        WorkerOptions.newBuilder()
            .setMaxConcurrentWorkflowTaskPollers(2)
            .setMaxConcurrentActivityTaskPollers(2)
            .build();
    Worker engine = factory.newWorker(ENGINE_QUEUE, pollers);
    engine.registerWorkflowImplementationTypes(BareOperation.class);
    engine.registerActivitiesImplementations(new EmptyStep());
    factory.newWorker(STEP_QUEUE, pollers).registerActivitiesImplementations(new EmptyStep());
    factory.start();
  }

  /** Two operations one after the other on one id, as a create and a delete are. */
  Lifecycles.Lifecycle lifecycle() {
    return (accept, done) -> {
      String id = "bench/" + UUID.randomUUID();
      long start = System.nanoTime();
      operation(id, accept, start);
      done.add(System.nanoTime() - start);
      operation(id, null, start);
    };
  }

  private void operation(String id, @org.jspecify.annotations.Nullable Sample accept, long start) {
    WorkflowStub stub =
        client.newUntypedWorkflowStub(
            "bench-operation",
            WorkflowOptions.newBuilder()
                .setWorkflowId(id)
                .setTaskQueue(ENGINE_QUEUE)
                .setWorkflowTaskTimeout(Timeouts.WORKFLOW_TASK)
                .setWorkflowIdConflictPolicy(
                    WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_FAIL)
                .build());
    stub.executeUpdateWithStart(
        UpdateOptions.newBuilder(String.class)
            .setUpdateName("admit")
            .setWaitForStage(WorkflowUpdateStage.COMPLETED)
            .build(),
        new Object[0],
        new Object[0]);
    if (accept != null) {
      accept.add(System.nanoTime() - start);
    }
    stub.getResult(Void.class);
  }

  @Override
  public void close() {
    factory.shutdownNow();
  }

  /** A step that does nothing. */
  @ActivityInterface
  public interface Step {
    String nothing();
  }

  /** Does nothing. */
  public static final class EmptyStep implements Step {
    @Override
    public String nothing() {
      return "nothing";
    }
  }

  /** The shape of every operation. */
  @WorkflowInterface
  public interface Bare {
    @WorkflowMethod(name = "bench-operation")
    void run();

    @UpdateMethod(name = "admit")
    String admit();
  }

  /** Admit, one step, settle. */
  public static final class BareOperation implements Bare {
    private final Step local =
        Workflow.newLocalActivityStub(
            Step.class,
            LocalActivityOptions.newBuilder()
                .setScheduleToCloseTimeout(Duration.ofSeconds(5))
                .build());
    private final Step step =
        Workflow.newActivityStub(
            Step.class,
            ActivityOptions.newBuilder()
                .setTaskQueue(STEP_QUEUE)
                .setHeartbeatTimeout(Timeouts.HEARTBEAT)
                .setStartToCloseTimeout(Duration.ofMinutes(1))
                .build());
    private boolean admitted;

    @Override
    public void run() {
      local.nothing();
      admitted = true;
      step.nothing();
      local.nothing();
    }

    @Override
    public String admit() {
      Workflow.await(() -> admitted);
      return "admitted";
    }
  }
}

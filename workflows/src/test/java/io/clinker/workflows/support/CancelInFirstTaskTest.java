package io.clinker.workflows.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.driver.VolumeSource;
import io.clinker.model.OperationId;
import io.clinker.model.ResourceRef;
import io.clinker.model.Size;
import io.clinker.model.VolumeId;
import io.clinker.operations.Admittance;
import io.clinker.operations.Lane;
import io.clinker.operations.OperationInput;
import io.clinker.operations.OperationRequest;
import io.clinker.operations.Plan;
import io.clinker.operations.StepRecord;
import io.clinker.workflows.Workflows;
import io.clinker.workflows.testing.PatientWorkers;
import io.temporal.activity.Activity;
import io.temporal.activity.DynamicActivity;
import io.temporal.client.UpdateOptions;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateStage;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.common.converter.EncodedValues;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A worker that dies early leaves the admission and a cancel to one workflow task. The step that
 * was scheduled in it must be recorded although it was cancelled at once: the answer to the
 * admission is recorded behind it, and a replay that misses it there never gets past it.
 */
@Timeout(60)
final class CancelInFirstTaskTest {
  @AutoClose
  private final TestWorkflowEnvironment environment =
      TestWorkflowEnvironment.newInstance(
          TestEnvironmentOptions.newBuilder()
              .setUseTimeskipping(false)
              .setWorkflowClientOptions(
                  WorkflowClientOptions.newBuilder().setDataConverter(Payloads.converter()).build())
              .build());

  /**
   * The undo is ordered with the cancel. A create that ended before it would be one that the test
   * server refuses to cancel; the real one does not.
   */
  private final CountDownLatch undoing = new CountDownLatch(1);

  private final VolumeId volume = VolumeId.random();
  private final OperationRequest request =
      new OperationRequest(
          OperationId.random(),
          new OperationInput.CreateVolume(volume, 1, null, null, null, null, null, null, Map.of()),
          "p",
          "u",
          false,
          "req-1",
          null,
          null,
          10_000);

  @Test
  void replays() throws Exception {
    for (var key : SearchAttributes.all()) {
      environment.registerSearchAttribute(
          key.getName(), io.temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD);
    }
    Worker worker = environment.newWorker(TaskQueues.ENGINE, PatientWorkers.OPTIONS);
    worker.registerWorkflowImplementationTypes(
        Workflows.implementations().toArray(Class<?>[]::new));
    worker.registerActivitiesImplementations(new Everything());
    environment
        .newWorker(TaskQueues.backend("file", Lane.PROMPT), PatientWorkers.OPTIONS)
        .registerActivitiesImplementations(new Everything());
    Worker other = environment.newWorker("replay", PatientWorkers.OPTIONS);
    other.registerWorkflowImplementationTypes(Workflows.implementations().toArray(Class<?>[]::new));
    WorkflowStub run =
        environment
            .getWorkflowClient()
            .newUntypedWorkflowStub(
                "volume-create",
                WorkflowOptions.newBuilder()
                    .setWorkflowId(request.resource().workflowId())
                    .setTaskQueue(TaskQueues.ENGINE)
                    .build());
    run.start(Start.admit(request));
    // Nobody serves the queue yet: the update waits for the first workflow task.
    CompletableFuture<Void> cancelled =
        CompletableFuture.runAsync(() -> update(run, "cancel", String.class, request.operation()));
    Thread.sleep(300);
    environment.start();
    run.getResult(Void.class);
    cancelled.join();

    WorkflowExecutionHistory history =
        environment.getWorkflowClient().fetchHistory(request.resource().workflowId());
    assertThat(history.getEvents())
        .extracting(
            event -> event.getActivityTaskScheduledEventAttributes().getActivityType().getName())
        .contains("create-volume", "delete-volume");
    other.replayWorkflowExecution(history);
  }

  private static <R> void update(
      WorkflowStub run, String name, Class<R> result, Object... arguments) {
    run.startUpdate(
        UpdateOptions.<R>newBuilder()
            .setUpdateName(name)
            .setResultClass(result)
            .setWaitForStage(WorkflowUpdateStage.COMPLETED)
            .build(),
        arguments);
  }

  /** Every activity, as if the database and the storage did what they are told. */
  private final class Everything implements DynamicActivity {
    @Override
    public Object execute(EncodedValues arguments) {
      Map<ResourceRef, Long> fences = Map.of(volume.ref(), 1L);
      String type = Activity.getExecutionContext().getInfo().getActivityType();
      return switch (type) {
        case "admit" ->
            new Admittance.Admitted(
                request.operation(),
                1,
                fences,
                new Plan.CreateVolume(
                    volume, Size.ofGibibytes(1), new VolumeSource.Blank(), "file", null),
                false,
                null,
                3600,
                WorkflowVersion.NEWEST,
                null);
        case "request-cancel" -> null;
        case "begin-cleaning" -> fences;
        case "settle" -> true;
        default -> {
          if (type.equals("create-volume")) {
            await(undoing);
          } else if (type.equals("delete-volume")) {
            undoing.countDown();
          }
          yield new StepRecord(
              1, type, "done", 1, "node", null, null, Instant.EPOCH, Instant.EPOCH);
        }
      };
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}

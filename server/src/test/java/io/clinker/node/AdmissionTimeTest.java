package io.clinker.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.admission.Admission;
import io.clinker.operations.Admittance;
import io.clinker.operations.OperationRequest;
import io.clinker.steps.EngineActivitiesImpl;
import io.clinker.steps.FaultPoints;
import io.clinker.steps.StepJournal;
import io.clinker.steps.StepMetrics;
import io.clinker.store.testing.Rig;
import io.clinker.workflows.Workflows;
import io.clinker.workflows.support.Payloads;
import io.clinker.workflows.support.Start;
import io.clinker.workflows.support.TaskQueues;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerOptions;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A run waits for its admission as long as the request says, all attempts together: what is written
 * later would be known to nobody who could act on it.
 */
@Timeout(60)
class AdmissionTimeTest {
  private static final long MILLIS = 30_000;
  private static final Duration FIRST = Duration.ofMillis(1000);

  @AutoClose private final Rig rig = new Rig();

  @AutoClose
  private final TestWorkflowEnvironment environment =
      TestWorkflowEnvironment.newInstance(
          TestEnvironmentOptions.newBuilder()
              .setUseTimeskipping(false)
              .setWorkflowClientOptions(
                  WorkflowClientOptions.newBuilder().setDataConverter(Payloads.converter()).build())
              .build());

  private final List<Long> given = new CopyOnWriteArrayList<>();
  private final OperationRequest request = Rig.request(Rig.blank(1)).within(MILLIS);

  @BeforeEach
  void anEngine() {
    rig.backend("b", 100);
    Worker worker =
        environment.newWorker(
            TaskQueues.ENGINE,
            // The first task loads classes, on a busy machine for longer than the SDK's one second.
            WorkerOptions.newBuilder().setDefaultDeadlockDetectionTimeout(30_000).build());
    worker.registerWorkflowImplementationTypes(
        Workflows.implementations().toArray(Class<?>[]::new));
    worker.registerActivitiesImplementations(
        new EngineActivitiesImpl(
            failingFirst(),
            new StepJournal(rig.database().jdbi()),
            new StepMetrics(new SimpleMeterRegistry(), Set.of()),
            FaultPoints.NONE,
            Optional.empty()));
    environment.start();
  }

  /** The first attempt fails after a while, the next one would admit. */
  private Admission failingFirst() {
    return (Admission)
        Proxy.newProxyInstance(
            Admission.class.getClassLoader(),
            new Class<?>[] {Admission.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("admit")) {
                given.add(((OperationRequest) arguments[0]).admissionMillis());
                if (given.size() == 1) {
                  TimeUnit.MILLISECONDS.sleep(FIRST.toMillis());
                  throw new IllegalStateException("the database is away");
                }
                return new Admittance.Ended(null);
              }
              try {
                return method.invoke(rig.admission(), arguments);
              } catch (InvocationTargetException thrown) {
                throw thrown.getCause() == null ? thrown : thrown.getCause();
              }
            });
  }

  @Test
  void aRepeatHasWhatTheFirstAttemptHasLeft() {
    WorkflowStub run =
        environment
            .getWorkflowClient()
            .newUntypedWorkflowStub(
                request.kind().word(),
                WorkflowOptions.newBuilder()
                    .setWorkflowId(request.resource().workflowId())
                    .setTaskQueue(TaskQueues.ENGINE)
                    .build());
    run.start(Start.admit(request));
    run.getResult(Void.class);

    assertThat(given).hasSize(2);
    assertThat(given.get(0)).isBetween(FIRST.toMillis() + 1, MILLIS);
    assertThat(given.get(1)).isLessThanOrEqualTo(given.get(0) - FIRST.toMillis());
  }

  @Test
  void nothingIsBegunWhenNoTimeIsLeft() {
    assertThat(rig.admit(request.within(0))).isEqualTo(new Admittance.Ended(null));
    assertThat(rig.admit(request.within(-1))).isEqualTo(new Admittance.Ended(null));
    assertThat(rig.number("select count(*) from operation")).isZero();
  }
}

package io.clinker.workflows.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.model.ErrorCode;
import io.clinker.model.OperationId;
import io.clinker.model.ResourceRef;
import io.clinker.model.Size;
import io.clinker.model.VolumeId;
import io.clinker.operations.Admittance;
import io.clinker.operations.Lane;
import io.clinker.operations.OperationInput;
import io.clinker.operations.OperationRequest;
import io.clinker.operations.Outcome;
import io.clinker.operations.Plan;
import io.clinker.operations.StepRecord;
import io.clinker.steps.DriverActivities;
import io.clinker.steps.EngineActivities;
import io.clinker.workflows.Workflows;
import io.clinker.workflows.testing.PatientWorkers;
import io.temporal.activity.Activity;
import io.temporal.activity.DynamicActivity;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.converter.EncodedValues;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When an extend tells the compute service, and how it ends by what that answers. */
@Timeout(60)
final class TellsComputeTest {
  @AutoClose
  private final TestWorkflowEnvironment environment =
      TestWorkflowEnvironment.newInstance(
          TestEnvironmentOptions.newBuilder()
              .setWorkflowClientOptions(
                  WorkflowClientOptions.newBuilder().setDataConverter(Payloads.converter()).build())
              .build());

  private final VolumeId volume = VolumeId.random();
  private final OperationRequest request =
      new OperationRequest(
          OperationId.random(),
          new OperationInput.ExtendVolume(volume, 2, true),
          "p",
          "u",
          false,
          "req-1",
          null,
          null,
          10_000);
  private final List<String> called = new CopyOnWriteArrayList<>();
  private volatile Outcome settled = new Outcome.Cancelled();

  /** What the compute service and the storage are like. */
  private enum Case {
    TOLD,
    REFUSES,
    IS_AWAY,
    NODE_DIES_MEANWHILE,
    STORAGE_FAILS_AFTER_GROWING
  }

  private Outcome run(Case how, int version, boolean usedByServers) {
    for (var key : SearchAttributes.all()) {
      environment.registerSearchAttribute(
          key.getName(), io.temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD);
    }
    Cloud cloud = new Cloud(how, version, usedByServers);
    Worker worker = environment.newWorker(TaskQueues.ENGINE, PatientWorkers.OPTIONS);
    worker.registerWorkflowImplementationTypes(
        Workflows.implementations().toArray(Class<?>[]::new));
    worker.registerActivitiesImplementations(cloud);
    environment
        .newWorker(TaskQueues.backend("file", Lane.PROMPT), PatientWorkers.OPTIONS)
        .registerActivitiesImplementations(cloud);
    environment.start();
    WorkflowStub stub =
        environment
            .getWorkflowClient()
            .newUntypedWorkflowStub(
                "volume-extend",
                WorkflowOptions.newBuilder()
                    .setWorkflowId(request.resource().workflowId())
                    .setTaskQueue(TaskQueues.ENGINE)
                    .build());
    stub.start(Start.admit(request));
    stub.getResult(Void.class);
    return settled;
  }

  @Test
  void afterTheStorageHasGrown() {
    assertThat(run(Case.TOLD, WorkflowVersion.NEWEST, true)).isEqualTo(new Outcome.Succeeded());
    assertThat(called).containsExactly("extend-volume", "tell-compute");
  }

  @Test
  void aRefusalIsASuccessThatSaysSo() {
    assertThat(run(Case.REFUSES, WorkflowVersion.NEWEST, true))
        .isEqualTo(new Outcome.Succeeded(false, "refused"));
  }

  @Test
  void whoIsAwayIsTriedUntilTheTimeIsOver() {
    assertThat(run(Case.IS_AWAY, WorkflowVersion.NEWEST, true))
        .isInstanceOfSatisfying(
            Outcome.Succeeded.class,
            outcome -> {
              assertThat(outcome.foundDone()).isFalse();
              assertThat(outcome.untold()).contains("no answer");
            });
    assertThat(called).filteredOn("tell-compute"::equals).hasSizeGreaterThan(20);
  }

  @Test
  void anotherNodeTellsWhenTheFirstDiesMeanwhile() {
    assertThat(run(Case.NODE_DIES_MEANWHILE, WorkflowVersion.NEWEST, true))
        .isEqualTo(new Outcome.Succeeded());
    assertThat(called).containsExactly("extend-volume", "tell-compute", "tell-compute");
    // By its silence, and not when the time for one call is over.
    assertThat(
            environment
                .getWorkflowClient()
                .fetchHistory(request.resource().workflowId())
                .getEvents())
        .map(HistoryEvent::getActivityTaskScheduledEventAttributes)
        .filteredOn(scheduled -> scheduled.getActivityType().getName().equals("tell-compute"))
        .singleElement()
        .extracting(scheduled -> scheduled.getHeartbeatTimeout().getSeconds())
        .isEqualTo(Timeouts.HEARTBEAT.toSeconds());
  }

  @Test
  void anExtendThatWasToBeUndoneTellsToo() {
    assertThat(run(Case.STORAGE_FAILS_AFTER_GROWING, WorkflowVersion.NEWEST, true))
        .isEqualTo(new Outcome.Succeeded(true));
    assertThat(called).containsExactly("extend-volume", "find-size", "tell-compute");
  }

  @Test
  void nobodyIsToldOfAVolumeOfNoServer() {
    assertThat(run(Case.IS_AWAY, WorkflowVersion.NEWEST, false)).isEqualTo(new Outcome.Succeeded());
    assertThat(called).containsExactly("extend-volume");
  }

  @Test
  void norByBuildsThatDoNotKnowIt() {
    assertThat(run(Case.IS_AWAY, WorkflowVersion.TELLS_COMPUTE - 1, true))
        .isEqualTo(new Outcome.Succeeded());
    assertThat(called).containsExactly("extend-volume");
  }

  /** Every activity of an extend. */
  private final class Cloud implements DynamicActivity {
    private final Case how;
    private final int version;
    private final boolean usedByServers;

    Cloud(Case how, int version, boolean usedByServers) {
      this.how = how;
      this.version = version;
      this.usedByServers = usedByServers;
    }

    @Override
    public Object execute(EncodedValues arguments) {
      Map<ResourceRef, Long> fences = Map.of(volume.ref(), 1L);
      String type = Activity.getExecutionContext().getInfo().getActivityType();
      switch (type) {
        case "admit":
          return new Admittance.Admitted(
              request.operation(),
              1,
              fences,
              new Plan.ExtendVolume(volume, Size.ofGibibytes(2), "file", null, usedByServers),
              false,
              null,
              3600,
              version,
              null);
        case "begin-cleaning":
          return fences;
        case "settle":
          settled = arguments.get(2, Outcome.class);
          return true;
        default:
          called.add(type);
          return type.equals("tell-compute") ? told() : step(type);
      }
    }

    private EngineActivities.Told told() {
      return switch (how) {
        case TOLD, STORAGE_FAILS_AFTER_GROWING -> new EngineActivities.Told(null, null);
        case REFUSES -> new EngineActivities.Told("refused", null);
        case NODE_DIES_MEANWHILE -> {
          if (Activity.getExecutionContext().getInfo().getAttempt() == 1) {
            Activity.getExecutionContext().doNotCompleteOnReturn();
          }
          yield new EngineActivities.Told(null, null);
        }
        case IS_AWAY ->
            throw ApplicationFailure.newFailure("no answer", ErrorCode.COMPUTE_UNAVAILABLE.name());
      };
    }

    private StepRecord step(String type) {
      if (how == Case.STORAGE_FAILS_AFTER_GROWING && type.equals("extend-volume")) {
        throw ApplicationFailure.newFailure("refused", ErrorCode.BACKEND_REFUSED.name());
      }
      String state = type.equals("find-size") ? DriverActivities.ALREADY : "done";
      return new StepRecord(1, type, state, 1, "node", null, null, Instant.EPOCH, Instant.EPOCH);
    }
  }
}

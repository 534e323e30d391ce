package io.clinker.node;

import io.clinker.clients.Compute;
import io.clinker.driver.Driver;
import io.clinker.steps.BackendCalls;
import io.clinker.steps.CallLimits;
import io.clinker.steps.CallOutcomes;
import io.clinker.steps.DriverActivities;
import io.clinker.steps.EngineActivitiesImpl;
import io.clinker.steps.FaultPoints;
import io.clinker.steps.SharedSlots;
import io.clinker.steps.StepJournal;
import io.clinker.steps.StepMetrics;
import io.clinker.store.testing.Rig;
import io.clinker.workflows.support.Payloads;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.temporal.activity.ActivityOptions;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.common.RetryOptions;
import io.temporal.testing.TestActivityEnvironment;
import io.temporal.testing.TestEnvironmentOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** What tests of activities without a workflow begin with. */
final class Activities {
  private Activities() {}

  /** Calls activities with arguments written as the service writes them. */
  static TestActivityEnvironment environment() {
    return TestActivityEnvironment.newInstance(
        TestEnvironmentOptions.newBuilder()
            .setWorkflowClientOptions(
                WorkflowClientOptions.newBuilder().setDataConverter(Payloads.converter()).build())
            .build());
  }

  /** The steps of a node, none of which is tried again. */
  static DriverActivities steps(TestActivityEnvironment environment) {
    return environment.newActivityStub(
        DriverActivities.class,
        ActivityOptions.newBuilder()
            .setStartToCloseTimeout(Duration.ofSeconds(30))
            .setRetryOptions(RetryOptions.newBuilder().setMaximumAttempts(1).build())
            .build());
  }

  /** Calls of a driver of which four may be under way at once, and whose ends nobody is told. */
  static BackendCalls calls(String backend, Driver driver) {
    return new BackendCalls(
        backend,
        driver,
        new CallLimits(4, 4, 4, 0, CallLimits.STANDARD_SILENCE),
        SharedSlots.UNLIMITED,
        CallOutcomes.UNHEARD);
  }

  /** The bookkeeping of a node on the rig's database. */
  static EngineActivitiesImpl bookkeeping(Rig rig, Optional<Compute> compute) {
    return new EngineActivitiesImpl(
        rig.admission(),
        new StepJournal(rig.database().jdbi()),
        new StepMetrics(new SimpleMeterRegistry(), Set.of()),
        FaultPoints.NONE,
        compute);
  }
}

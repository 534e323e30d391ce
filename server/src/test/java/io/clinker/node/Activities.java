package io.clinker.node;

import io.clinker.clients.Compute;
import io.clinker.steps.EngineActivitiesImpl;
import io.clinker.steps.FaultPoints;
import io.clinker.steps.StepJournal;
import io.clinker.steps.StepMetrics;
import io.clinker.store.testing.Rig;
import io.clinker.workflows.support.Payloads;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.testing.TestActivityEnvironment;
import io.temporal.testing.TestEnvironmentOptions;
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

package io.clinker.workflows;

import io.clinker.operations.Outcome;
import io.clinker.operations.Plan;
import io.clinker.steps.DriverActivities;
import io.clinker.workflows.support.OperationFrame;
import io.clinker.workflows.support.Start;
import io.clinker.workflows.support.Steps;
import java.util.Optional;

/** Makes a volume larger, also while hosts write to it. */
public final class VolumeExtend extends OperationFrame<Plan.ExtendVolume>
    implements VolumeExtendWorkflow {
  public VolumeExtend() {
    super(Plan.ExtendVolume.class);
  }

  @Override
  public void run(Start start) {
    execute(start);
  }

  @Override
  protected void steps(Plan.ExtendVolume plan, Steps steps) {
    steps.undoWith(
        "find-size",
        plan.backend(),
        plan.exportHost(),
        (driver, ticket) -> driver.findSize(ticket, plan.volume(), plan.size()),
        found -> {
          if (!found.state().equals(DriverActivities.ALREADY)) {
            return Optional.empty();
          }
          if (plan.usedByServers()) {
            steps.tellComputeAtTheEnd();
          }
          return Optional.of(new Outcome.Succeeded(true, steps.untold()));
        });
    steps.act(
        "extend-volume",
        plan.backend(),
        plan.exportHost(),
        (driver, ticket) -> driver.extendVolume(ticket, plan.volume(), plan.size()));
    if (plan.usedByServers()) {
      steps.tellCompute();
    }
  }
}

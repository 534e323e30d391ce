package io.clinker.workflows;

import io.clinker.operations.Plan;
import io.clinker.workflows.support.OperationFrame;
import io.clinker.workflows.support.Start;
import io.clinker.workflows.support.Steps;

/** Takes a volume that no row knew under the fence of its new row. */
public final class VolumeAdopt extends OperationFrame<Plan.AdoptVolume>
    implements VolumeAdoptWorkflow {
  public VolumeAdopt() {
    super(Plan.AdoptVolume.class);
  }

  @Override
  public void run(Start start) {
    execute(start);
  }

  @Override
  protected void steps(Plan.AdoptVolume plan, Steps steps) {
    steps.undoWith("seal", plan.backend(), null, (driver, ticket) -> driver.seal(ticket));
    steps.act(
        "adopt-volume",
        plan.backend(),
        null,
        (driver, ticket) -> driver.adoptVolume(ticket, plan.volume(), plan.size()));
  }
}

package io.clinker.workflows;

import io.clinker.operations.Plan;
import io.clinker.workflows.support.OperationFrame;
import io.clinker.workflows.support.Start;
import io.clinker.workflows.support.Steps;

/** Shuts out the operation that it has ended and reads what that one left. */
public final class VolumeResetStatus extends OperationFrame<Plan.ReadVolume>
    implements VolumeResetStatusWorkflow {
  public VolumeResetStatus() {
    super(Plan.ReadVolume.class);
  }

  @Override
  public void run(Start start) {
    execute(start);
  }

  @Override
  protected void steps(Plan.ReadVolume plan, Steps steps) {
    steps.undoWith("seal", plan.backend(), null, (driver, ticket) -> driver.seal(ticket));
    steps.act(
        "read-volume",
        plan.backend(),
        plan.exportHost(),
        (driver, ticket) ->
            driver.readVolume(ticket, plan.volume(), plan.snapshots(), plan.mustExist()));
  }

  @Override
  protected String notCancellableBecause() {
    return "the operation that it has ended cannot be brought back";
  }
}

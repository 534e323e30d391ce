package io.clinker.workflows;

import io.clinker.operations.Plan;
import io.clinker.workflows.support.OperationFrame;
import io.clinker.workflows.support.Start;
import io.clinker.workflows.support.Steps;

/** Puts the contents of the newest snapshot back into its volume. */
public final class VolumeRevert extends OperationFrame<Plan.RevertVolume>
    implements VolumeRevertWorkflow {
  public VolumeRevert() {
    super(Plan.RevertVolume.class);
  }

  @Override
  public void run(Start start) {
    execute(start);
  }

  @Override
  protected void steps(Plan.RevertVolume plan, Steps steps) {
    steps.undoWith("seal", plan.backend(), null, (driver, ticket) -> driver.seal(ticket));
    steps.actLong(
        "revert-volume",
        plan.backend(),
        null,
        (driver, ticket) -> driver.revertVolume(ticket, plan.volume(), plan.snapshot()));
  }

  @Override
  protected String notCancellableBecause() {
    return "a revert that has begun cannot be undone";
  }
}

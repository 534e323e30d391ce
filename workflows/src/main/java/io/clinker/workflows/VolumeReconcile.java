package io.clinker.workflows;

import io.clinker.operations.Plan;
import io.clinker.workflows.support.OperationFrame;
import io.clinker.workflows.support.Start;
import io.clinker.workflows.support.Steps;

/** Reads what the storage holds of a volume; its end sets what is true. */
public final class VolumeReconcile extends OperationFrame<Plan.ReadVolume>
    implements VolumeReconcileWorkflow {
  public VolumeReconcile() {
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
}

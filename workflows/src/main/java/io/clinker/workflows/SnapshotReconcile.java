package io.clinker.workflows;

import io.clinker.operations.Plan;
import io.clinker.workflows.support.OperationFrame;
import io.clinker.workflows.support.Start;
import io.clinker.workflows.support.Steps;

/** Reads what the storage holds of a snapshot; its end sets what is true. */
public final class SnapshotReconcile extends OperationFrame<Plan.ReadSnapshot>
    implements SnapshotReconcileWorkflow {
  public SnapshotReconcile() {
    super(Plan.ReadSnapshot.class);
  }

  @Override
  public void run(Start start) {
    execute(start);
  }

  @Override
  protected void steps(Plan.ReadSnapshot plan, Steps steps) {
    steps.undoWith("seal", plan.backend(), null, (driver, ticket) -> driver.seal(ticket));
    steps.act(
        "read-snapshot",
        plan.backend(),
        null,
        (driver, ticket) -> driver.readSnapshot(ticket, plan.snapshot(), plan.mustExist()));
  }
}

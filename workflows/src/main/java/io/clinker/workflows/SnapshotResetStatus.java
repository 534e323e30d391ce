package io.clinker.workflows;

import io.clinker.operations.Plan;
import io.clinker.workflows.support.OperationFrame;
import io.clinker.workflows.support.Start;
import io.clinker.workflows.support.Steps;

/** Shuts out the operation that it has ended and reads what that one left. */
public final class SnapshotResetStatus extends OperationFrame<Plan.ReadSnapshot>
    implements SnapshotResetStatusWorkflow {
  public SnapshotResetStatus() {
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

  @Override
  protected String notCancellableBecause() {
    return "the operation that it has ended cannot be brought back";
  }
}

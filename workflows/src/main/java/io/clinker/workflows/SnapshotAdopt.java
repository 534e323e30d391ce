package io.clinker.workflows;

import io.clinker.operations.Plan;
import io.clinker.workflows.support.OperationFrame;
import io.clinker.workflows.support.Start;
import io.clinker.workflows.support.Steps;

/** Takes a snapshot that no row knew under the fence of its new row. */
public final class SnapshotAdopt extends OperationFrame<Plan.AdoptSnapshot>
    implements SnapshotAdoptWorkflow {
  public SnapshotAdopt() {
    super(Plan.AdoptSnapshot.class);
  }

  @Override
  public void run(Start start) {
    execute(start);
  }

  @Override
  protected void steps(Plan.AdoptSnapshot plan, Steps steps) {
    steps.undoWith("seal", plan.backend(), null, (driver, ticket) -> driver.seal(ticket));
    steps.act(
        "adopt-snapshot",
        plan.backend(),
        null,
        (driver, ticket) ->
            driver.adoptSnapshot(ticket, plan.snapshot(), plan.volume(), plan.size()));
  }
}

package io.clinker.workflows;

import io.clinker.operations.Plan;
import io.clinker.workflows.support.OperationFrame;
import io.clinker.workflows.support.Start;
import io.clinker.workflows.support.Steps;

/** Takes a foreign snapshot over as one of ours. */
public final class SnapshotManage extends OperationFrame<Plan.ManageSnapshot>
    implements SnapshotManageWorkflow {
  public SnapshotManage() {
    super(Plan.ManageSnapshot.class);
  }

  @Override
  public void run(Start start) {
    execute(start);
  }

  @Override
  protected void steps(Plan.ManageSnapshot plan, Steps steps) {
    steps.undoWith(
        "give-back-snapshot",
        plan.backend(),
        null,
        (driver, ticket) -> driver.giveBackSnapshot(ticket, plan.snapshot(), plan.volume()));
    steps.act(
        "manage-snapshot",
        plan.backend(),
        null,
        (driver, ticket) ->
            driver.manageSnapshot(
                ticket, plan.snapshot(), plan.volume(), plan.reference(), plan.atMost()));
  }
}

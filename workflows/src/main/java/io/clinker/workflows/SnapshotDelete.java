package io.clinker.workflows;

import io.clinker.operations.Plan;
import io.clinker.workflows.support.OperationFrame;
import io.clinker.workflows.support.Start;
import io.clinker.workflows.support.Steps;

/** Makes a snapshot not exist; volumes made from it stay whole. */
public final class SnapshotDelete extends OperationFrame<Plan.DeleteSnapshot>
    implements SnapshotDeleteWorkflow {
  public SnapshotDelete() {
    super(Plan.DeleteSnapshot.class);
  }

  @Override
  public void run(Start start) {
    execute(start);
  }

  @Override
  protected void steps(Plan.DeleteSnapshot plan, Steps steps) {
    remove(plan, steps);
  }

  /** The steps for one snapshot, also as a member of a group snapshot. */
  static void remove(Plan.DeleteSnapshot plan, Steps steps) {
    steps.undoWith("seal", plan.backend(), null, (driver, ticket) -> driver.seal(ticket));
    steps.actLong(
        "delete-snapshot",
        plan.backend(),
        null,
        (driver, ticket) -> driver.deleteSnapshot(ticket, plan.snapshot(), plan.volume()));
  }

  @Override
  protected String notCancellableBecause() {
    return "a delete that has begun cannot be undone";
  }
}

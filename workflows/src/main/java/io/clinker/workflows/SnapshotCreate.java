package io.clinker.workflows;

import io.clinker.operations.Plan;
import io.clinker.workflows.support.OperationFrame;
import io.clinker.workflows.support.Start;
import io.clinker.workflows.support.Steps;

/** Makes a snapshot of a volume, also while hosts write to it. */
public final class SnapshotCreate extends OperationFrame<Plan.CreateSnapshot>
    implements SnapshotCreateWorkflow {
  public SnapshotCreate() {
    super(Plan.CreateSnapshot.class);
  }

  @Override
  public void run(Start start) {
    execute(start);
  }

  @Override
  protected void steps(Plan.CreateSnapshot plan, Steps steps) {
    make(plan, steps);
  }

  /** The steps for one snapshot, also as a member of a group snapshot. */
  static void make(Plan.CreateSnapshot plan, Steps steps) {
    steps.takeTicket(plan.volume().ref());
    steps.undoWith(
        "delete-snapshot",
        plan.backend(),
        null,
        (driver, ticket) -> driver.deleteSnapshot(ticket, plan.snapshot(), plan.volume()));
    steps.actLong(
        "create-snapshot",
        plan.backend(),
        plan.exportHost(),
        (driver, ticket) -> driver.createSnapshot(ticket, plan.snapshot(), plan.volume()));
  }
}

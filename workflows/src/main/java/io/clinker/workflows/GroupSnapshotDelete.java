package io.clinker.workflows;

import io.clinker.operations.Plan;
import io.clinker.workflows.support.OperationFrame;
import io.clinker.workflows.support.Start;
import io.clinker.workflows.support.Steps;

/** Makes the members of a group snapshot not exist, one after the other. */
public final class GroupSnapshotDelete extends OperationFrame<Plan.DeleteGroupSnapshot>
    implements GroupSnapshotDeleteWorkflow {
  public GroupSnapshotDelete() {
    super(Plan.DeleteGroupSnapshot.class);
  }

  @Override
  public void run(Start start) {
    execute(start);
  }

  @Override
  protected void steps(Plan.DeleteGroupSnapshot plan, Steps steps) {
    plan.snapshots().forEach(snapshot -> SnapshotDelete.remove(snapshot, steps));
  }

  @Override
  protected String notCancellableBecause() {
    return "a delete that has begun cannot be undone";
  }
}

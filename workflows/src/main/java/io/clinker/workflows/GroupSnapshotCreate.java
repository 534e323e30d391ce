package io.clinker.workflows;

import io.clinker.operations.Plan;
import io.clinker.workflows.support.OperationFrame;
import io.clinker.workflows.support.Start;
import io.clinker.workflows.support.Steps;

/** Makes a snapshot of every volume of a group, all of them or none. */
public final class GroupSnapshotCreate extends OperationFrame<Plan.CreateGroupSnapshot>
    implements GroupSnapshotCreateWorkflow {
  public GroupSnapshotCreate() {
    super(Plan.CreateGroupSnapshot.class);
  }

  @Override
  public void run(Start start) {
    execute(start);
  }

  @Override
  protected void steps(Plan.CreateGroupSnapshot plan, Steps steps) {
    plan.snapshots().forEach(snapshot -> SnapshotCreate.make(snapshot, steps));
  }
}

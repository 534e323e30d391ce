package io.clinker.workflows;

import io.clinker.operations.Plan;
import io.clinker.workflows.support.OperationFrame;
import io.clinker.workflows.support.Start;
import io.clinker.workflows.support.Steps;

/** Makes the volumes of a group not exist, one after the other. */
public final class GroupDelete extends OperationFrame<Plan.DeleteGroup>
    implements GroupDeleteWorkflow {
  public GroupDelete() {
    super(Plan.DeleteGroup.class);
  }

  @Override
  public void run(Start start) {
    execute(start);
  }

  @Override
  protected void steps(Plan.DeleteGroup plan, Steps steps) {
    plan.volumes().forEach(volume -> VolumeDelete.remove(volume, steps));
  }

  @Override
  protected String notCancellableBecause() {
    return "a delete that has begun cannot be undone";
  }
}

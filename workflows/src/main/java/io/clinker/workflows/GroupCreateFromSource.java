package io.clinker.workflows;

import io.clinker.operations.Plan;
import io.clinker.workflows.support.OperationFrame;
import io.clinker.workflows.support.Start;
import io.clinker.workflows.support.Steps;

/** Copies every volume of a group snapshot or of another group, all of them or none. */
public final class GroupCreateFromSource extends OperationFrame<Plan.CreateGroup>
    implements GroupCreateFromSourceWorkflow {
  public GroupCreateFromSource() {
    super(Plan.CreateGroup.class);
  }

  @Override
  public void run(Start start) {
    execute(start);
  }

  @Override
  protected void steps(Plan.CreateGroup plan, Steps steps) {
    plan.volumes().forEach(volume -> VolumeCreate.make(volume, plan.backend(), steps));
  }
}

package io.clinker.workflows;

import io.clinker.operations.Plan;
import io.clinker.workflows.support.OperationFrame;
import io.clinker.workflows.support.Start;
import io.clinker.workflows.support.Steps;

/** Makes a group without volumes, which ends in admission. */
public final class GroupCreate extends OperationFrame<Plan.Nothing> implements GroupCreateWorkflow {
  public GroupCreate() {
    super(Plan.Nothing.class);
  }

  @Override
  public void run(Start start) {
    execute(start);
  }

  @Override
  protected void steps(Plan.Nothing plan, Steps steps) {
    throw new IllegalStateException("admission has settled, no step is left: " + plan + steps);
  }
}

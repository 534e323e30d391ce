package io.clinker.workflows;

import io.clinker.operations.Plan;
import io.clinker.workflows.support.OperationFrame;
import io.clinker.workflows.support.Start;
import io.clinker.workflows.support.Steps;

/** Adds and takes away volumes of a group, which ends in admission. */
public final class GroupUpdate extends OperationFrame<Plan.Nothing> implements GroupUpdateWorkflow {
  public GroupUpdate() {
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

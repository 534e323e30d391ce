package io.clinker.workflows;

import io.clinker.operations.Plan;
import io.clinker.workflows.support.OperationFrame;
import io.clinker.workflows.support.Start;
import io.clinker.workflows.support.Steps;

/**
 * Gives a volume another type where it is. Nothing on the storage changes by that, so admission
 * does all of it, or finds that the volume would have to move.
 */
public final class VolumeRetype extends OperationFrame<Plan.Nothing>
    implements VolumeRetypeWorkflow {
  public VolumeRetype() {
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

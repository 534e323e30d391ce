package io.clinker.workflows;

import io.clinker.operations.Plan;
import io.clinker.workflows.support.OperationFrame;
import io.clinker.workflows.support.Start;
import io.clinker.workflows.support.Steps;

/** Records that the host has connected; admission does all of it. */
public final class AttachmentComplete extends OperationFrame<Plan.Nothing>
    implements AttachmentCompleteWorkflow {
  public AttachmentComplete() {
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

package io.clinker.workflows;

import io.clinker.operations.Plan;
import io.clinker.workflows.support.OperationFrame;
import io.clinker.workflows.support.Start;
import io.clinker.workflows.support.Steps;

/** Removes an attachment: the host is cut off from the volume. */
public final class AttachmentDelete extends OperationFrame<Plan.Disconnect>
    implements AttachmentDeleteWorkflow {
  public AttachmentDelete() {
    super(Plan.Disconnect.class);
  }

  @Override
  public void run(Start start) {
    execute(start);
  }

  @Override
  protected void steps(Plan.Disconnect plan, Steps steps) {
    steps.undoWith(
        "seal", plan.backend(), plan.exportHost(), (driver, ticket) -> driver.seal(ticket));
    steps.act(
        "disconnect",
        plan.backend(),
        plan.exportHost(),
        (driver, ticket) -> driver.disconnect(ticket, plan.attachment(), plan.volume()));
  }

  @Override
  protected String notCancellableBecause() {
    return "a detach that has begun cannot be undone";
  }
}

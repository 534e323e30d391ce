package io.clinker.workflows;

import io.clinker.operations.Plan;
import io.clinker.workflows.support.OperationFrame;
import io.clinker.workflows.support.Start;
import io.clinker.workflows.support.Steps;

/** Makes an attachment with its connector: the volume is exported to the host. */
public final class AttachmentCreate extends OperationFrame<Plan.Connect>
    implements AttachmentCreateWorkflow {
  public AttachmentCreate() {
    super(Plan.Connect.class);
  }

  @Override
  public void run(Start start) {
    execute(start);
  }

  @Override
  protected void steps(Plan.Connect plan, Steps steps) {
    steps.undoWith(
        "disconnect",
        plan.backend(),
        plan.exportHost(),
        (driver, ticket) -> driver.disconnect(ticket, plan.attachment(), plan.volume()));
    steps.act(
        "connect",
        plan.backend(),
        plan.exportHost(),
        (driver, ticket) -> driver.connect(ticket, plan.attachment()));
  }
}

package io.clinker.workflows;

import io.clinker.operations.Plan;
import io.clinker.workflows.support.OperationFrame;
import io.clinker.workflows.support.Start;
import io.clinker.workflows.support.Steps;

/**
 * Takes something foreign over as a volume: looks how large it is, takes quota and space, takes it.
 */
public final class VolumeManage extends OperationFrame<Plan.ManageVolume>
    implements VolumeManageWorkflow {
  public VolumeManage() {
    super(Plan.ManageVolume.class);
  }

  @Override
  public void run(Start start) {
    execute(start);
  }

  @Override
  protected void steps(Plan.ManageVolume plan, Steps steps) {
    steps.undoWith(
        "give-back-volume",
        plan.backend(),
        null,
        (driver, ticket) -> driver.giveBackVolume(ticket, plan.volume()));
    steps.act(
        "find-manageable",
        plan.backend(),
        null,
        (driver, ticket) -> driver.findManageable(ticket, plan.volume(), plan.reference()));
    steps.reserve();
    steps.act(
        "manage-volume",
        plan.backend(),
        null,
        (driver, ticket) -> driver.manageVolume(ticket, plan.volume(), plan.reference()));
  }
}

package io.clinker.workflows;

import io.clinker.model.SnapshotId;
import io.clinker.operations.Plan;
import io.clinker.workflows.support.OperationFrame;
import io.clinker.workflows.support.Start;
import io.clinker.workflows.support.Steps;

/** Makes a volume not exist, its snapshots first where the request says so. */
public final class VolumeDelete extends OperationFrame<Plan.DeleteVolume>
    implements VolumeDeleteWorkflow {
  public VolumeDelete() {
    super(Plan.DeleteVolume.class);
  }

  @Override
  public void run(Start start) {
    execute(start);
  }

  @Override
  protected void steps(Plan.DeleteVolume plan, Steps steps) {
    remove(plan, steps);
  }

  /** The steps for one volume, also as a member of a group. */
  static void remove(Plan.DeleteVolume plan, Steps steps) {
    for (SnapshotId snapshot : plan.snapshots()) {
      steps.actLong(
          "delete-snapshot",
          plan.backend(),
          null,
          (driver, ticket) -> driver.deleteSnapshot(ticket, snapshot, plan.volume()));
    }
    steps.undoWith("seal", plan.backend(), null, (driver, ticket) -> driver.seal(ticket));
    steps.actLong(
        "delete-volume",
        plan.backend(),
        plan.exportHost(),
        (driver, ticket) -> driver.deleteVolume(ticket, plan.volume()));
  }

  @Override
  protected String notCancellableBecause() {
    return "a delete that has begun cannot be undone";
  }
}

package io.clinker.workflows;

import io.clinker.driver.VolumeSource;
import io.clinker.operations.Plan;
import io.clinker.workflows.support.OperationFrame;
import io.clinker.workflows.support.Start;
import io.clinker.workflows.support.Steps;

/** Makes a volume exist: blank, from a snapshot, or from another volume. */
public final class VolumeCreate extends OperationFrame<Plan.CreateVolume>
    implements VolumeCreateWorkflow {
  public VolumeCreate() {
    super(Plan.CreateVolume.class);
  }

  @Override
  public void run(Start start) {
    execute(start);
  }

  @Override
  protected void steps(Plan.CreateVolume plan, Steps steps) {
    String planned = plan.backend();
    make(plan, planned == null ? steps.place() : planned, steps);
  }

  /** The steps for one volume that has a place, also as a member of a group. */
  static void make(Plan.CreateVolume plan, String backend, Steps steps) {
    if (plan.source() instanceof VolumeSource.OfVolume source) {
      steps.takeTicket(source.volume().ref());
    }
    steps.undoWith(
        "delete-volume",
        backend,
        null,
        (driver, ticket) -> driver.deleteVolume(ticket, plan.volume()));
    Steps.Act create =
        (driver, ticket) -> driver.createVolume(ticket, plan.volume(), plan.size(), plan.source());
    if (plan.source() instanceof VolumeSource.Blank) {
      steps.act("create-volume", backend, plan.exportHost(), create);
    } else {
      steps.actLong("create-volume", backend, plan.exportHost(), create);
    }
  }
}

package io.clinker.workflows;

import io.clinker.operations.Outcome;
import io.clinker.operations.Plan;
import io.clinker.steps.DriverActivities;
import io.clinker.workflows.support.OperationFrame;
import io.clinker.workflows.support.Start;
import io.clinker.workflows.support.Steps;
import java.util.Optional;

/** Lets a volume go; what it holds stays on the storage. */
public final class VolumeUnmanage extends OperationFrame<Plan.UnmanageVolume>
    implements VolumeUnmanageWorkflow {
  public VolumeUnmanage() {
    super(Plan.UnmanageVolume.class);
  }

  @Override
  public void run(Start start) {
    execute(start);
  }

  @Override
  protected void steps(Plan.UnmanageVolume plan, Steps steps) {
    steps.undoWith(
        "find-object",
        plan.backend(),
        plan.exportHost(),
        (driver, ticket) -> driver.findObject(ticket, plan.volume().ref()),
        found ->
            found.state().equals(DriverActivities.GONE)
                ? Optional.of(new Outcome.Succeeded(true))
                : Optional.empty());
    steps.actLong(
        "unmanage-volume",
        plan.backend(),
        plan.exportHost(),
        (driver, ticket) -> driver.unmanageVolume(ticket, plan.volume()));
  }

  @Override
  protected String notCancellableBecause() {
    return "what was let go may be another's by now";
  }
}

package io.clinker.workflows;

import io.clinker.operations.Outcome;
import io.clinker.operations.Plan;
import io.clinker.steps.DriverActivities;
import io.clinker.workflows.support.OperationFrame;
import io.clinker.workflows.support.Start;
import io.clinker.workflows.support.Steps;
import java.util.Optional;

/** Lets a snapshot go; what it holds stays on the storage. */
public final class SnapshotUnmanage extends OperationFrame<Plan.UnmanageSnapshot>
    implements SnapshotUnmanageWorkflow {
  public SnapshotUnmanage() {
    super(Plan.UnmanageSnapshot.class);
  }

  @Override
  public void run(Start start) {
    execute(start);
  }

  @Override
  protected void steps(Plan.UnmanageSnapshot plan, Steps steps) {
    steps.undoWith(
        "find-object",
        plan.backend(),
        null,
        (driver, ticket) -> driver.findObject(ticket, plan.snapshot().ref()),
        found ->
            found.state().equals(DriverActivities.GONE)
                ? Optional.of(new Outcome.Succeeded(true))
                : Optional.empty());
    steps.actLong(
        "unmanage-snapshot",
        plan.backend(),
        null,
        (driver, ticket) -> driver.unmanageSnapshot(ticket, plan.snapshot(), plan.volume()));
  }

  @Override
  protected String notCancellableBecause() {
    return "what was let go may be another's by now";
  }
}

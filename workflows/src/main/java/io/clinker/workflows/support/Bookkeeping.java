package io.clinker.workflows.support;

import io.clinker.steps.EngineActivities;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.Workflow;
import java.util.function.Function;

/**
 * Database transactions of the frame: tried inside the workflow task first, then as normal
 * activities for as long as it takes, so that an hour without a database costs no history.
 */
final class Bookkeeping {
  private final EngineActivities local =
      Workflow.newLocalActivityStub(EngineActivities.class, Timeouts.bookkeeping());
  private final EngineActivities patient =
      Workflow.newActivityStub(EngineActivities.class, Timeouts.patientBookkeeping());

  <R> R call(Function<EngineActivities, R> transaction) {
    try {
      return transaction.apply(local);
    } catch (ActivityFailure failure) {
      if (failure.getCause() instanceof CanceledFailure) {
        throw failure;
      }
      return transaction.apply(patient);
    }
  }
}

package io.clinker.workflows.support;

import io.clinker.model.OperationId;
import io.clinker.operations.Admittance;
import io.clinker.operations.OperationRequest;
import io.temporal.workflow.UpdateMethod;
import org.jspecify.annotations.Nullable;

/** What every operation's workflow answers to beside its run. */
public interface OperationWorkflow {
  /** Waits for this run's own admission and answers with it. Sent with the start. */
  @UpdateMethod(name = "admit")
  Admittance admit();

  /**
   * Hands the resource to another operation. The run that held it stops its steps and continues as
   * the workflow of that operation; a run that was started with this very request answers as {@link
   * #admit}.
   */
  @UpdateMethod(name = "supersede")
  Admittance supersede(OperationRequest request);

  /** Null if the steps will be undone, else the reason why they cannot be. */
  @UpdateMethod(name = "cancel")
  @Nullable String cancel(OperationId operation);
}

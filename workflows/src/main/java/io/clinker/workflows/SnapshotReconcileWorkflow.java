package io.clinker.workflows;

import io.clinker.workflows.support.OperationWorkflow;
import io.clinker.workflows.support.Start;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** The workflow type {@code snapshot-reconcile}. */
@WorkflowInterface
public interface SnapshotReconcileWorkflow extends OperationWorkflow {
  @WorkflowMethod(name = "snapshot-reconcile")
  void run(Start start);
}

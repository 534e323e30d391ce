package io.clinker.workflows;

import io.clinker.workflows.support.OperationWorkflow;
import io.clinker.workflows.support.Start;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** The workflow type {@code volume-reconcile}. */
@WorkflowInterface
public interface VolumeReconcileWorkflow extends OperationWorkflow {
  @WorkflowMethod(name = "volume-reconcile")
  void run(Start start);
}

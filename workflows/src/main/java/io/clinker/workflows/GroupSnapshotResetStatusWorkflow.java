package io.clinker.workflows;

import io.clinker.workflows.support.OperationWorkflow;
import io.clinker.workflows.support.Start;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** The workflow type {@code group-snapshot-reset-status}. */
@WorkflowInterface
public interface GroupSnapshotResetStatusWorkflow extends OperationWorkflow {
  @WorkflowMethod(name = "group-snapshot-reset-status")
  void run(Start start);
}

package io.clinker.workflows;

import io.clinker.workflows.support.OperationWorkflow;
import io.clinker.workflows.support.Start;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** The workflow type {@code group-reset-status}. */
@WorkflowInterface
public interface GroupResetStatusWorkflow extends OperationWorkflow {
  @WorkflowMethod(name = "group-reset-status")
  void run(Start start);
}

package io.clinker.workflows;

import io.clinker.workflows.support.OperationWorkflow;
import io.clinker.workflows.support.Start;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** The workflow type {@code group-delete}. */
@WorkflowInterface
public interface GroupDeleteWorkflow extends OperationWorkflow {
  @WorkflowMethod(name = "group-delete")
  void run(Start start);
}

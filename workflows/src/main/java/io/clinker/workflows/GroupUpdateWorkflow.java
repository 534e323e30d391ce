package io.clinker.workflows;

import io.clinker.workflows.support.OperationWorkflow;
import io.clinker.workflows.support.Start;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** The workflow type {@code group-update}. */
@WorkflowInterface
public interface GroupUpdateWorkflow extends OperationWorkflow {
  @WorkflowMethod(name = "group-update")
  void run(Start start);
}

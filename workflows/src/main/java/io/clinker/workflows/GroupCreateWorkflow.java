package io.clinker.workflows;

import io.clinker.workflows.support.OperationWorkflow;
import io.clinker.workflows.support.Start;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** The workflow type {@code group-create}. */
@WorkflowInterface
public interface GroupCreateWorkflow extends OperationWorkflow {
  @WorkflowMethod(name = "group-create")
  void run(Start start);
}

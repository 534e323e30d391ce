package io.clinker.workflows;

import io.clinker.workflows.support.OperationWorkflow;
import io.clinker.workflows.support.Start;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** The workflow type {@code group-create-from-source}. */
@WorkflowInterface
public interface GroupCreateFromSourceWorkflow extends OperationWorkflow {
  @WorkflowMethod(name = "group-create-from-source")
  void run(Start start);
}

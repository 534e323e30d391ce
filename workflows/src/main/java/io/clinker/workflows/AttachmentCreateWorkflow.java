package io.clinker.workflows;

import io.clinker.workflows.support.OperationWorkflow;
import io.clinker.workflows.support.Start;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** The workflow type {@code attachment-create}. */
@WorkflowInterface
public interface AttachmentCreateWorkflow extends OperationWorkflow {
  @WorkflowMethod(name = "attachment-create")
  void run(Start start);
}

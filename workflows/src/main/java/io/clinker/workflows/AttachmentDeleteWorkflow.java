package io.clinker.workflows;

import io.clinker.workflows.support.OperationWorkflow;
import io.clinker.workflows.support.Start;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** The workflow type {@code attachment-delete}. */
@WorkflowInterface
public interface AttachmentDeleteWorkflow extends OperationWorkflow {
  @WorkflowMethod(name = "attachment-delete")
  void run(Start start);
}

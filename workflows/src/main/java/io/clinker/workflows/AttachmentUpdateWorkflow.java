package io.clinker.workflows;

import io.clinker.workflows.support.OperationWorkflow;
import io.clinker.workflows.support.Start;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** The workflow type {@code attachment-update}. */
@WorkflowInterface
public interface AttachmentUpdateWorkflow extends OperationWorkflow {
  @WorkflowMethod(name = "attachment-update")
  void run(Start start);
}

package io.clinker.workflows;

import io.clinker.workflows.support.OperationWorkflow;
import io.clinker.workflows.support.Start;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** The workflow type {@code attachment-complete}. */
@WorkflowInterface
public interface AttachmentCompleteWorkflow extends OperationWorkflow {
  @WorkflowMethod(name = "attachment-complete")
  void run(Start start);
}

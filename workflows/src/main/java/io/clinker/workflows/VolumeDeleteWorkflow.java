package io.clinker.workflows;

import io.clinker.workflows.support.OperationWorkflow;
import io.clinker.workflows.support.Start;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** The workflow type {@code volume-delete}. */
@WorkflowInterface
public interface VolumeDeleteWorkflow extends OperationWorkflow {
  @WorkflowMethod(name = "volume-delete")
  void run(Start start);
}

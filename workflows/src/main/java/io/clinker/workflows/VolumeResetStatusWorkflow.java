package io.clinker.workflows;

import io.clinker.workflows.support.OperationWorkflow;
import io.clinker.workflows.support.Start;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** The workflow type {@code volume-reset-status}. */
@WorkflowInterface
public interface VolumeResetStatusWorkflow extends OperationWorkflow {
  @WorkflowMethod(name = "volume-reset-status")
  void run(Start start);
}

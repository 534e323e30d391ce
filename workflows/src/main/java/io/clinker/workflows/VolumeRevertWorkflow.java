package io.clinker.workflows;

import io.clinker.workflows.support.OperationWorkflow;
import io.clinker.workflows.support.Start;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** The workflow type {@code volume-revert}. */
@WorkflowInterface
public interface VolumeRevertWorkflow extends OperationWorkflow {
  @WorkflowMethod(name = "volume-revert")
  void run(Start start);
}

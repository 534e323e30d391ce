package io.clinker.workflows;

import io.clinker.workflows.support.OperationWorkflow;
import io.clinker.workflows.support.Start;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** The workflow type {@code volume-retype}. */
@WorkflowInterface
public interface VolumeRetypeWorkflow extends OperationWorkflow {
  @WorkflowMethod(name = "volume-retype")
  void run(Start start);
}

package io.clinker.workflows;

import io.clinker.workflows.support.OperationWorkflow;
import io.clinker.workflows.support.Start;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** The workflow type {@code volume-manage}. */
@WorkflowInterface
public interface VolumeManageWorkflow extends OperationWorkflow {
  @WorkflowMethod(name = "volume-manage")
  void run(Start start);
}

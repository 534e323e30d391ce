package io.clinker.workflows;

import io.clinker.workflows.support.OperationWorkflow;
import io.clinker.workflows.support.Start;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** The workflow type {@code volume-unmanage}. */
@WorkflowInterface
public interface VolumeUnmanageWorkflow extends OperationWorkflow {
  @WorkflowMethod(name = "volume-unmanage")
  void run(Start start);
}

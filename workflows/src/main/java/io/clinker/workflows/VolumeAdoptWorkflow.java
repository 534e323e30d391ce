package io.clinker.workflows;

import io.clinker.workflows.support.OperationWorkflow;
import io.clinker.workflows.support.Start;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** The workflow type {@code volume-adopt}. */
@WorkflowInterface
public interface VolumeAdoptWorkflow extends OperationWorkflow {
  @WorkflowMethod(name = "volume-adopt")
  void run(Start start);
}

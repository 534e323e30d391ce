package io.clinker.workflows;

import io.clinker.workflows.support.OperationWorkflow;
import io.clinker.workflows.support.Start;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** The workflow type {@code volume-create}. */
@WorkflowInterface
public interface VolumeCreateWorkflow extends OperationWorkflow {
  @WorkflowMethod(name = "volume-create")
  void run(Start start);
}

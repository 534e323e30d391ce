package io.clinker.workflows;

import io.clinker.workflows.support.OperationWorkflow;
import io.clinker.workflows.support.Start;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** The workflow type {@code volume-extend}. */
@WorkflowInterface
public interface VolumeExtendWorkflow extends OperationWorkflow {
  @WorkflowMethod(name = "volume-extend")
  void run(Start start);
}

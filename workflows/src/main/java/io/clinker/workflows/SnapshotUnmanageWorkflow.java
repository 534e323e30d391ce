package io.clinker.workflows;

import io.clinker.workflows.support.OperationWorkflow;
import io.clinker.workflows.support.Start;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** The workflow type {@code snapshot-unmanage}. */
@WorkflowInterface
public interface SnapshotUnmanageWorkflow extends OperationWorkflow {
  @WorkflowMethod(name = "snapshot-unmanage")
  void run(Start start);
}

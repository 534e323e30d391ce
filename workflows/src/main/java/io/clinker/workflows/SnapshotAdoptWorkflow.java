package io.clinker.workflows;

import io.clinker.workflows.support.OperationWorkflow;
import io.clinker.workflows.support.Start;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** The workflow type {@code snapshot-adopt}. */
@WorkflowInterface
public interface SnapshotAdoptWorkflow extends OperationWorkflow {
  @WorkflowMethod(name = "snapshot-adopt")
  void run(Start start);
}

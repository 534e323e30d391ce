package io.clinker.workflows;

import io.clinker.workflows.support.OperationWorkflow;
import io.clinker.workflows.support.Start;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** The workflow type {@code snapshot-delete}. */
@WorkflowInterface
public interface SnapshotDeleteWorkflow extends OperationWorkflow {
  @WorkflowMethod(name = "snapshot-delete")
  void run(Start start);
}

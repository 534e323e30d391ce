package io.clinker.workflows;

import io.clinker.workflows.support.OperationWorkflow;
import io.clinker.workflows.support.Start;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** The workflow type {@code snapshot-create}. */
@WorkflowInterface
public interface SnapshotCreateWorkflow extends OperationWorkflow {
  @WorkflowMethod(name = "snapshot-create")
  void run(Start start);
}

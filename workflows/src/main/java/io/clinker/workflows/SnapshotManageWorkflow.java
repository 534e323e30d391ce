package io.clinker.workflows;

import io.clinker.workflows.support.OperationWorkflow;
import io.clinker.workflows.support.Start;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** The workflow type {@code snapshot-manage}. */
@WorkflowInterface
public interface SnapshotManageWorkflow extends OperationWorkflow {
  @WorkflowMethod(name = "snapshot-manage")
  void run(Start start);
}

package io.clinker.workflows;

import io.clinker.workflows.support.OperationWorkflow;
import io.clinker.workflows.support.Start;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** The workflow type {@code group-snapshot-delete}. */
@WorkflowInterface
public interface GroupSnapshotDeleteWorkflow extends OperationWorkflow {
  @WorkflowMethod(name = "group-snapshot-delete")
  void run(Start start);
}

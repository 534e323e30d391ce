package io.clinker.workflows;

import io.clinker.workflows.support.OperationWorkflow;
import io.clinker.workflows.support.Start;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** The workflow type {@code group-snapshot-create}. */
@WorkflowInterface
public interface GroupSnapshotCreateWorkflow extends OperationWorkflow {
  @WorkflowMethod(name = "group-snapshot-create")
  void run(Start start);
}

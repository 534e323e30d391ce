package io.clinker.rules.examples;

import io.temporal.client.WorkflowClient;
import io.temporal.workflow.ChildWorkflowStub;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInfo;

/** Everything that must not be asked of the engine. */
public final class BadEngineUse {
  private BadEngineUse() {}

  static boolean isBusy(WorkflowClient engine, String volume) {
    return engine.listExecutions("VolumeId = '" + volume + "'").findAny().isPresent();
  }

  static void cascade(WorkflowInfo parent) {
    ChildWorkflowStub child = Workflow.newUntypedChildWorkflowStub(parent.getWorkflowType());
    child.execute(Void.class);
  }

  static void patience() {
    Workflow.await(() -> false);
  }
}

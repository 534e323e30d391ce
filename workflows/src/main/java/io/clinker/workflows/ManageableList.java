package io.clinker.workflows;

import io.clinker.driver.ManageableObject;
import io.clinker.operations.ManageableQuery;
import io.clinker.steps.DriverActivities;
import io.clinker.workflows.support.TaskQueues;
import io.clinker.workflows.support.Timeouts;
import io.temporal.workflow.Workflow;
import java.util.List;

/** Asks whichever node reaches the backend what can be taken over there. */
public final class ManageableList implements ManageableListWorkflow {
  @Override
  public List<ManageableObject> list(String backend, ManageableQuery query) {
    DriverActivities driver =
        Workflow.newActivityStub(
            DriverActivities.class, Timeouts.question(TaskQueues.ofQuestions(backend)));
    return driver.listManageable(query);
  }
}

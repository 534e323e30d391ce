package io.clinker.workflows;

import io.clinker.driver.ManageableObject;
import io.clinker.operations.ManageableQuery;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.util.List;

/** The workflow type {@code manageable-list}: a question to a backend, and no operation. */
@WorkflowInterface
public interface ManageableListWorkflow {
  @WorkflowMethod(name = "manageable-list")
  List<ManageableObject> list(String backend, ManageableQuery query);
}

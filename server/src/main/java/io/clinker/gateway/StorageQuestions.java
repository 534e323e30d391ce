package io.clinker.gateway;

import io.clinker.driver.ManageableObject;
import io.clinker.operations.ManageableQuery;
import java.util.List;

/** Questions that no row answers, put to the storage itself. Called from HTTP threads. */
public interface StorageQuestions {
  /**
   * What a backend holds that can be taken over, and what is ours.
   *
   * @throws io.clinker.model.ClinkerException BACKEND_UNAVAILABLE if nobody answers in time;
   *     NOT_SUPPORTED if the backend cannot; NOT_FOUND if the page begins after nothing
   */
  List<ManageableObject> manageable(String backend, ManageableQuery query);
}

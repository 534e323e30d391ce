package io.clinker.operations;

import io.clinker.model.OperationId;
import io.clinker.model.ResourceRef;
import org.jspecify.annotations.Nullable;

/**
 * One request as it goes from the API to admission.
 *
 * @param admin whether the caller may act on every project's resources
 * @param requestId the API's request id, {@code req-<uuid>}
 * @param idempotencyKey the client's key, null if it gave none
 * @param requestHash a hash over method, path, project and body; what "the same request" means
 * @param admissionMillis how long admission may take; admit gives up by itself after that
 */
public record OperationRequest(
    OperationId operation,
    OperationInput input,
    String projectId,
    String userId,
    boolean admin,
    String requestId,
    @Nullable String idempotencyKey,
    @Nullable String requestHash,
    long admissionMillis) {

  /** The same with another time for its admission; none is left where that is not above 0. */
  public OperationRequest within(long millis) {
    return new OperationRequest(
        operation, input, projectId, userId, admin, requestId, idempotencyKey, requestHash, millis);
  }

  /** The row of the catalogue. */
  public OperationKind kind() {
    return input.kind();
  }

  /** The resource that the operation holds alone. */
  public ResourceRef resource() {
    return new ResourceRef(kind().resourceKind(), input.resourceId());
  }
}

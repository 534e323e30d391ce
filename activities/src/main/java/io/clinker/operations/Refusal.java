package io.clinker.operations;

import io.clinker.model.ErrorCode;
import io.clinker.model.OperationId;
import io.clinker.model.ResourceRef;
import org.jspecify.annotations.Nullable;

/**
 * Why a request was not accepted; nothing happened.
 *
 * @param status the HTTP status that the Cinder API demands for this case (400, 404, 409, 413, 422)
 * @param message the text for the client, in Cinder's words where it has some
 * @param blockedBy the operation that is in the way, if one is
 * @param pinned the resource whose pins are in the way, if some are: there a request that waits
 *     leaves its intent
 */
public record Refusal(
    ErrorCode code,
    int status,
    String message,
    @Nullable OperationId blockedBy,
    @Nullable ResourceRef pinned) {
  /** A refusal for no pins. */
  public Refusal(ErrorCode code, int status, String message, @Nullable OperationId blockedBy) {
    this(code, status, message, blockedBy, null);
  }
}

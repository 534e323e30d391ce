package io.clinker.operations;

import io.clinker.model.ErrorCode;
import io.clinker.model.OperationId;
import org.jspecify.annotations.Nullable;

/**
 * Why a request was not accepted; nothing happened.
 *
 * @param status the HTTP status that the Cinder API demands for this case (400, 404, 409, 413, 422)
 * @param message the text for the client, in Cinder's words where it has some
 * @param blockedBy the operation that is in the way, if one is
 */
public record Refusal(
    ErrorCode code, int status, String message, @Nullable OperationId blockedBy) {}

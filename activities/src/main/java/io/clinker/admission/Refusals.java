package io.clinker.admission;

import io.clinker.model.ErrorCode;
import io.clinker.model.OperationId;
import io.clinker.model.ResourceRef;
import io.clinker.operations.Refusal;

/** The refusals, in Cinder's words and with Cinder's statuses. */
final class Refusals {
  private Refusals() {}

  static RefusedException invalidInput(String message) {
    return refused(ErrorCode.INVALID_INPUT, 400, "Invalid input received: " + message);
  }

  static RefusedException badRequest(String message) {
    return refused(ErrorCode.INVALID_INPUT, 400, message);
  }

  static RefusedException notSupported(String message) {
    return refused(ErrorCode.NOT_SUPPORTED, 400, message);
  }

  static RefusedException invalidState(int status, String message) {
    return refused(ErrorCode.INVALID_STATE, status, message);
  }

  /**
   * The state is what another operation made it; that operation is named.
   *
   * @param kind the word of its kind, which a newer build may have
   */
  static RefusedException heldBy(int status, String message, String kind, OperationId id) {
    return new RefusedException(
        new Refusal(
            ErrorCode.OPERATION_IN_PROGRESS,
            status,
            "%s (operation %s %s is in the way)".formatted(message, kind, id.value()),
            id));
  }

  /** The same where it is the pins of that operation on this resource. */
  static RefusedException pinnedBy(
      int status, String message, String kind, OperationId id, ResourceRef pinned) {
    Refusal held = heldBy(status, message, kind, id).refusal();
    return new RefusedException(
        new Refusal(held.code(), held.status(), held.message(), held.blockedBy(), pinned));
  }

  /** Another request waits to have the resource alone and comes first. */
  static RefusedException behind(
      int status, String message, String kind, OperationId id, ResourceRef resource) {
    return new RefusedException(
        new Refusal(
            ErrorCode.OPERATION_IN_PROGRESS,
            status,
            "%s (operation %s %s waits to have %s alone and comes first)"
                .formatted(message, kind, id.value(), resource),
            id));
  }

  static RefusedException quota(String message) {
    return refused(ErrorCode.QUOTA_EXCEEDED, 413, message);
  }

  /** No space where something lies. */
  static RefusedException noRoom(String message) {
    return refused(ErrorCode.NO_POOL_FITS, 400, message);
  }

  static RefusedException volumeNotFound(String id) {
    return notFound("Volume %s could not be found.".formatted(id));
  }

  static RefusedException snapshotNotFound(String id) {
    return notFound("Snapshot %s could not be found.".formatted(id));
  }

  static RefusedException attachmentNotFound(String id) {
    return notFound(
        "Volume attachment could not be found with filter: attachment_id = %s.".formatted(id));
  }

  static RefusedException groupNotFound(String id) {
    return notFound("Group %s could not be found.".formatted(id));
  }

  static RefusedException groupSnapshotNotFound(String id) {
    return notFound("GroupSnapshot %s could not be found.".formatted(id));
  }

  static RefusedException notFound(String message) {
    return refused(ErrorCode.NOT_FOUND, 404, message);
  }

  /** 409 with nobody to name. */
  static RefusedException conflict(String message) {
    return refused(ErrorCode.INVALID_STATE, 409, message);
  }

  static RefusedException keyMismatch(String key) {
    return refused(
        ErrorCode.IDEMPOTENCY_MISMATCH,
        422,
        "Idempotency-Key '%s' was used before for a request with another method, path or body."
            .formatted(key));
  }

  private static RefusedException refused(ErrorCode code, int status, String message) {
    return new RefusedException(new Refusal(code, status, message, null));
  }
}

package io.clinker.model;

/** Every error that crosses a module's border; the name is stable and is what retry rules match. */
public enum ErrorCode {
  INVALID_INPUT(ErrorCategory.CALLER),
  NOT_FOUND(ErrorCategory.CALLER),
  NOT_SUPPORTED(ErrorCategory.CALLER),
  INVALID_STATE(ErrorCategory.CONFLICT),
  OPERATION_IN_PROGRESS(ErrorCategory.CONFLICT),
  IDEMPOTENCY_MISMATCH(ErrorCategory.CALLER),
  QUOTA_EXCEEDED(ErrorCategory.CAPACITY),
  NO_POOL_FITS(ErrorCategory.CAPACITY),
  /** Pools that could hold it are down: worth waiting for. */
  NO_POOL_UP(ErrorCategory.BACKEND_TRANSIENT),
  BACKEND_UNAVAILABLE(ErrorCategory.BACKEND_TRANSIENT),
  BACKEND_BUSY(ErrorCategory.BACKEND_TRANSIENT),
  /** The compute service cannot be told now. */
  COMPUTE_UNAVAILABLE(ErrorCategory.BACKEND_TRANSIENT),
  BACKEND_FULL(ErrorCategory.BACKEND_PERMANENT),
  BACKEND_REFUSED(ErrorCategory.BACKEND_PERMANENT),
  /** An object that must be there is not on the storage. */
  OBJECT_MISSING(ErrorCategory.BACKEND_PERMANENT),
  /** The storage holds an object of this name that is not ours or differs from what was asked. */
  OBJECT_MISMATCH(ErrorCategory.BACKEND_PERMANENT),
  /**
   * The token is lower than the object's mark: the caller lost its turn. Never retried as it is.
   */
  STALE_TOKEN(ErrorCategory.CONFLICT),
  CANCELLED(ErrorCategory.CONFLICT),
  DEADLINE_PASSED(ErrorCategory.BACKEND_TRANSIENT),
  OUTCOME_UNKNOWN(ErrorCategory.OUTCOME_UNKNOWN),
  INTERNAL(ErrorCategory.INTERNAL);

  private final ErrorCategory category;

  ErrorCode(ErrorCategory category) {
    this.category = category;
  }

  public ErrorCategory category() {
    return category;
  }

  /** Whether the same call may be repeated as it is by whoever made it. */
  public boolean repeatable() {
    return switch (category) {
      case BACKEND_TRANSIENT -> this != DEADLINE_PASSED;
      case OUTCOME_UNKNOWN, INTERNAL -> true;
      case CALLER, CONFLICT, CAPACITY, BACKEND_PERMANENT -> false;
    };
  }
}

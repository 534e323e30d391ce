package io.clinker.steps;

import io.clinker.model.ErrorCode;
import java.time.Duration;

/**
 * This node does not do the step now; another attempt, here or at another node, begins after the
 * delay. Says nothing about the storage.
 */
final class GivenBackException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final Duration delay;

  /**
   * @param code a repeatable one
   */
  GivenBackException(ErrorCode code, String reason, Duration delay) {
    super(reason, null, false, false);
    this.code = code;
    this.delay = delay;
  }

  ErrorCode code() {
    return code;
  }

  String reason() {
    return String.valueOf(getMessage());
  }

  Duration delay() {
    return delay;
  }
}

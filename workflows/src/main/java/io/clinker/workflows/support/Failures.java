package io.clinker.workflows.support;

import io.clinker.model.ErrorCode;
import io.clinker.operations.Outcome;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.failure.TimeoutFailure;
import org.jspecify.annotations.Nullable;

/** What a failure of a step means; the type of an application failure is the error code's name. */
final class Failures {
  private Failures() {}

  static boolean isCancellation(TemporalFailure failure) {
    return failure instanceof CanceledFailure || failure.getCause() instanceof CanceledFailure;
  }

  static ErrorCode codeOf(TemporalFailure failure) {
    Throwable cause = causeOf(failure);
    if (cause instanceof ApplicationFailure application) {
      return codeNamed(application.getType());
    }
    if (cause instanceof TimeoutFailure timeout) {
      // The last error before the deadline says more than the deadline, but it was not permanent.
      return timeout.getCause() instanceof ApplicationFailure last
              && codeNamed(last.getType()) == ErrorCode.NO_POOL_UP
          ? ErrorCode.NO_POOL_UP
          : ErrorCode.DEADLINE_PASSED;
    }
    return ErrorCode.INTERNAL;
  }

  static String messageOf(TemporalFailure failure) {
    Throwable cause = causeOf(failure);
    if (cause instanceof ApplicationFailure application) {
      return application.getOriginalMessage();
    }
    if (cause instanceof TimeoutFailure timeout) {
      String last =
          timeout.getCause() instanceof ApplicationFailure application
              ? ": " + application.getOriginalMessage()
              : "";
      return "the deadline passed while the backend could not be used" + last;
    }
    return "an internal error";
  }

  static Outcome outcomeOf(TemporalFailure failure) {
    return new Outcome.Failed(codeOf(failure), messageOf(failure));
  }

  private static @Nullable Throwable causeOf(TemporalFailure failure) {
    return failure instanceof ActivityFailure ? failure.getCause() : failure;
  }

  private static ErrorCode codeNamed(@Nullable String name) {
    for (ErrorCode code : ErrorCode.values()) {
      if (code.name().equals(name)) {
        return code;
      }
    }
    return ErrorCode.INTERNAL;
  }
}

package io.clinker.steps;

import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.temporal.activity.ActivityInfo;
import io.temporal.failure.ApplicationErrorCategory;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;

/**
 * How errors cross into the engine: the failure's type is the error code's name. Whether a failure
 * is repeated is said by the step's retry rules, since an undo is repeated whatever the error.
 */
final class ActivityErrors {
  private ActivityErrors() {}

  static ApplicationFailure failure(ClinkerException error) {
    return begun(error).build();
  }

  /** The same, tried again at a time of its own where its retry rules let it be. */
  static ApplicationFailure failure(ClinkerException error, ActivityInfo activity) {
    ApplicationFailure.Builder failure = begun(error);
    RetryTimes.next(activity).ifPresent(failure::setNextRetryDelay);
    return failure.build();
  }

  /** The same with the time after which the step is tried again. */
  static ApplicationFailure later(ClinkerException error, Duration delay) {
    return begun(error).setNextRetryDelay(delay).build();
  }

  private static ApplicationFailure.Builder begun(ClinkerException error) {
    ApplicationFailure.Builder failure =
        ApplicationFailure.newBuilder().setMessage(message(error)).setType(error.code().name());
    if (error.code().repeatable()) {
      failure.setCategory(ApplicationErrorCategory.BENIGN);
    }
    return failure;
  }

  static ClinkerException internal(RuntimeException error) {
    return new ClinkerException(
        ErrorCode.INTERNAL,
        "unexpected error",
        java.util.Map.of("type", error.getClass().getName()),
        error);
  }

  private static String message(ClinkerException error) {
    String message = error.getMessage();
    return message == null ? error.code().name() : message;
  }
}

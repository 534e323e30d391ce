package io.clinker.steps;

import io.temporal.activity.ActivityInfo;
import io.temporal.common.RetryOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * When a step that failed is tried again: between a half and the whole of the interval that its
 * retry rules give, each run at times of its own. What an outage has stopped at one moment would
 * else come back at the same moments for as long as the outage lasts.
 */
final class RetryTimes {
  private RetryTimes() {}

  /** Empty for what is done and repeated inside a workflow task. */
  static Optional<Duration> next(ActivityInfo activity) {
    RetryOptions rules = activity.isLocal() ? null : activity.getRetryOptions();
    return rules == null
        ? Optional.empty()
        : Optional.of(next(rules, activity.getWorkflowId(), activity.getAttempt()));
  }

  static Duration next(RetryOptions rules, String workflowId, int attempt) {
    long whole = rules.calculateSleepTime(attempt);
    long half = whole / 2;
    // The engine's history is told of no draw, so the same attempt may well draw the same again.
    SplittableRandom random = new SplittableRandom(31L * workflowId.hashCode() + attempt);
    return Duration.ofMillis(random.nextLong(half, whole + 1));
  }
}

package io.clinker.workflows.support;

import io.clinker.model.ErrorCode;
import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.activity.LocalActivityOptions;
import io.temporal.common.RetryOptions;
import java.time.Duration;
import java.util.Arrays;

/**
 * Every timeout and retry of the frame, in one table. Together they make another node continue
 * within 15 s of the death, pause or power loss of one.
 */
public final class Timeouts {
  /** A workflow task of a dead worker is given to another after this. */
  public static final Duration WORKFLOW_TASK = Duration.ofSeconds(5);

  /** A workflow task waits this long for the worker that has the run in its cache. */
  public static final Duration STICKY_SCHEDULE_TO_START = Duration.ofSeconds(1);

  /** What calls anybody outside and whose worker says nothing for this long is given to another. */
  public static final Duration HEARTBEAT = Duration.ofSeconds(5);

  /** How long bookkeeping is tried inside the workflow task before it becomes a normal activity. */
  public static final Duration LOCAL_BOOKKEEPING = Duration.ofSeconds(5);

  /** A question to a backend is answered within this or not at all. */
  public static final Duration WHOLE_QUESTION = Duration.ofSeconds(40);

  /**
   * How long a compute service is tried: longer than it takes to start again, and shorter than
   * anybody would wait to detach the volume.
   */
  static final Duration TELLING = Duration.ofMinutes(10);

  /** The same where an extend was to be undone and has taken effect. */
  static final Duration TELLING_AT_THE_END = Duration.ofSeconds(30);

  private static final Duration ONE_CALL = Duration.ofSeconds(60);
  private static final Duration ONE_TRANSACTION = Duration.ofSeconds(10);
  private static final Duration FIRST_RETRY = Duration.ofMillis(200);

  private Timeouts() {}

  /** Admission: tried until the API's deadline, never after it. */
  public static LocalActivityOptions admit(Duration admission) {
    return LocalActivityOptions.newBuilder()
        .setScheduleToCloseTimeout(admission)
        .setRetryOptions(retry(Duration.ofMillis(100), Duration.ofSeconds(1)).build())
        .build();
  }

  /** Bookkeeping in the workflow task. */
  public static LocalActivityOptions bookkeeping() {
    return LocalActivityOptions.newBuilder()
        .setScheduleToCloseTimeout(LOCAL_BOOKKEEPING)
        .setRetryOptions(retry(Duration.ofMillis(100), Duration.ofSeconds(1)).build())
        .build();
  }

  /** The same bookkeeping for as long as the database is away: costs no history while it waits. */
  public static ActivityOptions patientBookkeeping() {
    return ActivityOptions.newBuilder()
        .setStartToCloseTimeout(ONE_TRANSACTION)
        .setRetryOptions(retry(FIRST_RETRY, Duration.ofSeconds(5)).build())
        .build();
  }

  /** Waiting for something that another operation or a backend must give, until the deadline. */
  public static ActivityOptions waiting(Duration deadline) {
    return ActivityOptions.newBuilder()
        .setStartToCloseTimeout(ONE_TRANSACTION)
        .setScheduleToCloseTimeout(deadline)
        .setRetryOptions(retry(FIRST_RETRY, Duration.ofSeconds(2)).build())
        .build();
  }

  /** Telling another service of the cloud, until it has answered or the time is over. */
  static ActivityOptions telling(Duration deadline) {
    return ActivityOptions.newBuilder()
        .setStartToCloseTimeout(ONE_CALL)
        .setHeartbeatTimeout(HEARTBEAT)
        .setScheduleToCloseTimeout(deadline)
        .setRetryOptions(retry(FIRST_RETRY, Duration.ofSeconds(5)).build())
        .build();
  }

  /** A step on storage: transient failures are borne until the deadline. */
  public static ActivityOptions step(String taskQueue, Duration deadline, String summary) {
    return driverStep(taskQueue, summary).setScheduleToCloseTimeout(deadline).build();
  }

  /** A question to a backend: somebody waits for the answer. */
  public static ActivityOptions question(String taskQueue) {
    return ActivityOptions.newBuilder()
        .setTaskQueue(taskQueue)
        .setStartToCloseTimeout(Duration.ofSeconds(20))
        .setScheduleToCloseTimeout(Duration.ofSeconds(30))
        .setRetryOptions(retry(FIRST_RETRY, Duration.ofSeconds(5)).build())
        .build();
  }

  /** A step that undoes: repeated for ever, whatever the error. */
  public static ActivityOptions undo(String taskQueue, String summary) {
    return driverStep(taskQueue, summary)
        .setStartToCloseTimeout(Duration.ofDays(1))
        .setRetryOptions(
            RetryOptions.newBuilder()
                .setInitialInterval(FIRST_RETRY)
                .setBackoffCoefficient(2)
                .setMaximumInterval(Duration.ofSeconds(30))
                .setDoNotRetry(ErrorCode.STALE_TOKEN.name())
                .build())
        .build();
  }

  private static ActivityOptions.Builder driverStep(String taskQueue, String summary) {
    return ActivityOptions.newBuilder()
        .setTaskQueue(taskQueue)
        .setHeartbeatTimeout(HEARTBEAT)
        // The undo seals before it acts, so it need not wait for a step that may hang for ever.
        .setCancellationType(ActivityCancellationType.TRY_CANCEL)
        .setSummary(summary)
        .setRetryOptions(retry(FIRST_RETRY, Duration.ofSeconds(10)).build());
  }

  private static RetryOptions.Builder retry(Duration first, Duration longest) {
    return RetryOptions.newBuilder()
        .setInitialInterval(first)
        .setBackoffCoefficient(2)
        .setMaximumInterval(longest)
        .setDoNotRetry(
            Arrays.stream(ErrorCode.values())
                .filter(code -> !code.repeatable())
                .map(ErrorCode::name)
                .toArray(String[]::new));
  }
}

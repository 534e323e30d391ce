package io.clinker.node;

import io.clinker.workflows.support.Timeouts;
import io.temporal.worker.WorkerOptions;
import java.time.Duration;

/** What all workers have in common. */
final class WorkerSettings {
  private static final int WORKFLOW_POLLERS = 2;
  private static final int ACTIVITY_POLLERS = 2;

  private WorkerSettings() {}

  /** Few pollers each, since a paused node keeps the tasks that its outstanding polls are given. */
  static WorkerOptions.Builder common() {
    return WorkerOptions.newBuilder()
        .setMaxConcurrentWorkflowTaskPollers(WORKFLOW_POLLERS)
        .setMaxConcurrentActivityTaskPollers(ACTIVITY_POLLERS)
        .setStickyQueueScheduleToStartTimeout(Timeouts.STICKY_SCHEDULE_TO_START)
        .setMaxHeartbeatThrottleInterval(Duration.ofSeconds(1))
        .setDefaultHeartbeatThrottleInterval(Duration.ofSeconds(1))
        .setDefaultDeadlockDetectionTimeout(5000);
  }
}

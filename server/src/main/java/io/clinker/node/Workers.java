package io.clinker.node;

import io.clinker.driver.Driver;
import io.clinker.steps.DriverActivities;
import io.clinker.steps.EngineActivities;
import io.clinker.workflows.Workflows;
import io.clinker.workflows.support.TaskQueues;
import io.clinker.workflows.support.Timeouts;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The task queues that a node serves. Few pollers each, since a paused node keeps the tasks that
 * its outstanding polls are given.
 */
final class Workers {
  private static final Logger LOG = LoggerFactory.getLogger(Workers.class);
  private static final int WORKFLOW_POLLERS = 2;
  private static final int ACTIVITY_POLLERS = 2;
  private static final int CACHED_RUNS = 300;

  private final WorkerFactory factory;

  Workers(EngineClient engine) {
    this.factory =
        WorkerFactory.newInstance(
            engine.client(),
            WorkerFactoryOptions.newBuilder().setWorkflowCacheSize(CACHED_RUNS).build());
  }

  /** Serves workflow code and database activities. */
  void serveEngine(EngineActivities activities) {
    Worker worker = factory.newWorker(TaskQueues.ENGINE, options().build());
    worker.registerWorkflowImplementationTypes(
        Workflows.implementations().toArray(Class<?>[]::new));
    worker.registerActivitiesImplementations(activities);
  }

  /** Serves the steps of one backend, and those that must be done on this host. */
  void serveBackend(String backend, String host, Driver driver, DriverActivities activities) {
    int atOnce = driver.description().maximumConcurrency();
    newDriverWorker(TaskQueues.backend(backend), atOnce, activities);
    if (driver.description().hostBound()) {
      newDriverWorker(TaskQueues.backend(backend, host), atOnce, activities);
    }
  }

  void start() {
    factory.start();
  }

  /** Takes no new work and waits for what runs; what is left then is handed over. */
  void drain(Duration atMost) {
    factory.shutdown();
    factory.awaitTermination(atMost.toMillis(), TimeUnit.MILLISECONDS);
    if (!factory.isTerminated()) {
      LOG.atInfo().addKeyValue("waited", atMost).log("steps still run, handed over");
      factory.shutdownNow();
    }
  }

  private void newDriverWorker(String queue, int atOnce, DriverActivities activities) {
    Worker worker =
        factory.newWorker(queue, options().setMaxConcurrentActivityExecutionSize(atOnce).build());
    worker.registerActivitiesImplementations(activities);
  }

  private static WorkerOptions.Builder options() {
    return WorkerOptions.newBuilder()
        .setMaxConcurrentWorkflowTaskPollers(WORKFLOW_POLLERS)
        .setMaxConcurrentActivityTaskPollers(ACTIVITY_POLLERS)
        .setStickyQueueScheduleToStartTimeout(Timeouts.STICKY_SCHEDULE_TO_START)
        .setMaxHeartbeatThrottleInterval(Duration.ofSeconds(1))
        .setDefaultHeartbeatThrottleInterval(Duration.ofSeconds(1))
        .setDefaultDeadlockDetectionTimeout(5000);
  }
}

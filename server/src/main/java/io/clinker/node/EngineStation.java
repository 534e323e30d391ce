package io.clinker.node;

import io.clinker.steps.EngineActivities;
import io.clinker.store.NodeRegistry.Order;
import io.clinker.workflows.Workflows;
import io.clinker.workflows.support.TaskQueues;
import io.grpc.StatusRuntimeException;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Workflow code and database activities at one node. One thread calls {@link #order}. */
final class EngineStation {
  private static final Logger LOG = LoggerFactory.getLogger(EngineStation.class);
  private static final int CACHED_RUNS = 300;
  private static final long END_MILLIS = 10_000;

  private final WorkerFactory workers;
  private volatile boolean started;
  private boolean resting;

  EngineStation(EngineClient engine, EngineActivities activities) {
    this.workers =
        WorkerFactory.newInstance(
            engine.client(),
            WorkerFactoryOptions.newBuilder().setWorkflowCacheSize(CACHED_RUNS).build());
    Worker worker = workers.newWorker(TaskQueues.ENGINE, WorkerSettings.common().build());
    worker.registerWorkflowImplementationTypes(Workflows.all().toArray(Class<?>[]::new));
    worker.registerActivitiesImplementations(activities);
  }

  void start() {
    workers.start();
    started = true;
  }

  /** Takes no new work or takes it again; what is under way ends within moments. */
  void order(Order order) {
    if (!started || order.resting() == resting) {
      return;
    }
    resting = order.resting();
    if (resting) {
      workers.suspendPolling();
    } else {
      workers.resumePolling();
    }
    LOG.atInfo().addKeyValue("resting", resting).log("engine work");
  }

  /** Ends it; transactions that run are waited for, each takes moments. */
  void stop() {
    try {
      if (started) {
        workers.shutdown();
        workers.awaitTermination(END_MILLIS, TimeUnit.MILLISECONDS);
      }
      workers.shutdownNow();
    } catch (StatusRuntimeException away) {
      LOG.atDebug().setCause(away).log("end not told to the engine");
    }
  }
}

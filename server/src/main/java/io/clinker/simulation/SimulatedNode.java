package io.clinker.simulation;

import io.clinker.admission.Admission;
import io.clinker.driver.Driver;
import io.clinker.node.EngineClient;
import io.clinker.node.EngineSettings;
import io.clinker.operations.Lane;
import io.clinker.steps.BackendCalls;
import io.clinker.steps.CallLimits;
import io.clinker.steps.CallOutcomes;
import io.clinker.steps.Connections;
import io.clinker.steps.DriverActivities;
import io.clinker.steps.DriverActivitiesImpl;
import io.clinker.steps.EngineActivitiesImpl;
import io.clinker.steps.SharedSlots;
import io.clinker.steps.StepJournal;
import io.clinker.steps.StepMetrics;
import io.clinker.steps.StorageRecords;
import io.clinker.workflows.Workflows;
import io.clinker.workflows.support.TaskQueues;
import io.grpc.ManagedChannel;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Jdbi;

/** One node: its line to the engine and its workers, which outlive schedules. */
final class SimulatedNode implements AutoCloseable {
  private static final CallLimits LIMITS =
      new CallLimits(64, 64, 64, 0, CallLimits.STANDARD_SILENCE);

  private final String name;
  private final NodeLine line;
  private final EngineClient engine;
  private final WorkerFactory workers;
  private final Parts parts;
  private final NodePoints points;
  private final StepMetrics metrics;
  private final Map<Lane, DriverActivities> present = new ConcurrentHashMap<>();

  /** What all nodes share. */
  record Parts(
      ManagedChannel channel,
      EngineSettings settings,
      Jdbi jdbi,
      Admission admission,
      ScheduledExecutorService beats,
      String backend) {}

  SimulatedNode(String name, NodeLine line, NodePoints points, Parts parts) {
    this.name = name;
    this.line = line;
    this.points = points;
    this.parts = parts;
    this.metrics = new StepMetrics(new SimpleMeterRegistry(), List.of());
    this.engine =
        new EngineClient(
            parts.settings(),
            WorkflowServiceStubs.newServiceStubs(
                WorkflowServiceStubsOptions.newBuilder()
                    .setChannel(parts.channel())
                    .setGrpcClientInterceptors(List.of(line))
                    .validateAndBuildWithDefaults()),
            name);
    this.workers =
        WorkerFactory.newInstance(
            engine.client(), WorkerFactoryOptions.newBuilder().setWorkflowCacheSize(50).build());
    Worker engineWorker = workers.newWorker(TaskQueues.ENGINE, options());
    engineWorker.registerWorkflowImplementationTypes(
        Workflows.implementations().toArray(Class<?>[]::new));
    engineWorker.registerActivitiesImplementations(
        new EngineActivitiesImpl(
            parts.admission(), new StepJournal(parts.jdbi()), metrics, points, Optional.empty()));
    for (Lane lane : Lane.values()) {
      workers
          .newWorker(TaskQueues.backend(parts.backend(), lane), options())
          .registerActivitiesImplementations(inLane(lane));
    }
  }

  private static WorkerOptions options() {
    return WorkerOptions.newBuilder()
        .setMaxConcurrentWorkflowTaskPollers(2)
        .setMaxConcurrentActivityTaskPollers(2)
        // This engine never takes a task back from the queue of a worker that is silent.
        .setStickyQueueScheduleToStartTimeout(Duration.ZERO)
        .setDefaultDeadlockDetectionTimeout(10_000)
        .build();
  }

  /** Steps go to what the present schedule has put there. */
  private Object inLane(Lane lane) {
    return Proxy.newProxyInstance(
        DriverActivities.class.getClassLoader(),
        new Class<?>[] {DriverActivities.class},
        (proxy, method, arguments) -> {
          try {
            return method.invoke(present.get(lane), arguments);
          } catch (InvocationTargetException thrown) {
            throw thrown.getCause() == null ? thrown : thrown.getCause();
          }
        });
  }

  void start() {
    workers.start();
  }

  String name() {
    return name;
  }

  NodeLine line() {
    return line;
  }

  EngineClient engine() {
    return engine;
  }

  /** From now on steps are done by this driver; calls of before go on with theirs. */
  BackendCalls use(Driver driver) {
    BackendCalls calls =
        new BackendCalls(
            parts.backend(), driver, LIMITS, SharedSlots.UNLIMITED, CallOutcomes.UNHEARD);
    for (Lane lane : Lane.values()) {
      present.put(
          lane,
          new DriverActivitiesImpl(
              new DriverActivitiesImpl.Place(name, name, calls, lane),
              new Connections(parts.jdbi()),
              new StorageRecords(parts.jdbi()),
              new StepJournal(parts.jdbi()),
              metrics,
              points,
              parts.beats()));
    }
    return calls;
  }

  @Override
  public void close() {
    line.heal();
    workers.shutdownNow();
    workers.awaitTermination(2, TimeUnit.SECONDS);
    engine.close();
  }
}

package io.clinker.node;

import io.clinker.driver.Capability;
import io.clinker.driver.Driver;
import io.clinker.driver.PoolReport;
import io.clinker.model.ClinkerException;
import io.clinker.node.NodeSettings.BackendSettings;
import io.clinker.operations.Lane;
import io.clinker.steps.BackendCalls;
import io.clinker.steps.CallLimits;
import io.clinker.steps.CallOutcomes;
import io.clinker.steps.DriverActivities;
import io.clinker.steps.RunningStep;
import io.clinker.steps.SharedSlots;
import io.clinker.store.NodeRegistry;
import io.clinker.store.NodeRegistry.Order;
import io.clinker.store.NodeRegistry.Standing;
import io.clinker.workflows.support.TaskQueues;
import io.grpc.StatusRuntimeException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One backend at one node: its own workers, slots, threads and breaker, so that nothing that
 * happens to it is felt by another backend. Takes steps while the backend answers and nobody has
 * ordered otherwise; says every few seconds how it stands. {@link #round} and {@link #follow} are
 * each called by one thread.
 */
final class BackendStation {
  private static final Logger LOG = LoggerFactory.getLogger(BackendStation.class);
  private static final Duration PROBE = Duration.ofSeconds(10);
  private static final long WORKER_END_MILLIS = 3000;

  private final NodeRegistry registry;
  private final NodeSettings node;
  private final NodeRegistry.Backend backend;
  private final BackendCalls calls;
  private final Driver driver;
  private final Breaker breaker;
  private final Probe probe;
  private final WorkerFactory workers;
  private volatile Rest rest = Rest.NONE;
  private volatile List<PoolReport> pools = List.of();
  private volatile boolean started;
  private boolean described;
  private volatile @Nullable String restingBecause;

  /**
   * Why no new work is taken, and until when what runs may go on.
   *
   * @param reason null: work is taken
   */
  private record Rest(@Nullable String reason, long turn, long end) {
    static final Rest NONE = new Rest(null, 0, 0);
  }

  /** What a station is made of beside its backend. */
  record Parts(
      NodeRegistry registry,
      NodeSettings node,
      HeartbeatTracker heartbeats,
      EngineClient engine,
      MeterRegistry metrics,
      SharedSlots shared) {}

  BackendStation(Parts parts, BackendSettings settings, CallLimits limits, Driver driver) {
    this.registry = parts.registry();
    this.node = parts.node();
    this.driver = driver;
    String name = settings.name();
    this.breaker =
        new Breaker(
            () -> parts.heartbeats().servedBesides(name, parts.node().name()), System::nanoTime);
    this.calls = new BackendCalls(name, driver, limits, parts.shared(), outcomes(breaker));
    this.probe = new Probe(name, driver, PROBE);
    this.workers = WorkerFactory.newInstance(parts.engine().client());
    this.backend =
        new NodeRegistry.Backend(
            name,
            settings.driver(),
            settings.availabilityZone(),
            settings.reservedPercentage(),
            settings.overSubscriptionRatio(),
            driver.description());
    show(parts.metrics());
  }

  String name() {
    return backend.name();
  }

  int callsLeft() {
    return calls.inFlight();
  }

  OptionalLong estimateSeconds() {
    return calls.estimateSeconds();
  }

  /** Makes the workers of every queue of this backend, with the activities of each lane. */
  void prepare(BiFunction<BackendCalls, Lane, DriverActivities> activities) {
    CallLimits limits = calls.limits();
    for (Lane lane : Lane.values()) {
      int atOnce =
          switch (lane) {
            case PROMPT -> limits.calls();
            case LONG -> limits.longCalls();
          };
      DriverActivities ofLane = activities.apply(calls, lane);
      serve(TaskQueues.backend(name(), lane), atOnce, ofLane);
      if (driver.description().hostBound()) {
        serve(TaskQueues.backend(name(), lane, node.host()), atOnce, ofLane);
      }
    }
  }

  private void serve(String queue, int atOnce, DriverActivities activities) {
    Worker worker =
        workers.newWorker(
            queue, WorkerSettings.common().setMaxConcurrentActivityExecutionSize(atOnce).build());
    worker.registerActivitiesImplementations(activities);
  }

  /** Begins to poll; {@link #follow} stops it where something forbids it. */
  void start() {
    workers.start();
    started = true;
  }

  /** Takes no new work or takes it again, as ordered; an order is followed once. */
  void order(Order order, String reason) {
    Rest before = rest;
    if (!order.resting()) {
      rest = Rest.NONE;
    } else if (before.reason() == null || before.turn() != order.turn()) {
      rest = new Rest(reason, order.turn(), System.nanoTime() + order.within().toNanos());
    }
  }

  /**
   * Applies what was ordered and what the breaker says, and hands over what need not be waited for:
   * calls that will not end within the time that the order gives, all calls after it.
   */
  void follow() {
    applyRest();
    Rest now = rest;
    if (now.reason() == null) {
      return;
    }
    long left = TimeUnit.NANOSECONDS.toSeconds(now.end() - System.nanoTime());
    int told = calls.handOver(step -> left <= 0 || willLastLonger(step, left));
    if (told > 0) {
      LOG.atInfo()
          .addKeyValue("backend", name())
          .addKeyValue("steps", told)
          .log("steps told to go on at another node");
    }
  }

  private static boolean willLastLonger(RunningStep step, long seconds) {
    OptionalLong left = step.secondsLeft();
    return left.isPresent() && left.getAsLong() > seconds;
  }

  /** Asks the backend how it is, and tells how this node stands to it. */
  void round() {
    Optional<Map<String, Long>> before = reportsBefore();
    try {
      pools = probe.pools();
      breaker.probeSucceeded();
    } catch (ClinkerException away) {
      breaker.probeFailed(String.valueOf(away.getMessage()));
      pools = List.of();
    }
    if (breaker.openBecause().isPresent()) {
      // What hangs at a storage path that is lost goes on where it is not.
      calls.handOver(step -> true);
    }
    report(before);
  }

  /** Empty while the database is away, which must not keep the backend from being asked. */
  private Optional<Map<String, Long>> reportsBefore() {
    try {
      return Optional.of(registry.reports(name()));
    } catch (RuntimeException away) {
      LOG.atDebug().addKeyValue("backend", name()).setCause(away).log("reports not counted");
      return Optional.empty();
    }
  }

  private void report(Optional<Map<String, Long>> before) {
    if (!described) {
      registry.describe(backend);
      described = true;
    }
    if (!pools.isEmpty() && before.isPresent()) {
      registry.reportPools(
          backend,
          pools,
          driver.description().capabilities().contains(Capability.THIN),
          before.get());
    }
    tell();
  }

  /** Tells how this node stands to the backend. */
  void tell() {
    registry.report(standing(restingBecause().orElse(null)));
  }

  /** Whether somebody has ordered that no new work is taken. */
  boolean isResting() {
    return rest.reason() != null;
  }

  private Standing standing(@Nullable String reason) {
    OptionalLong estimate = calls.estimateSeconds();
    return new Standing(
        name(),
        node.name(),
        node.host(),
        reason,
        breaker.openBecause().isPresent() ? "open" : "closed",
        calls.limits().calls(),
        calls.inFlight(),
        calls.hanging(),
        estimate.isPresent() ? estimate.getAsLong() : null);
  }

  private Optional<String> restingBecause() {
    String ordered = rest.reason();
    if (ordered != null) {
      return Optional.of(ordered);
    }
    Optional<String> broken = breaker.openBecause();
    if (broken.isPresent()) {
      return broken;
    }
    return calls.isOverwhelmed()
        ? Optional.of("%d calls hang in the driver".formatted(calls.hanging()))
        : Optional.empty();
  }

  /** Begins or stops to poll. */
  private void applyRest() {
    Optional<String> because = restingBecause();
    String before = restingBecause;
    if (because.isPresent()) {
      calls.suspend(because.get());
    } else {
      calls.resume();
    }
    if (!started || because.orElse("").equals(before == null ? "" : before)) {
      return;
    }
    restingBecause = because.orElse(null);
    if (because.isPresent()) {
      workers.suspendPolling();
      LOG.atWarn()
          .addKeyValue("backend", name())
          .addKeyValue("reason", because.get())
          .log("no steps are taken");
    } else {
      workers.resumePolling();
      LOG.atInfo().addKeyValue("backend", name()).log("steps are taken again");
    }
  }

  /** Ends the workers; calls that still run are handed over, and their threads left behind. */
  void stop() {
    try {
      workers.shutdownNow();
      workers.awaitTermination(WORKER_END_MILLIS, TimeUnit.MILLISECONDS);
    } catch (StatusRuntimeException away) {
      LOG.atDebug().setCause(away).log("end not told to the engine");
    }
    calls.close();
    try {
      registry.report(standing("the node has ended"));
    } catch (RuntimeException away) {
      LOG.atDebug().setCause(away).log("end not reported");
    }
  }

  private void show(MeterRegistry metrics) {
    gauge(metrics, "clinker.breaker.open", one -> one.breaker.openBecause().isPresent() ? 1 : 0);
    gauge(metrics, "clinker.slots", one -> one.calls.limits().calls());
    gauge(metrics, "clinker.slots.used", one -> one.calls.inFlight());
    gauge(metrics, "clinker.calls.hanging", one -> one.calls.hanging());
    gauge(metrics, "clinker.resting", one -> one.restingBecause().isPresent() ? 1 : 0);
  }

  private void gauge(MeterRegistry metrics, String name, ToDoubleFunction<BackendStation> of) {
    Gauge.builder(name, this, of).tag("backend", name()).strongReference(true).register(metrics);
  }

  private static CallOutcomes outcomes(Breaker breaker) {
    return new CallOutcomes() {
      @Override
      public void answered() {
        breaker.callSucceeded();
      }

      @Override
      public void unanswered(String reason) {
        breaker.callFailed(reason);
      }
    };
  }
}

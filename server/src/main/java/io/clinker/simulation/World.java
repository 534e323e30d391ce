package io.clinker.simulation;

import io.clinker.drivers.simulator.SimulatorArray;
import io.clinker.gateway.TemporalGateway;
import io.clinker.gateway.Timing;
import io.clinker.node.EngineClient;
import io.clinker.node.EngineSettings;
import io.clinker.node.Reconciler;
import io.clinker.store.Json;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * An engine, two nodes and an API on one ground. Serves many schedules one after the other, and not
 * for ever: that engine keeps every history and becomes slower with each.
 */
final class World implements AutoCloseable {
  static final String BACKEND = "array";

  /** Of real time: all parts of the world may be cold, and the machine small. */
  static final Duration ADMISSION = Duration.ofSeconds(10);

  /** A call that is seen so often in the array stands still there. */
  private static final int LOOKS_OF_A_HANGING_CALL = 4;

  private final Ground ground;
  private final SimulatedEngine server = new SimulatedEngine();
  private final ScheduledExecutorService timers = Executors.newScheduledThreadPool(2);

  /** Not those of the nodes: a frozen node's heartbeats hold their threads until it thaws. */
  private final ScheduledExecutorService deadlines = Executors.newScheduledThreadPool(1);

  private final AtomicReference<Strikes> strikes = new AtomicReference<>(new Strikes());
  private final AtomicReference<@Nullable SimulatorArray> array = new AtomicReference<>();
  private final Map<Long, Integer> seen = new HashMap<>();
  private final List<SimulatedNode> nodes;
  private final NodeLine line = new NodeLine();
  private final EngineClient api;
  private final TemporalGateway gateway;
  private final Reconciler reconciler;
  private final TimeKeeper time;

  World(Ground ground) {
    this.ground = ground;
    EngineSettings settings = EngineSettings.plain("in this process", "clinker", ADMISSION);
    this.api =
        new EngineClient(
            settings,
            WorkflowServiceStubs.newServiceStubs(
                WorkflowServiceStubsOptions.newBuilder()
                    .setChannel(server.channel())
                    .setGrpcClientInterceptors(List.of(line))
                    .validateAndBuildWithDefaults()),
            "api");
    server.register(settings.namespace());
    SimulatedNode.Parts parts =
        new SimulatedNode.Parts(
            server.channel(), settings, ground.jdbi(), ground.admission(), timers, BACKEND);
    NodeLine first = new NodeLine();
    NodeLine second = new NodeLine();
    this.nodes =
        List.of(node("node-1", first, second, parts), node("node-2", second, first, parts));
    this.gateway =
        new TemporalGateway(
            api,
            ground.admission(),
            ground.operations(),
            () -> true,
            new AllLive(),
            Json.mapper(),
            true,
            new Timing(deadlines, this::now));
    this.reconciler =
        new Reconciler(
            api,
            ground.operations(),
            new SimpleMeterRegistry(),
            new Reconciler.Patience(Duration.ZERO, Duration.ZERO));
    nodes.forEach(SimulatedNode::start);
    this.time = new TimeKeeper(server, this::moving, this::stirs);
  }

  private SimulatedNode node(
      String name, NodeLine line, NodeLine other, SimulatedNode.Parts parts) {
    NodePoints points =
        new NodePoints(
            name,
            line,
            ground.fates(),
            () -> !other.isFrozen(),
            strikes::get,
            () -> TimeUnit.NANOSECONDS.toMillis(now()));
    return new SimulatedNode(name, line, points, parts);
  }

  private long stirs() {
    return line.stirs() + nodes.stream().mapToLong(node -> node.line().stirs()).sum();
  }

  /** The clock of clients, which is moved with the engine's. */
  private long now() {
    return System.nanoTime() + skipped().toNanos();
  }

  /** Tasks that nodes work at; a task whose call hangs in the array is none. */
  private int moving() {
    int tasks = tasks();
    return tasks == 0 ? 0 : Math.max(0, tasks - hangingCalls());
  }

  private int hangingCalls() {
    SimulatorArray present = array.get();
    if (present == null) {
      return 0;
    }
    var flight = present.inFlight().keySet();
    seen.keySet().retainAll(flight);
    flight.forEach(call -> seen.merge(call, 1, Integer::sum));
    return (int) seen.values().stream().filter(looks -> looks > LOOKS_OF_A_HANGING_CALL).count();
  }

  /** From now on these effects, this array, and no longer leaps of the clock than this. */
  void begin(Strikes fresh, SimulatorArray next, Duration leap) {
    strikes.set(fresh);
    array.set(next);
    time.leap(leap);
  }

  Ground ground() {
    return ground;
  }

  List<SimulatedNode> nodes() {
    return nodes;
  }

  EngineClient engine() {
    return api;
  }

  TemporalGateway gateway() {
    return gateway;
  }

  /** Ends runs that the engine has broken, and restarts operations that have no run. */
  void restart() {
    for (SimulatedNode node : nodes) {
      for (WorkflowExecution run = node.line().nextBroken();
          run != null;
          run = node.line().nextBroken()) {
        loseRun(run.getWorkflowId(), run.getRunId());
      }
    }
    reconciler.round();
  }

  /** The engine forgets a run; false if it did not know it as open. */
  boolean loseRun(String workflowId, String runId) {
    try {
      api.client()
          .newUntypedWorkflowStub(workflowId, Optional.of(runId), Optional.empty())
          .terminate("lost");
      return true;
    } catch (WorkflowNotFoundException closed) {
      return false;
    }
  }

  /** How many tasks are worked at. */
  int tasks() {
    return nodes.stream().mapToInt(node -> node.line().tasks()).sum();
  }

  /** How far the engine's clock was moved in all. */
  Duration skipped() {
    return time.skipped();
  }

  /** Whether nobody works at anything. */
  boolean isQuiet() {
    SimulatorArray present = array.get();
    return tasks() == 0 && (present == null || present.inFlight().isEmpty());
  }

  @Override
  public void close() {
    time.close();
    nodes.forEach(SimulatedNode::close);
    api.close();
    server.close();
    timers.shutdownNow();
    deadlines.shutdownNow();
  }
}

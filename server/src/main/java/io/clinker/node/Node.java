package io.clinker.node;

import io.clinker.admin.FindingGauges;
import io.clinker.admission.Admission;
import io.clinker.admission.AdmissionService;
import io.clinker.clients.Compute;
import io.clinker.driver.Driver;
import io.clinker.driver.RestoredExports;
import io.clinker.findings.OwnerlessProjects;
import io.clinker.findings.StorageReconciler;
import io.clinker.logging.LogLevels;
import io.clinker.node.NodeSettings.BackendSettings;
import io.clinker.operations.Vocabulary;
import io.clinker.oracle.ViolationGauges;
import io.clinker.steps.CallLimits;
import io.clinker.steps.Connections;
import io.clinker.steps.DriverActivitiesImpl;
import io.clinker.steps.EngineActivitiesImpl;
import io.clinker.steps.FaultPoints;
import io.clinker.steps.FaultsFromDirectory;
import io.clinker.steps.SharedSlots;
import io.clinker.steps.StepJournal;
import io.clinker.steps.StepMetrics;
import io.clinker.steps.StorageRecords;
import io.clinker.store.CallSlots;
import io.clinker.store.Database;
import io.clinker.store.DatabaseClock;
import io.clinker.store.MetadataCatchUp;
import io.clinker.store.NodeRegistry;
import io.clinker.store.NodeRegistry.Order;
import io.clinker.store.OpenOperations;
import io.clinker.store.Purge;
import io.clinker.store.Stores;
import io.clinker.store.UnservedOperations;
import io.clinker.workflows.support.WorkflowVersion;
import io.dropwizard.lifecycle.Managed;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running node beside its API: the workers of its roles, its heartbeats, the keeper of its
 * exports and the reconciler. Starts whether or not the database, the engine or a backend is there,
 * and begins as each arrives; stopping it is a drain with a time limit.
 */
public final class Node implements Managed {
  private static final Logger LOG = LoggerFactory.getLogger(Node.class);
  private static final Duration ORACLE = Duration.ofSeconds(60);
  private static final Duration BEAT = Duration.ofSeconds(1);
  private static final Duration EXPORT_CHECK = Duration.ofSeconds(2);
  private static final Duration RECONCILE = Duration.ofSeconds(2);
  private static final Duration PURGE = Duration.ofMinutes(5);
  private static final Duration METADATA = Duration.ofMinutes(1);
  private static final Duration SWEEP = Duration.ofMinutes(5);
  private static final Duration YOUNGEST_LEFTOVER = Duration.ofMinutes(30);
  private static final Duration PASS_CHECK = Duration.ofSeconds(1);
  private static final Duration FINDINGS_COUNT = Duration.ofSeconds(15);
  private static final Duration REGISTRATION = Duration.ofSeconds(5);
  private static final Duration CLOCK_LOOK = Duration.ofSeconds(5);
  private static final Duration DATABASE_RETRY = Duration.ofSeconds(1);
  private static final Duration ENGINE_RETRY = Duration.ofSeconds(1);
  private static final Duration QUEUE_WATCH = Duration.ofSeconds(2);
  private static final Duration DRAIN_LOOK = Duration.ofMillis(50);

  /** After the time limit of a drain: for calls that were told to stop. */
  private static final Duration LAST_STOPS = Duration.ofSeconds(6);

  private final NodeSettings settings;
  private final EngineClient engine;
  private final Backends backends;
  private final Database database;
  private final DatabaseClock clock;
  private final Jdbi jdbi;
  private final Admission admission;
  private final HeartbeatTracker heartbeats;
  private final MeterRegistry metrics;
  private final ScheduledExecutorService beats;
  private final Optional<Compute> compute;
  private final Purge purge;
  private final StorageReconciler.Settings findings;
  private final Optional<OwnerlessProjects> ownerless;
  private final Stores stores = Stores.create();
  private final Rounds rounds = new Rounds();
  private final NodeRegistry registry;
  private final NodeRegistry.Announcement announcement;
  private final List<BackendStation> stations = new ArrayList<>();
  private final List<EngineStation> engineStations = new ArrayList<>();
  private final AtomicBoolean drained = new AtomicBoolean();
  private final AtomicLong followed = new AtomicLong();
  private final AtomicBoolean ending = new AtomicBoolean();
  private final LogLevels logLevels;
  private Map<String, String> toldLevels = Map.of();
  private volatile boolean begun;
  private volatile boolean workersStarted;

  /** What a node is made of; each part is owned and closed by whoever made it. */
  public record Parts(
      NodeSettings settings,
      EngineClient engine,
      Backends backends,
      Database database,
      DatabaseClock clock,
      Jdbi jdbi,
      Admission admission,
      HeartbeatTracker heartbeats,
      MeterRegistry metrics,
      ScheduledExecutorService beats,
      Optional<Compute> compute,
      Purge purge,
      StorageReconciler.Settings findings,
      Optional<OwnerlessProjects> ownerless,
      LogLevels logLevels) {}

  public Node(Parts parts) {
    this.settings = parts.settings();
    this.engine = parts.engine();
    this.backends = parts.backends();
    this.database = parts.database();
    this.clock = parts.clock();
    this.jdbi = parts.jdbi();
    this.admission = parts.admission();
    this.heartbeats = parts.heartbeats();
    this.metrics = parts.metrics();
    this.beats = parts.beats();
    this.compute = parts.compute();
    this.purge = parts.purge();
    this.findings = parts.findings();
    this.ownerless = parts.ownerless();
    this.logLevels = parts.logLevels();
    this.registry = new NodeRegistry(jdbi);
    this.announcement =
        new NodeRegistry.Announcement(
            settings.name(),
            settings.host(),
            settings.roles().stream().map(Role::word).sorted().collect(Collectors.joining(",")),
            settings.build(),
            WorkflowVersion.NEWEST,
            Vocabulary.own());
  }

  /**
   * A database that is away is waited for: until then the API says so. One that refuses (a wrong
   * password, a schema of a newer build) ends the start.
   */
  @Override
  public void start() {
    prepareStations();
    try {
      beginOnce();
    } catch (RuntimeException failure) {
      if (!Database.isAway(failure)) {
        throw failure;
      }
      LOG.atWarn()
          .addKeyValue("node", settings.name())
          .addKeyValue("reason", failure.getMessage())
          .log("the database is away, the node waits for it");
      rounds.every(DATABASE_RETRY, "database", this::beginOnce);
    }
  }

  /** Whether the database was found and has the schema of this build. */
  public boolean hasBegun() {
    return begun;
  }

  private void beginOnce() {
    if (begun) {
      return;
    }
    database.show(clock);
    AdmissionService.prepare(database, stores);
    registry.announce(announcement);
    heartbeats.look();
    work();
    begun = true;
    LOG.atInfo().addKeyValue("node", settings.name()).log("the node has begun");
  }

  private void work() {
    Gauge.builder("clinker.node.drained", drained, one -> one.get() ? 1 : 0)
        .strongReference(true)
        .register(metrics);
    rounds.every(settings.heartbeat(), "heartbeat", this::beat);
    rounds.every(CLOCK_LOOK, "clock of the database", () -> database.show(clock));
    rounds.every(BEAT, "orders", this::followOrders);
    rounds.every(BEAT, "heartbeats of others", heartbeats::look);
    rounds.every(
        QUEUE_WATCH,
        "queues without workers",
        new QueueWatch(new UnservedOperations(jdbi), heartbeats)::round);
    if (settings.roles().contains(Role.VOLUME)) {
      keepBackends();
    }
    // An engine that is away must not keep the API from starting, nor one that comes back empty.
    rounds.every(ENGINE_RETRY, "engine", this::startWorkersOnce);
  }

  private void beat() {
    // Read first: the calls below were counted after the order was followed.
    long order = followed.get();
    OptionalLong estimate = OptionalLong.of(0);
    int left = 0;
    for (BackendStation station : stations) {
      if (station.isResting()) {
        // Who watches a drain sees the calls of each backend end with the node's.
        station.tell();
      }
      left += station.callsLeft();
      OptionalLong one = station.estimateSeconds();
      estimate =
          one.isEmpty() || estimate.isEmpty()
              ? OptionalLong.empty()
              : OptionalLong.of(Math.max(one.getAsLong(), estimate.getAsLong()));
    }
    registry.beat(announcement, order, left, estimate.isPresent() ? estimate.getAsLong() : null);
  }

  private void followOrders() {
    if (ending.get()) {
      return;
    }
    try {
      NodeRegistry.Orders orders = registry.orders(settings.name());
      if (ending.get()) {
        // It has ended to take work while the orders were read.
        return;
      }
      engineStations.forEach(station -> station.order(orders.node()));
      for (BackendStation station : stations) {
        Order ofBackend = orders.backends().getOrDefault(station.name(), Order.WORK);
        if (orders.node().resting()) {
          station.order(orders.node(), "the node is drained");
        } else {
          station.order(ofBackend, "the backend is drained");
        }
      }
      stations.forEach(BackendStation::follow);
      followed.set(orders.node().turn());
      drained.set(orders.node().resting());
      followLogOrders(orders.logLevels());
    } catch (RuntimeException away) {
      // Without a database the last orders hold, and a breaker must open all the same.
      stations.forEach(BackendStation::follow);
      throw away;
    }
  }

  private void followLogOrders(Map<String, String> orders) {
    Map<String, String> levels = logLevels.follow(orders);
    if (!levels.equals(toldLevels)) {
      registry.tellLogLevels(settings.name(), levels);
      toldLevels = levels;
    }
  }

  /** No new work; what runs ends, or goes on at another node, within the time limit. */
  @Override
  public void stop() {
    LOG.atInfo().addKeyValue("node", settings.name()).log("draining");
    ending.set(true);
    try {
      registry.draining(settings.name());
    } catch (RuntimeException failure) {
      LOG.atWarn().setCause(failure).log("draining not announced");
    }
    if (workersStarted) {
      drain(new Order(true, settings.drainTimeout(), Long.MAX_VALUE));
    }
    rounds.close();
    engineStations.forEach(EngineStation::stop);
    stations.forEach(BackendStation::stop);
  }

  private void drain(Order order) {
    long end = System.nanoTime() + order.within().plus(LAST_STOPS).toNanos();
    int left;
    do {
      // Each time, since orders that were read before may have been followed after the first.
      engineStations.forEach(station -> station.order(order));
      stations.forEach(station -> station.order(order, "the node ends"));
      stations.forEach(BackendStation::follow);
      left = stations.stream().mapToInt(BackendStation::callsLeft).sum();
    } while (left > 0 && System.nanoTime() < end && pause());
    if (left > 0) {
      LOG.atInfo().addKeyValue("steps", left).log("steps still run, left to other nodes");
    }
  }

  private static boolean pause() {
    try {
      Thread.sleep(DRAIN_LOOK);
      return true;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void keepBackends() {
    Connections connections = new Connections(jdbi);
    for (BackendStation station : stations) {
      Driver driver = driverOf(station.name());
      rounds.every(
          settings.heartbeat().multipliedBy(2),
          "report of backend " + station.name(),
          station::round);
      rounds.everyFromLater(
          SWEEP, "sweep of backend " + station.name(), () -> driver.sweep(YOUNGEST_LEFTOVER));
      rounds.every(
          PASS_CHECK,
          "comparison of backend " + station.name(),
          new StorageReconciler(
                  new StorageReconciler.Place(settings.name(), settings.host(), station.name()),
                  driver,
                  database,
                  stores,
                  findings)
              ::round);
      if (driver.description().hostBound()) {
        rounds.every(
            EXPORT_CHECK,
            "exports of backend " + station.name(),
            () -> restoreExports(station.name(), driver, connections));
      }
    }
  }

  private Driver driverOf(String backend) {
    return Objects.requireNonNull(backends.drivers().get(backend), backend);
  }

  private void restoreExports(String backend, Driver driver, Connections connections) {
    RestoredExports round = driver.restoreExports(connections.exportsOf(backend, settings.host()));
    for (String what : round.restored()) {
      LOG.atInfo().addKeyValue("backend", backend).addKeyValue("what", what).log("export restored");
    }
    round.requireAll();
  }

  private void prepareStations() {
    StepJournal journal = new StepJournal(jdbi);
    StepMetrics stepMetrics = new StepMetrics(metrics, backends.drivers().keySet());
    FaultPoints faults = faults();
    if (settings.roles().contains(Role.ENGINE)) {
      engineStations.add(
          new EngineStation(
              engine, new EngineActivitiesImpl(admission, journal, stepMetrics, faults, compute)));
    }
    if (settings.roles().contains(Role.VOLUME)) {
      Connections connections = new Connections(jdbi);
      StorageRecords records = new StorageRecords(jdbi);
      for (BackendSettings backend : settings.backends()) {
        BackendStation station = station(backend);
        station.prepare(
            (calls, lane) ->
                new DriverActivitiesImpl(
                    new DriverActivitiesImpl.Place(settings.name(), settings.host(), calls, lane),
                    connections,
                    records,
                    journal,
                    stepMetrics,
                    faults,
                    beats));
        stations.add(station);
      }
    }
  }

  private BackendStation station(BackendSettings backend) {
    CallLimits limits = backends.limits(backend.name());
    SharedSlots shared =
        limits.callsOfAllNodes() == 0
            ? SharedSlots.UNLIMITED
            : new RowSlots(
                new CallSlots(database), backend.name(), limits.callsOfAllNodes(), settings.name());
    return new BackendStation(
        new BackendStation.Parts(registry, settings, heartbeats, engine, metrics, shared),
        backend,
        limits,
        driverOf(backend.name()));
  }

  private void startWorkersOnce() {
    if (workersStarted) {
      return;
    }
    engine.register();
    engineStations.forEach(EngineStation::start);
    stations.forEach(BackendStation::start);
    workersStarted = true;
    LOG.atInfo().addKeyValue("node", settings.name()).log("workers started");
    if (settings.roles().contains(Role.ENGINE)) {
      Reconciler reconciler =
          new Reconciler(engine, new OpenOperations(jdbi), metrics, Reconciler.Patience.standard());
      rounds.every(RECONCILE, "reconciler", reconciler::round);
      // An engine whose store was lost comes back without them.
      rounds.every(REGISTRATION, "registration", engine::register);
      rounds.every(PURGE, "purge", purge::round);
      rounds.every(METADATA, "metadata", new MetadataCatchUp(database)::round);
      rounds.every(FINDINGS_COUNT, "findings", new FindingGauges(database, stores, metrics)::round);
      ownerless.ifPresent(
          projects -> rounds.every(PASS_CHECK, "projects without an owner", projects::round));
      rounds.every(ORACLE, "oracle", new ViolationGauges(jdbi, metrics)::round);
    }
  }

  /** Faults are armed in tests of real processes only, by a property of the process. */
  private static FaultPoints faults() {
    String directory = System.getProperty("clinker.faults");
    return directory == null ? FaultPoints.NONE : new FaultsFromDirectory(Path.of(directory));
  }
}

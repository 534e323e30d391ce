package io.clinker.node;

import io.clinker.admin.FindingGauges;
import io.clinker.admission.Admission;
import io.clinker.driver.Driver;
import io.clinker.findings.StorageReconciler;
import io.clinker.node.NodeSettings.BackendSettings;
import io.clinker.oracle.ViolationGauges;
import io.clinker.steps.Connections;
import io.clinker.steps.DriverActivitiesImpl;
import io.clinker.steps.EngineActivitiesImpl;
import io.clinker.steps.FaultPoints;
import io.clinker.steps.FaultsFromDirectory;
import io.clinker.steps.StepJournal;
import io.clinker.steps.StepMetrics;
import io.clinker.steps.StorageRecords;
import io.clinker.store.Database;
import io.clinker.store.NodeRegistry;
import io.clinker.store.OpenOperations;
import io.clinker.store.Purge;
import io.clinker.store.Stores;
import io.clinker.workflows.support.WorkflowVersion;
import io.dropwizard.lifecycle.Managed;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running node beside its API: the workers of its roles, its heartbeats, the keeper of its
 * exports and the reconciler. Starts whether or not the engine or a backend is there; stopping it
 * is a drain with a time limit.
 */
public final class Node implements Managed {
  private static final Logger LOG = LoggerFactory.getLogger(Node.class);
  private static final Duration ORACLE = Duration.ofSeconds(60);
  private static final Duration BEAT = Duration.ofSeconds(1);
  private static final Duration BACKEND_REPORT = Duration.ofSeconds(2);
  private static final Duration EXPORT_CHECK = Duration.ofSeconds(2);
  private static final Duration RECONCILE = Duration.ofSeconds(2);
  private static final Duration PURGE = Duration.ofMinutes(5);
  private static final Duration SWEEP = Duration.ofMinutes(5);
  private static final Duration YOUNGEST_LEFTOVER = Duration.ofMinutes(30);
  private static final Duration PASS_CHECK = Duration.ofSeconds(1);
  private static final Duration FINDINGS_COUNT = Duration.ofSeconds(15);
  private static final Duration REGISTRATION = Duration.ofSeconds(5);
  private static final Duration ENGINE_RETRY = Duration.ofSeconds(1);

  private final NodeSettings settings;
  private final EngineClient engine;
  private final Backends backends;
  private final Jdbi jdbi;
  private final Admission admission;
  private final HeartbeatTracker heartbeats;
  private final MeterRegistry metrics;
  private final ScheduledExecutorService beats;
  private final Purge purge;
  private final Database database;
  private final StorageReconciler.Settings findings;
  private final Stores stores = Stores.create();
  private final Rounds rounds = new Rounds();
  private final NodeRegistry registry;
  private volatile boolean workersStarted;
  private final Workers workers;

  /** What a node is made of; each part is owned and closed by whoever made it. */
  public record Parts(
      NodeSettings settings,
      EngineClient engine,
      Backends backends,
      Jdbi jdbi,
      Admission admission,
      HeartbeatTracker heartbeats,
      MeterRegistry metrics,
      ScheduledExecutorService beats,
      Purge purge,
      Database database,
      StorageReconciler.Settings findings) {}

  public Node(Parts parts) {
    this.settings = parts.settings();
    this.engine = parts.engine();
    this.backends = parts.backends();
    this.jdbi = parts.jdbi();
    this.admission = parts.admission();
    this.heartbeats = parts.heartbeats();
    this.metrics = parts.metrics();
    this.beats = parts.beats();
    this.purge = parts.purge();
    this.database = parts.database();
    this.findings = parts.findings();
    this.registry = new NodeRegistry(jdbi);
    this.workers = new Workers(engine);
  }

  @Override
  public void start() {
    registry.announce(
        new NodeRegistry.Announcement(
            settings.name(),
            settings.host(),
            settings.roles().stream().map(Role::word).sorted().collect(Collectors.joining(",")),
            settings.build(),
            WorkflowVersion.NEWEST));
    heartbeats.look();
    rounds.every(BEAT, "heartbeat", () -> registry.beat(settings.name()));
    rounds.every(BEAT, "heartbeats of others", heartbeats::look);
    if (settings.roles().contains(Role.VOLUME)) {
      keepBackends();
    }
    prepareWorkers();
    // An engine that is away must not keep the API from starting, nor one that comes back empty.
    rounds.every(ENGINE_RETRY, "engine", this::startWorkersOnce);
  }

  @Override
  public void stop() {
    LOG.atInfo().addKeyValue("node", settings.name()).log("draining");
    try {
      registry.draining(settings.name());
    } catch (RuntimeException failure) {
      LOG.atWarn().setCause(failure).log("draining not announced");
    }
    if (workersStarted) {
      workers.drain(settings.drainTimeout());
    }
    rounds.close();
  }

  private void keepBackends() {
    Connections connections = new Connections(jdbi);
    Map<String, Driver> drivers = backends.drivers();
    for (BackendSettings backend : settings.backends()) {
      Driver driver = drivers.get(backend.name());
      if (driver == null) {
        continue;
      }
      rounds.every(
          BACKEND_REPORT,
          "report of backend " + backend.name(),
          new BackendReporter(registry, settings, backend, driver)::round);
      rounds.every(
          SWEEP, "sweep of backend " + backend.name(), () -> driver.sweep(YOUNGEST_LEFTOVER));
      rounds.every(
          PASS_CHECK,
          "comparison of backend " + backend.name(),
          new StorageReconciler(
                  new StorageReconciler.Place(settings.name(), settings.host(), backend.name()),
                  driver,
                  database,
                  stores,
                  findings)
              ::round);
      if (driver.description().hostBound()) {
        rounds.every(
            EXPORT_CHECK,
            "exports of backend " + backend.name(),
            () -> restoreExports(backend.name(), driver, connections));
      }
    }
  }

  private void restoreExports(String backend, Driver driver, Connections connections) {
    List<String> restored = driver.restoreExports(connections.exportsOf(backend, settings.host()));
    for (String what : restored) {
      LOG.atInfo().addKeyValue("backend", backend).addKeyValue("what", what).log("export restored");
    }
  }

  private void prepareWorkers() {
    StepJournal journal = new StepJournal(jdbi);
    StepMetrics stepMetrics = new StepMetrics(metrics, backends.drivers().keySet());
    FaultPoints faults = faults();
    if (settings.roles().contains(Role.ENGINE)) {
      workers.serveEngine(new EngineActivitiesImpl(admission, journal, stepMetrics, faults));
    }
    if (settings.roles().contains(Role.VOLUME)) {
      Map<String, Driver> drivers = backends.drivers();
      DriverActivitiesImpl activities =
          new DriverActivitiesImpl(
              drivers,
              new DriverActivitiesImpl.Place(settings.name(), settings.host()),
              new Connections(jdbi),
              new StorageRecords(jdbi),
              journal,
              stepMetrics,
              faults,
              beats);
      drivers.forEach(
          (name, driver) -> workers.serveBackend(name, settings.host(), driver, activities));
    }
  }

  private void startWorkersOnce() {
    if (workersStarted) {
      return;
    }
    engine.register();
    workers.start();
    workersStarted = true;
    LOG.atInfo().addKeyValue("node", settings.name()).log("workers started");
    if (settings.roles().contains(Role.ENGINE)) {
      Reconciler reconciler = new Reconciler(engine, new OpenOperations(jdbi), metrics);
      rounds.every(RECONCILE, "reconciler", reconciler::round);
      // An engine whose store was lost comes back without them.
      rounds.every(REGISTRATION, "registration", engine::register);
      rounds.every(PURGE, "purge", purge::round);
      rounds.every(FINDINGS_COUNT, "findings", new FindingGauges(database, stores, metrics)::round);
      rounds.every(ORACLE, "oracle", new ViolationGauges(jdbi, metrics)::round);
    }
  }

  /** Faults are armed in tests of real processes only, by a property of the process. */
  private static FaultPoints faults() {
    String directory = System.getProperty("clinker.faults");
    return directory == null ? FaultPoints.NONE : new FaultsFromDirectory(Path.of(directory));
  }
}

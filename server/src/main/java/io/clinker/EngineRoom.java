package io.clinker;

import ch.qos.logback.classic.LoggerContext;
import io.clinker.admin.EngineClientMetrics;
import io.clinker.admission.Admission;
import io.clinker.admission.AdmissionService;
import io.clinker.admission.AdmissionSettings;
import io.clinker.configuration.BackendSection;
import io.clinker.configuration.CallLimitsSection;
import io.clinker.configuration.EngineSection;
import io.clinker.configuration.FindingsSection;
import io.clinker.configuration.NodeSection;
import io.clinker.configuration.RetentionSection;
import io.clinker.findings.OwnerlessProjects;
import io.clinker.findings.StorageReconciler;
import io.clinker.gateway.OperationGateway;
import io.clinker.gateway.TemporalGateway;
import io.clinker.gateway.TemporalQuestions;
import io.clinker.gateway.Timing;
import io.clinker.logging.LogLevels;
import io.clinker.node.Backends;
import io.clinker.node.EngineClient;
import io.clinker.node.EngineSettings;
import io.clinker.node.HeartbeatTracker;
import io.clinker.node.LimitSettings;
import io.clinker.node.Node;
import io.clinker.node.NodeSettings;
import io.clinker.node.NodeSettings.BackendSettings;
import io.clinker.node.Role;
import io.clinker.store.Database;
import io.clinker.store.DatabaseClock;
import io.clinker.store.Json;
import io.clinker.store.NodeRegistry;
import io.clinker.store.OpenOperations;
import io.clinker.store.Purge;
import io.clinker.store.Stores;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.lifecycle.Managed;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.LoggerFactory;

/**
 * Wires what stands behind the API: admission, the engine's client, the node.
 *
 * @param begun whether the node has found the database and brought its schema up
 */
record EngineRoom(
    EngineClient engine,
    Backends backends,
    HeartbeatTracker heartbeats,
    OperationGateway gateway,
    TemporalQuestions questions,
    BooleanSupplier begun) {
  private static final Duration ENGINE_RETENTION = Duration.ofDays(3);
  private static final int TIMERS = 2;

  static EngineRoom open(
      ClinkerConfiguration configuration,
      Environment environment,
      CloudServices cloud,
      Database database,
      DatabaseClock clock,
      Jdbi jdbi,
      MeterRegistry metrics) {
    NodeSettings settings = settings(configuration);
    ScheduledExecutorService timers = timers("heartbeat-", TIMERS);
    // Apart from the heartbeats: a database or engine that hangs must not delay a client's answer.
    ScheduledExecutorService deadlines = timers("deadline-", 1);
    Timing timing = Timing.real(deadlines);
    EngineClientMetrics counts = new EngineClientMetrics(metrics);
    EngineClient engine =
        new EngineClient(engine(configuration.engine()), settings.name(), counts.scope());
    Backends backends = Backends.open(settings);
    HeartbeatTracker heartbeats =
        new HeartbeatTracker(new NodeRegistry(jdbi), configuration.node().deadAfter());
    Admission admission =
        new AdmissionService(database, Stores.create(), heartbeats, AdmissionSettings.standard());
    OperationGateway gateway =
        new TemporalGateway(
            engine,
            admission,
            new OpenOperations(jdbi),
            database::answers,
            heartbeats,
            Json.mapper(),
            !configuration.strict(),
            timing);
    // Ended in the order opposite to this one: the client counts until it is closed.
    environment.lifecycle().manage(counts);
    environment.lifecycle().manage(closing(engine, backends, List.of(timers, deadlines)));
    Node node =
        new Node(
            new Node.Parts(
                settings,
                engine,
                backends,
                database,
                clock,
                jdbi,
                admission,
                heartbeats,
                metrics,
                timers,
                cloud.compute(),
                new Purge(database, retention(configuration.retention())),
                new StorageReconciler.Settings(
                    configuration.findings().pace(), configuration.findings().passes()),
                ownerless(configuration, cloud, database),
                new LogLevels((LoggerContext) LoggerFactory.getILoggerFactory())));
    environment.lifecycle().manage(node);
    return new EngineRoom(
        engine,
        backends,
        heartbeats,
        gateway,
        new TemporalQuestions(engine, timing),
        node::hasBegun);
  }

  private static Optional<OwnerlessProjects> ownerless(
      ClinkerConfiguration configuration, CloudServices cloud, Database database) {
    FindingsSection section = configuration.findings();
    return cloud
        .keystone()
        .filter(keystone -> section.projectPace().isPositive())
        .map(
            keystone ->
                new OwnerlessProjects(
                    keystone,
                    configuration.node().name(),
                    database,
                    Stores.create(),
                    new OwnerlessProjects.Settings(section.projectPace(), section.passes())));
  }

  private static Managed closing(
      EngineClient engine, Backends backends, List<ScheduledExecutorService> executors) {
    return new Managed() {
      @Override
      public void stop() {
        engine.close();
        backends.close();
        executors.forEach(ScheduledExecutorService::shutdownNow);
      }
    };
  }

  private static ScheduledExecutorService timers(String name, int threads) {
    return Executors.newScheduledThreadPool(
        threads, Thread.ofPlatform().daemon().name(name, 0).factory());
  }

  private static Purge.Retention retention(RetentionSection section) {
    return new Purge.Retention(
        section.deletedRows(), section.operations(), section.idempotencyKeys());
  }

  private static NodeSettings settings(ClinkerConfiguration configuration) {
    NodeSection node = configuration.node();
    List<BackendSettings> backends =
        configuration.backends().stream().map(EngineRoom::backend).toList();
    String build = EngineRoom.class.getPackage().getImplementationVersion();
    return new NodeSettings(
        node.name(),
        node.host(),
        node.roles().stream()
            .filter(role -> role != NodeSection.Role.BACKUP)
            .map(role -> Role.of(role.word()))
            .collect(Collectors.toSet()),
        build == null ? "development" : build,
        node.heartbeat(),
        node.drainTimeout(),
        backends);
  }

  private static BackendSettings backend(BackendSection section) {
    return new BackendSettings(
        section.name(),
        section.driver(),
        section.availabilityZone(),
        section.reservedPercentage(),
        section.overSubscriptionRatio(),
        limits(section.limits()),
        Map.copyOf(section.options()));
  }

  private static LimitSettings limits(CallLimitsSection section) {
    return new LimitSettings(
        section.calls(),
        section.callsOfAllNodes(),
        section.longCalls(),
        section.longCallsPerProject(),
        section.silence());
  }

  private static EngineSettings engine(EngineSection section) {
    return new EngineSettings(
        section.address(),
        section.namespace(),
        ENGINE_RETENTION,
        section.tls(),
        section.apiKey().orElse(null),
        section.tlsCertificate().map(Path::of).orElse(null),
        section.tlsKey().map(Path::of).orElse(null),
        section.tlsAuthorities().map(Path::of).orElse(null),
        section.admissionTimeout());
  }
}

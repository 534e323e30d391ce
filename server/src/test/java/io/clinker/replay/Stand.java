package io.clinker.replay;

import com.codahale.metrics.MetricRegistry;
import com.uber.m3.tally.NoopScope;
import io.clinker.admission.AdmissionService;
import io.clinker.admission.AdmissionSettings;
import io.clinker.admission.GroupTypeEdits;
import io.clinker.chaos.ComputeDouble;
import io.clinker.configuration.DatabaseSection;
import io.clinker.driver.ForeignReference;
import io.clinker.drivers.simulator.AdminAct;
import io.clinker.drivers.simulator.ArrayRequest;
import io.clinker.drivers.simulator.Fault;
import io.clinker.drivers.simulator.FaultPoint;
import io.clinker.drivers.simulator.FaultRule;
import io.clinker.drivers.simulator.SimulatorAdmin;
import io.clinker.gateway.OperationGateway.Submission;
import io.clinker.gateway.TemporalGateway;
import io.clinker.gateway.Timing;
import io.clinker.model.ErrorCode;
import io.clinker.model.GroupId;
import io.clinker.model.OperationId;
import io.clinker.model.ResourceRef;
import io.clinker.model.Size;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import io.clinker.node.EngineClient;
import io.clinker.node.EngineSettings;
import io.clinker.node.HeartbeatTracker;
import io.clinker.operations.GroupInput;
import io.clinker.operations.OperationInput;
import io.clinker.operations.OperationRequest;
import io.clinker.operations.OperationState;
import io.clinker.site.Await;
import io.clinker.site.NodeProcess;
import io.clinker.site.Site;
import io.clinker.store.Database;
import io.clinker.store.FindingRow;
import io.clinker.store.Json;
import io.clinker.store.NodeRegistry;
import io.clinker.store.OpenOperations;
import io.clinker.store.OpenOperations.Held;
import io.clinker.store.Stores;
import io.clinker.store.TypeRow;
import io.clinker.store.VolumeRow;
import io.dropwizard.db.DataSourceFactory;
import io.dropwizard.db.ManagedDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** One node and everything behind it, asked past HTTP: what is recorded begins behind the API. */
final class Stand implements AutoCloseable {
  static final String PROJECT = "0123456789abcdef0123456789abcdef";

  /** A type like that of the array, under another name. */
  static final String SAME_ARRAY = "same-" + Site.ARRAY;

  static final String GROUP_TYPE = "plain";

  /** A group type that no backend fits. */
  static final String CONSISTENT = "consistent";

  private static final Duration LONG = Duration.ofSeconds(90);
  private static final Duration ADMISSION = Duration.ofSeconds(40);

  private final Site site;
  private final NodeProcess node;
  private final ScheduledExecutorService timers = Executors.newScheduledThreadPool(1);
  private final EngineClient engine;
  private final OpenOperations operations;
  private final TemporalGateway gateway;
  private final Database database;
  private final ManagedDataSource source;
  private final ComputeDouble compute = ComputeDouble.startOpen();

  Stand(Site site) throws IOException {
    this.site = site;
    Files.writeString(
        site.configuration(),
        "compute: {endpoint: \"%s\"}\n".formatted(compute.address()),
        StandardOpenOption.APPEND);
    this.node = site.node("node-1", "api,engine,volume");
    node.start();
    node.awaitReady();
    this.engine =
        new EngineClient(
            EngineSettings.plain(site.engineAddress(), "clinker", ADMISSION),
            "client",
            new NoopScope());
    this.source = source(site.installation().database());
    this.database = new Database(source, InstantSource.system(), Database.Settings.standard());
    this.operations = new OpenOperations(database.jdbi());
    HeartbeatTracker heartbeats =
        new HeartbeatTracker(new NodeRegistry(database.jdbi()), Duration.ofSeconds(10));
    this.gateway =
        new TemporalGateway(
            engine,
            new AdmissionService(
                database, Stores.create(), heartbeats, AdmissionSettings.standard()),
            operations,
            database::answers,
            heartbeats,
            Json.mapper(),
            true,
            Timing.real(timers));
    withoutLimits();
    for (String backend : Set.of(Site.FILE, Site.ARRAY, Site.SMALL)) {
      type(backend, backend);
    }
    type(SAME_ARRAY, Site.ARRAY);
    groupType(GROUP_TYPE, Map.of());
    groupType(CONSISTENT, Map.of("consistent_group_snapshot_enabled", "<is> True"));
  }

  private static ManagedDataSource source(DatabaseSection section) {
    DataSourceFactory factory = new DataSourceFactory();
    factory.setDriverClass("com.mysql.cj.jdbc.Driver");
    factory.setUrl(section.url());
    factory.setUser(section.user());
    factory.setPassword(section.password());
    factory.setProperties(Database.CONNECTION_PROPERTIES);
    factory.setInitialSize(1);
    factory.setMinSize(1);
    factory.setMaxSize(8);
    return factory.build(new MetricRegistry(), "recorder");
  }

  private void groupType(String name, Map<String, String> specs) {
    database.inTransaction(
        handle ->
            new GroupTypeEdits(Stores.create())
                .create(handle, name, null, true, specs, Instant.now()));
  }

  private void withoutLimits() {
    for (String resource : Set.of("volumes", "snapshots", "gigabytes", "groups")) {
      database.inTransaction(
          handle -> {
            Stores.create().quotas().setLimit(handle, PROJECT, resource, -1);
            return true;
          });
    }
  }

  private void type(String name, String backend) {
    database.inTransaction(
        handle -> {
          Stores.create()
              .types()
              .insert(
                  handle,
                  new TypeRow(
                      UUID.randomUUID().toString(),
                      name,
                      null,
                      true,
                      Map.of("volume_backend_name", backend),
                      Instant.now(),
                      null,
                      null,
                      null,
                      false));
          return true;
        });
  }

  EngineClient engine() {
    return engine;
  }

  SimulatorAdmin array() {
    return site.array();
  }

  NodeProcess node() {
    return node;
  }

  /** What the node tells of volumes that have grown under their servers. */
  ComputeDouble compute() {
    return compute;
  }

  /** Sends a request to the service. */
  Submission submit(OperationInput input) {
    return gateway.submit(
        new OperationRequest(
            OperationId.random(),
            input,
            PROJECT,
            "somebody",
            true,
            "req-" + UUID.randomUUID(),
            null,
            null,
            ADMISSION.toMillis()));
  }

  /** Sends a request that must be accepted. */
  OperationId accepted(OperationInput input) {
    return switch (submit(input)) {
      case Submission.Accepted accepted -> accepted.operation();
      case Submission other -> throw new IllegalStateException(input + ": " + other);
    };
  }

  /** Sends a request, waits for its end and answers the operation. */
  OperationId ended(OperationInput input, OperationState as) {
    OperationId operation = accepted(input);
    awaitEnd(operation, as);
    return operation;
  }

  void awaitEnd(OperationId operation, OperationState as) {
    OperationState end = gateway.awaitEnd(operation, LONG).orElseThrow();
    if (end != as) {
      throw new IllegalStateException("%s ended as %s, not %s".formatted(operation, end, as));
    }
  }

  void cancel(OperationId operation) {
    var answer = gateway.cancel(operation);
    if (!(answer instanceof io.clinker.gateway.OperationGateway.Cancellation.Accepted)) {
      throw new IllegalStateException("cancel of " + operation + ": " + answer);
    }
  }

  Held held(OperationId operation) {
    return operations.find(operation).orElseThrow();
  }

  void awaitState(OperationId operation, OperationState state) {
    Await.until(operation + " is " + state, LONG, () -> held(operation).state() == state);
  }

  /** The array refuses this call about this object. */
  void refuse(String call, ResourceRef object) {
    array().addFault(FaultRule.on(call, new Fault.Refuse(ErrorCode.BACKEND_REFUSED)).about(object));
  }

  /** This call about this object hangs until the faults are cleared. */
  void hang(String call, ResourceRef object) {
    array().addFault(FaultRule.on(call, new Fault.Hang(FaultPoint.BEFORE)).about(object));
  }

  /** The next call of this name about this object hangs until the faults are cleared. */
  void hangOnce(String call, ResourceRef object) {
    array().addFault(FaultRule.on(call, new Fault.Hang(FaultPoint.BEFORE)).about(object).times(1));
  }

  void healthy() {
    array().clearFaults();
  }

  /** Returns when a call of this name about this object is under way at the array. */
  void awaitCall(String call, ResourceRef object) {
    Await.until(
        call + " of " + object,
        LONG,
        () ->
            array().inFlight().values().stream()
                .map(ArrayRequest::call)
                .anyMatch(under -> under.word().equals(call) && under.objects().contains(object)));
  }

  /** Returns when every node knows that the backend is away. */
  void awaitDown(String backend) {
    NodeRegistry registry = new NodeRegistry(database.jdbi());
    Await.until(
        backend + " is down",
        LONG,
        () ->
            registry.backendBeats().stream()
                .noneMatch(beat -> beat.backend().equals(backend) && beat.up()));
    Await.sleep(Duration.ofSeconds(2));
  }

  /** Something on the array that can be taken over. */
  ForeignReference foreign() {
    String name = "foreign-" + UUID.randomUUID();
    array().act(new AdminAct.AddForeignVolume(name, "large", Size.ofGibibytes(1), 0, "recorded"));
    return ForeignReference.named(name);
  }

  /** The same as a snapshot of a volume. */
  ForeignReference foreignOf(VolumeId volume) {
    String name = "foreign-" + UUID.randomUUID();
    array().act(new AdminAct.AddForeignSnapshot(name, volume));
    return ForeignReference.named(name);
  }

  /** A volume that the array holds and no row knows, found by the nodes. */
  VolumeId orphan() {
    VolumeId id = volume(1);
    run("delete from volume where id = ?", id.value());
    return id;
  }

  /** The same snapshot without its row. */
  SnapshotId orphanOf(SnapshotId id) {
    run("delete from snapshot where id = ?", id.value());
    return id;
  }

  private void run(String sql, String id) {
    database.jdbi().useHandle(handle -> handle.createUpdate(sql).bind(0, id).execute());
  }

  /** The id of the finding about this resource, once it is believed. */
  String finding(ResourceRef resource) {
    Await.until("a finding about " + resource, LONG, () -> found(resource).isPresent());
    return found(resource).orElseThrow();
  }

  private Optional<String> found(ResourceRef resource) {
    return database.read(handle -> Stores.create().findings().ofResource(handle, resource)).stream()
        .map(FindingRow::id)
        .findFirst();
  }

  /** A volume whose extend hangs in the array. */
  VolumeId extending() {
    VolumeId id = volume(1);
    hang("extendVolume", id.ref());
    accepted(new OperationInput.ExtendVolume(id, 2, true));
    awaitCall("extendVolume", id.ref());
    return id;
  }

  /** A snapshot whose delete hangs in the array. */
  SnapshotId deleting(SnapshotId id) {
    hang("deleteSnapshot", id.ref());
    accepted(new OperationInput.DeleteSnapshot(id, false));
    awaitCall("deleteSnapshot", id.ref());
    return id;
  }

  VolumeId volume(@Nullable Integer size) {
    return volume(Site.ARRAY, size);
  }

  VolumeId volume(String type, @Nullable Integer size) {
    VolumeId id = VolumeId.random();
    ended(create(id, type, size), OperationState.SUCCEEDED);
    return id;
  }

  static OperationInput.CreateVolume create(VolumeId id, String type, @Nullable Integer size) {
    return new OperationInput.CreateVolume(
        id, size, "recorded", null, type, null, null, null, Map.of());
  }

  static GroupInput.CreateGroup createGroup(GroupId id, String groupType) {
    return new GroupInput.CreateGroup(id, "recorded", null, groupType, List.of(Site.ARRAY), null);
  }

  /** A group with two volumes. */
  GroupId group() {
    GroupId group = GroupId.random();
    ended(createGroup(group, GROUP_TYPE), OperationState.SUCCEEDED);
    for (int count = 0; count < 2; count++) {
      ended(
          new OperationInput.CreateVolume(
              VolumeId.random(),
              1,
              "recorded",
              null,
              Site.ARRAY,
              null,
              null,
              null,
              Map.of(),
              group),
          OperationState.SUCCEEDED);
    }
    return group;
  }

  /** In the order in which they are worked on. */
  List<VolumeId> volumesOf(GroupId group) {
    return database.read(handle -> Stores.create().volumes().ofGroup(handle, group)).stream()
        .map(VolumeRow::id)
        .sorted(Comparator.comparing(VolumeId::value))
        .toList();
  }

  @Override
  public void close() throws Exception {
    engine.close();
    timers.shutdownNow();
    source.stop();
    compute.close();
  }
}

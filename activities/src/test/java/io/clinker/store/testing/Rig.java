package io.clinker.store.testing;

import io.clinker.admission.Admission.EngineRun;
import io.clinker.admission.AdmissionService;
import io.clinker.admission.AdmissionSettings;
import io.clinker.admission.GroupTypeEdits;
import io.clinker.admission.Intents;
import io.clinker.driver.Capability;
import io.clinker.driver.SerialSection;
import io.clinker.model.GroupId;
import io.clinker.model.GroupSnapshotId;
import io.clinker.model.OperationId;
import io.clinker.model.ResourceRef;
import io.clinker.model.Size;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import io.clinker.operations.Admittance;
import io.clinker.operations.Admittance.Admitted;
import io.clinker.operations.GroupInput;
import io.clinker.operations.OperationInput;
import io.clinker.operations.OperationRequest;
import io.clinker.operations.Outcome;
import io.clinker.operations.Refusal;
import io.clinker.operations.StepRecord;
import io.clinker.placement.Liveness;
import io.clinker.store.Database;
import io.clinker.store.FindingRow;
import io.clinker.store.GroupRow;
import io.clinker.store.GroupSnapshotRow;
import io.clinker.store.ObservationStore.Held;
import io.clinker.store.OperationRow;
import io.clinker.store.SnapshotRow;
import io.clinker.store.Stores;
import io.clinker.store.TypeRow;
import io.clinker.store.VolumeRow;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Admission on a test database, with backends made of rows and no engine. */
public final class Rig implements AutoCloseable {
  public static final String PROJECT = "p1";

  private final TestDatabase test;
  private final Stores stores = Stores.create();
  private final AdmissionService admission;
  private final Set<String> down = ConcurrentHashMap.newKeySet();
  private final Liveness liveness = new AllUp(down);

  public Rig() {
    this.test = TestDatabase.create();
    AdmissionService.prepare(test.database(), stores);
    this.admission =
        new AdmissionService(test.database(), stores, liveness, AdmissionSettings.standard());
  }

  public TestDatabase test() {
    return test;
  }

  public Database database() {
    return test.database();
  }

  public Stores stores() {
    return stores;
  }

  public AdmissionService admission() {
    return admission;
  }

  /** Removes all resources, operations, backends and findings. */
  public void empty() {
    for (String table :
        List.of(
            "volume",
            "snapshot",
            "metadata_pair",
            "attachment",
            "volume_group",
            "group_snapshot",
            "operation",
            "pin",
            "pool",
            "backend",
            "finding",
            "inventory_pass",
            "observation",
            "quota_limit",
            "message")) {
      test.run("delete from " + table);
    }
  }

  /** A backend that can do everything, with one pool "main". */
  public void backend(String name, long totalGib) {
    backend(name, totalGib, EnumSet.allOf(Capability.class), Set.of());
  }

  public void backend(
      String name, long totalGib, Set<Capability> capabilities, Set<SerialSection> sections) {
    backend(database(), name, totalGib, capabilities, sections);
  }

  /** The same on any database. */
  public static void backend(
      Database database,
      String name,
      long totalGib,
      Set<Capability> capabilities,
      Set<SerialSection> sections) {
    run(
        database,
        """
        insert into backend (name, driver, vendor, driver_version, availability_zone,
          default_protocol, protocols, capabilities, serial_sections, host_bound, created_at,
          updated_at)
        values ('%s', 'file', 'Clinker', '1', 'nova', 'nbd', 'nbd,iSCSI', '%s', '%s', true, now(6),
          now(6))
        """
            .formatted(name, words(capabilities), words(sections)));
    run(
        database,
        """
        insert into pool (backend, name, total_gib, free_gib, updated_at)
        values ('%s', 'main', %d, %d, now(6))
        """
            .formatted(name, totalGib, totalGib));
  }

  private static void run(Database database, String sql) {
    database.jdbi().useHandle(handle -> handle.execute(sql));
  }

  private static String words(Set<? extends Enum<?>> values) {
    return values.stream().map(Enum::name).collect(Collectors.joining(","));
  }

  public void down(String backend) {
    down.add(backend);
  }

  public void up(String backend) {
    down.remove(backend);
  }

  public void quota(String project, String resource, long limit) {
    database()
        .inTransaction(
            handle -> {
              stores.quotas().setLimit(handle, project, resource, limit);
              return true;
            });
  }

  public void unlimited(String project) {
    unlimited(database(), project);
  }

  /** The same on any database. */
  public static void unlimited(Database database, String project) {
    for (String resource : List.of("volumes", "snapshots", "gigabytes", "groups")) {
      database.inTransaction(
          handle -> {
            Stores.create().quotas().setLimit(handle, project, resource, -1);
            return true;
          });
    }
  }

  /** What the clients of a node leave while they wait. */
  public Intents intents(String node) {
    return new Intents(test.database(), stores, liveness, node);
  }

  public static OperationRequest request(OperationInput input) {
    return request(PROJECT, input);
  }

  public static OperationRequest request(String project, OperationInput input) {
    return new OperationRequest(
        OperationId.random(),
        input,
        project,
        "u1",
        false,
        "req-" + UUID.randomUUID(),
        null,
        null,
        120_000);
  }

  public static OperationRequest keyed(OperationInput input, String key, String hash) {
    OperationRequest plain = request(input);
    return new OperationRequest(
        plain.operation(), input, PROJECT, "u1", false, plain.requestId(), key, hash, 120_000);
  }

  public static EngineRun run(OperationRequest request) {
    return new EngineRun(request.resource().workflowId(), "run-" + request.operation());
  }

  public static OperationInput.CreateVolume blank(int gib) {
    return blank(VolumeId.random(), gib);
  }

  public static OperationInput.CreateVolume blank(VolumeId id, int gib) {
    return new OperationInput.CreateVolume(id, gib, "name", null, null, null, null, null, Map.of());
  }

  public Admittance admit(OperationRequest request) {
    return admission.admit(request, run(request));
  }

  /** Admits what must be accepted. */
  public Admitted accepted(OperationInput input) {
    return accepted(request(input));
  }

  public Admitted accepted(OperationRequest request) {
    Admittance found = admit(request);
    if (found instanceof Admitted admitted) {
      return admitted;
    }
    throw new AssertionError("not admitted: " + found);
  }

  /** Admits what takes over from the operation that holds its resource. */
  public Admitted superseding(OperationInput input) {
    OperationRequest request = request(input);
    Admittance found = admission().supersede(request, run(request));
    if (found instanceof Admitted admitted) {
      return admitted;
    }
    throw new AssertionError("not admitted: " + found);
  }

  /** What a step of the operation has read from the storage. */
  public void observed(Admitted admitted, Held held) {
    boolean written =
        database()
            .inTransaction(
                handle ->
                    stores()
                        .observations()
                        .write(handle, admitted.operation(), admitted.run(), held, Instant.now()));
    if (!written) {
      throw new AssertionError("not written: " + held);
    }
  }

  /** Admits what must be refused. */
  public Refusal refused(OperationInput input) {
    return refused(request(input));
  }

  public Refusal refused(OperationRequest request) {
    Admittance found = admit(request);
    if (found instanceof Admittance.Refused(Refusal refusal)) {
      return refusal;
    }
    throw new AssertionError("not refused: " + found);
  }

  public void succeed(Admitted admitted) {
    settle(admitted, new Outcome.Succeeded());
  }

  public void settle(Admitted admitted, Outcome outcome) {
    if (!admission.settle(admitted.operation(), admitted.run(), outcome, List.of())) {
      throw new AssertionError("the settle was refused");
    }
  }

  /** Admits and settles, unless admission did both. */
  public Admitted done(OperationInput input) {
    Admitted admitted = accepted(input);
    if (!admitted.ended()) {
      succeed(admitted);
    }
    return admitted;
  }

  /** An available volume. */
  public VolumeId volume(int gib) {
    OperationInput.CreateVolume input = blank(gib);
    done(input);
    return input.volume();
  }

  /** An available snapshot. */
  public SnapshotId snapshot(VolumeId volume) {
    SnapshotId id = SnapshotId.random();
    done(new OperationInput.CreateSnapshot(id, volume, null, null, true, Map.of()));
    return id;
  }

  /** An empty group whose volumes may be of the built-in type; "main" of a backend must fit. */
  public GroupId group() {
    return group(groupType(Map.of()));
  }

  public GroupId group(String groupType) {
    GroupId id = GroupId.random();
    done(new GroupInput.CreateGroup(id, "group", null, groupType, List.of(TypeRow.BUILT_IN), null));
    return id;
  }

  /** The id of a new group type. */
  public String groupType(Map<String, String> specs) {
    return database()
        .inTransaction(
            handle ->
                new GroupTypeEdits(stores)
                    .create(
                        handle, UUID.randomUUID().toString(), null, true, specs, database().now()))
        .id();
  }

  /** An available volume of a group. */
  public VolumeId member(GroupId group, int gib) {
    VolumeId id = VolumeId.random();
    done(member(id, group, gib));
    return id;
  }

  public static OperationInput.CreateVolume member(VolumeId id, GroupId group, int gib) {
    return new OperationInput.CreateVolume(
        id, gib, "member", null, TypeRow.BUILT_IN, null, null, null, Map.of(), group);
  }

  public @Nullable GroupRow find(GroupId id) {
    return database().read(handle -> stores.groups().find(handle, id, null)).orElse(null);
  }

  public GroupRow row(GroupId id) {
    GroupRow row = find(id);
    if (row == null) {
      throw new AssertionError("no group " + id);
    }
    return row;
  }

  public @Nullable GroupSnapshotRow find(GroupSnapshotId id) {
    return database().read(handle -> stores.groupSnapshots().find(handle, id, null)).orElse(null);
  }

  public @Nullable VolumeRow find(VolumeId id) {
    return database().read(handle -> stores.volumes().find(handle, id, null)).orElse(null);
  }

  public VolumeRow row(VolumeId id) {
    VolumeRow row = find(id);
    if (row == null) {
      throw new AssertionError("no volume " + id);
    }
    return row;
  }

  public @Nullable SnapshotRow find(SnapshotId id) {
    return database().read(handle -> stores.snapshots().find(handle, id, null)).orElse(null);
  }

  public OperationRow row(OperationId id) {
    return database().read(handle -> stores.operations().find(handle, id)).orElseThrow();
  }

  public long allocated(String backend) {
    return database()
        .read(handle -> stores.pools().pool(handle, backend, "main"))
        .orElseThrow()
        .allocatedGib();
  }

  public long number(String sql, Object... values) {
    return database()
        .read(
            handle -> {
              var query = handle.createQuery(sql);
              for (int index = 0; index < values.length; index++) {
                query.bind(index, values[index]);
              }
              return query.mapTo(Long.class).one();
            });
  }

  /** No steps. */
  public static List<StepRecord> none() {
    return List.of();
  }

  @Override
  public void close() {
    test.close();
  }

  /**
   * A finding of an object on a backend, as if a round had made it; its id.
   *
   * @param gib its size; 0: not known
   * @param fence that of the token which has touched it last
   */
  public String finding(
      FindingRow.Kind kind,
      FindingRow.State state,
      ResourceRef object,
      String backend,
      int gib,
      long fence,
      @Nullable String volumeId) {
    String id = UUID.randomUUID().toString();
    FindingRow row =
        new FindingRow(
            id,
            kind,
            object,
            backend,
            null,
            volumeId,
            null,
            state,
            "they differ",
            gib == 0 ? null : Size.ofGibibytes(gib).bytes(),
            "f%d-r1-s1-a1-%s".formatted(fence, OperationId.random()),
            "{}",
            null,
            null,
            1,
            3,
            Instant.now(),
            Instant.now(),
            null);
    database()
        .inTransaction(
            handle -> {
              stores().findings().insert(handle, row);
              return true;
            });
    return id;
  }
}

package io.clinker.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.cases.Shows;
import io.clinker.driver.DriverDescription;
import io.clinker.driver.FenceMechanism;
import io.clinker.driver.PoolReport;
import io.clinker.model.OperationId;
import io.clinker.model.Size;
import io.clinker.model.StorageProtocol;
import io.clinker.operations.Vocabulary;
import io.clinker.store.CallSlots.Caller;
import io.clinker.store.NodeRegistry.Announcement;
import io.clinker.store.NodeRegistry.Standing;
import io.clinker.store.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What nodes write of themselves and each other, many at once. */
class NodeRowsTest {
  @AutoClose private final TestDatabase database = TestDatabase.create();

  private final NodeRegistry registry = new NodeRegistry(Jdbi.create(this::patient));

  /** Sixty wait for one row here, on a machine that may stand still for longer than nodes wait. */
  private Connection patient() throws SQLException {
    Connection connection = database.dataSource().getConnection();
    try (Statement statement = connection.createStatement()) {
      statement.execute("set session innodb_lock_wait_timeout = 60");
    }
    return connection;
  }

  @Test
  @Shows("E-10")
  void twentyFirstStartsAtOnceMakeOneOfEach() throws Exception {
    List<Callable<Boolean>> starts = new ArrayList<>();
    for (int number = 0; number < 20; number++) {
      String node = "node-" + number;
      starts.add(
          () -> {
            registry.announce(announcement(node));
            registry.describe(backend());
            registry.reportPools(backend(), List.of(pool("p", 9)), true, registry.reports("b"));
            registry.report(standing(node, null));
            return true;
          });
    }
    atOnce(starts);

    PoolStore pools = new PoolStore();
    assertThat(database.database().read(pools::backends)).hasSize(1);
    assertThat(database.database().read(pools::pools)).hasSize(1);
    assertThat(database.database().read(pools::backendNodes)).hasSize(20);
    assertThat(registry.nodeBeats()).hasSize(20);
  }

  /** Nodes ask the backend and tell the rows in any order, and stand still in between. */
  @Test
  @Shows("F-4")
  void whatWasSeenBeforeNeverReplacesWhatWasSeenSince() {
    PoolStore pools = new PoolStore();
    for (int seed = 0; seed < 20; seed++) {
      String name = "pool-" + seed;
      Random random = new Random(seed);
      List<Map<String, Long>> counted = new ArrayList<>();
      List<PoolReport> seen = new ArrayList<>();
      long size = 100;
      long known = 0;
      for (int act = 0; act < 60; act++) {
        if (seen.isEmpty() || (seen.size() < 4 && random.nextBoolean())) {
          counted.add(registry.reports("b"));
          size++;
          seen.add(pool(name, size));
          continue;
        }
        int node = random.nextInt(seen.size());
        registry.reportPools(backend(), List.of(seen.remove(node)), false, counted.remove(node));
        PoolRow row =
            database.database().read(handle -> pools.pool(handle, "b", name)).orElseThrow();
        assertThat(row.totalGib()).as("seed %d, act %d", seed, act).isGreaterThanOrEqualTo(known);
        assertThat(row.allocatedGib()).isZero();
        known = row.totalGib();
      }
      registry.reportPools(backend(), List.of(pool(name, 500)), false, registry.reports("b"));
      PoolRow last =
          database.database().read(handle -> pools.pool(handle, "b", name)).orElseThrow();
      assertThat(last.totalGib()).isEqualTo(500);
    }
  }

  /** A heartbeat is not repeated: one that met a deadlock would fail here. */
  @Test
  @Shows("L-5")
  void fiftyNodesBeatAndReportWhilePoolsAreFilled() throws Exception {
    registry.describe(backend());
    List<PoolReport> reported = List.of(pool("x", 900), pool("y", 900));
    registry.reportPools(backend(), reported, true, Map.of());
    List<Callable<Boolean>> work = new ArrayList<>();
    for (int number = 0; number < 50; number++) {
      Announcement node = announcement("node-" + number);
      List<PoolReport> pools = number % 2 == 0 ? reported : reported.reversed();
      work.add(
          () -> {
            for (int beat = 0; beat < 20; beat++) {
              registry.beat(node, 0, 0, null);
              registry.report(standing(node.name(), null));
              registry.reportPools(backend(), pools, true, registry.reports("b"));
              registry.orders(node.name());
            }
            return true;
          });
    }
    for (int number = 0; number < 10; number++) {
      work.add(
          () -> {
            for (int admission = 0; admission < 20; admission++) {
              fill(1);
              fill(-1);
            }
            return true;
          });
    }
    atOnce(work);

    PoolStore pools = new PoolStore();
    assertThat(registry.nodeBeats()).hasSize(50).allMatch(beat -> beat.heartbeat() == 20);
    assertThat(database.database().read(pools::pools))
        .hasSize(2)
        .allMatch(pool -> pool.allocatedGib() == 0 && pool.totalGib() == 900);
  }

  private void fill(long gib) {
    PoolStore pools = new PoolStore();
    database
        .database()
        .inTransaction(
            handle -> pools.reserve(handle, "b", "x", gib) && pools.reserve(handle, "b", "y", gib));
  }

  private static PoolReport pool(String name, long gib) {
    return new PoolReport(name, Size.ofGibibytes(gib), new Size(0));
  }

  @Test
  void ordersForTheLogEndWithTheProcess() {
    Announcement announcement = announcement("n");
    registry.announce(announcement);
    NodeStore nodes = new NodeStore();
    database
        .database()
        .inTransaction(
            handle -> {
              nodes.orderLogLevel(handle, "n", "io.clinker", "DEBUG");
              nodes.orderLogLevel(handle, "n", "io.clinkers", "INFO");
              nodes.orderLogLevel(handle, "n", "io.clinker", "ERROR");
              nodes.orderLogLevel(handle, "nobody", "io", "ERROR");
              return true;
            });
    assertThat(registry.orders("n").logLevels())
        .isEqualTo(Map.of("io.clinker", "ERROR", "io.clinkers", "INFO"));
    registry.tellLogLevels("n", Map.of("", "INFO"));
    assertThat(database.database().read(nodes::logs).getFirst().levels())
        .isEqualTo(Map.of("", "INFO"));

    registry.announce(announcement);

    assertThat(registry.orders("n").logLevels()).isEmpty();
  }

  @Test
  void ordersReachTheNodeAndOutliveItsRestart() {
    Announcement announcement = announcement("n");
    registry.announce(announcement);
    registry.describe(backend());
    assertThat(registry.orders("n").node().resting()).isFalse();

    database
        .database()
        .inTransaction(handle -> new NodeStore().drain(handle, "n", 30, "maintenance"));
    database
        .database()
        .inTransaction(handle -> new PoolStore().setDrained(handle, "b", true, 5, Instant.now()));
    registry.announce(announcement);

    NodeRegistry.Orders orders = registry.orders("n");
    assertThat(orders.node()).isEqualTo(new NodeRegistry.Order(true, Duration.ofSeconds(30), 1));
    assertThat(orders.backends().get("b"))
        .isEqualTo(new NodeRegistry.Order(true, Duration.ofSeconds(5), 1));
    assertThat(node().follows()).isFalse();
    registry.beat(announcement, 1, 4, 7L);
    assertThat(node().follows()).isTrue();
    assertThat(node().callsLeft()).isEqualTo(4);

    database.database().inTransaction(handle -> new NodeStore().undrain(handle, "n"));
    assertThat(registry.orders("n").node().resting()).isFalse();
  }

  @Test
  void vocabularyCountsOnlyAsToldWithTheLastBeat() {
    Announcement newer = announcement("n");
    registry.announce(newer);
    assertThat(vocabulary()).isEqualTo(newer.vocabulary());

    // What a build does that does not tell its vocabulary.
    database
        .database()
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    "update node set heartbeat = heartbeat + 1, updated_at = utc_timestamp(6)"));
    assertThat(vocabulary()).isNull();

    registry.beat(newer, 0, 0, null);
    assertThat(vocabulary()).isEqualTo(newer.vocabulary());
  }

  @Test
  void nodeWhoseRowIsLostOrOfAnotherBuildMakesItAgain() {
    Announcement announcement = announcement("n");
    registry.beat(announcement, 0, 0, null);
    assertThat(registry.nodeBeats()).hasSize(1);

    Announcement other =
        new Announcement("n", "host", "volume", "other", 1, announcement.vocabulary());
    registry.beat(other, 0, 0, null);
    assertThat(node().build()).isEqualTo("other");
  }

  private @Nullable Set<String> vocabulary() {
    return registry.nodeBeats().getFirst().vocabulary();
  }

  private static Announcement announcement(String node) {
    return new Announcement(node, "host", "volume", "test", 1, Vocabulary.own());
  }

  @Test
  @Shows({"G-8", "G-9"})
  void neverMoreCallsOfAllNodesThanTheLimit() throws Exception {
    registry.describe(backend());
    CallSlots slots = new CallSlots(database.database());
    AtomicInteger inFlight = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Callable<Boolean>> calls = new ArrayList<>();
    for (int number = 0; number < 12; number++) {
      Caller caller = new Caller(open(), 1, 1, 1, "node-" + number);
      calls.add(
          () -> {
            while (!slots.take("b", 3, caller)) {
              Thread.sleep(2);
            }
            most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
            Thread.sleep(10);
            inFlight.decrementAndGet();
            slots.giveBack("b", caller);
            return true;
          });
    }
    atOnce(calls);

    assertThat(most.get()).isBetween(1, 3);
  }

  /** Those that get none ask again when those that got one have given it back. */
  @Test
  @Shows("G-8")
  void fiveHundredThatAskAtOnceHaveNoMoreThanTheLimit() throws Exception {
    int limit = 50;
    registry.describe(backend());
    CallSlots slots = new CallSlots(database.database());
    List<Caller> waiting = new ArrayList<>();
    for (int number = 0; number < 500; number++) {
      waiting.add(new Caller(open(), 1, 1, 1, "node-" + number % 12));
    }
    int rounds = 0;
    while (!waiting.isEmpty()) {
      Set<Caller> holding = ConcurrentHashMap.newKeySet();
      atOnce(
          waiting.stream()
              .<Callable<Boolean>>map(
                  caller -> () -> !slots.take("b", limit, caller) || holding.add(caller))
              .toList());
      assertThat(holding).hasSizeBetween(1, limit);
      holding.forEach(caller -> slots.giveBack("b", caller));
      waiting.removeAll(holding);
      rounds++;
    }
    assertThat(rounds).isGreaterThanOrEqualTo(10);
  }

  @Test
  void theNextAttemptTakesOverTheSlotOfTheOneThatDied() {
    registry.describe(backend());
    CallSlots slots = new CallSlots(database.database());
    OperationId operation = open();
    OperationId other = open();
    Caller died = new Caller(operation, 1, 1, 1, "node-1");
    Caller next = new Caller(operation, 1, 1, 2, "node-2");

    assertThat(slots.take("b", 1, died)).isTrue();
    assertThat(slots.take("b", 1, new Caller(other, 1, 1, 1, "node-2"))).isFalse();
    assertThat(slots.take("b", 1, next)).isTrue();
    // What the first one gives back when it wakes up is not its own any more.
    slots.giveBack("b", died);
    assertThat(slots.take("b", 1, new Caller(other, 1, 1, 1, "node-2"))).isFalse();

    end(operation);
    assertThat(slots.take("b", 1, new Caller(other, 1, 1, 1, "node-2"))).isTrue();
  }

  private NodeRow node() {
    return database.database().read(new NodeStore()::nodes).getFirst();
  }

  private OperationId open() {
    OperationId id = OperationId.random();
    database
        .database()
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    "insert into operation (id, kind, resource_kind, resource_id, project_id,"
                        + " user_id, request_id, state, request, run, workflow_id, engine_run_id,"
                        + " deadline_seconds, admitted_at, updated_at) values (?, 'volume-create',"
                        + " 'volume', ?, 'p', 'u', 'r', 'running', '{}', 1, 'w', 'e', 60,"
                        + " utc_timestamp(6), utc_timestamp(6))",
                    id.value(),
                    id.value()));
    return id;
  }

  private void end(OperationId operation) {
    database
        .database()
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    "update operation set ended_at = utc_timestamp(6), state = 'succeeded'"
                        + " where id = ?",
                    operation.value()));
  }

  private static void atOnce(List<Callable<Boolean>> calls) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(calls.size())) {
      for (Future<Boolean> call : threads.invokeAll(calls)) {
        assertThat(call.get()).isTrue();
      }
    }
  }

  private static Standing standing(String node, @Nullable String reason) {
    return new Standing("b", node, "host", reason, "closed", 4, 0, 0, 0L);
  }

  private static NodeRegistry.Backend backend() {
    return new NodeRegistry.Backend(
        "b",
        "test",
        "nova",
        0,
        1,
        new DriverDescription(
            "test",
            "test",
            "1",
            Set.of(),
            Set.of(),
            FenceMechanism.OWNER_PROCESS,
            StorageProtocol.NBD,
            Set.of(StorageProtocol.NBD),
            4,
            false));
  }
}

package io.clinker.store;

import io.clinker.driver.DriverDescription;
import io.clinker.driver.PoolReport;
import io.clinker.model.StorageProtocol;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * What nodes say of themselves: heartbeat counters, the backends they reach, the space of pools.
 * Readers compare counters on their own monotonic clock; the times are for people only. Every write
 * is one short statement or transaction and may be repeated.
 */
public final class NodeRegistry {
  private final Jdbi jdbi;

  public NodeRegistry(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * A node as it announces itself.
   *
   * @param vocabulary what it understands, see {@code io.clinker.operations.Vocabulary}
   */
  public record Announcement(
      String name,
      String host,
      String roles,
      String build,
      int workflowVersion,
      Set<String> vocabulary) {
    /** The vocabulary as its row holds it. */
    public String words() {
      return vocabulary.stream().sorted().collect(Collectors.joining(","));
    }
  }

  /** A backend as its configuration and driver describe it. */
  public record Backend(
      String name,
      String driver,
      String availabilityZone,
      int reservedPercentage,
      double overSubscriptionRatio,
      DriverDescription description) {}

  /**
   * The counter of a node.
   *
   * @param roles the words of its roles
   * @param resting whether it takes no new work, by order or because it ends
   * @param vocabulary null if its build does not tell
   */
  public record NodeBeat(
      String node,
      long heartbeat,
      int workflowVersion,
      Set<String> roles,
      boolean resting,
      @Nullable Set<String> vocabulary) {}

  /**
   * The counter of a backend as one node sees it.
   *
   * @param up whether the node takes steps of the backend
   * @param reason why it does not
   */
  public record BackendBeat(
      String backend,
      String node,
      String host,
      long heartbeat,
      boolean up,
      @Nullable String reason) {}

  /**
   * How one node stands to a backend.
   *
   * @param reason why it takes no steps of it, null if it does
   * @param breaker {@code closed} or {@code open}
   * @param slots calls that it may make at once
   * @param calls calls that run
   * @param hanging calls that were given up and have not ended
   * @param estimateSeconds when the calls that run will have ended, null if one does not tell
   */
  public record Standing(
      String backend,
      String node,
      String host,
      @Nullable String reason,
      String breaker,
      int slots,
      int calls,
      int hanging,
      @Nullable Long estimateSeconds) {}

  /**
   * What an administrator has ordered.
   *
   * @param resting whether no new work is to be taken
   * @param within how long what runs may go on
   * @param turn grows with each order
   */
  public record Order(boolean resting, Duration within, long turn) {
    /** To work. */
    public static final Order WORK = new Order(false, Duration.ZERO, 0);
  }

  /**
   * The orders for one node and for the backends, by name.
   *
   * @param logLevels by the prefix of the logger
   */
  public record Orders(Order node, Map<String, Order> backends, Map<String, String> logLevels) {
    Orders withBackends(Map<String, Order> orders) {
      return new Orders(node, orders, logLevels);
    }
  }

  /** The node is there (again): its counter goes on. Orders for its log ended with the process. */
  public void announce(Announcement node) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    "insert into node (name, host, roles, build, workflow_version, heartbeat,"
                        + " draining, started_at, updated_at, vocabulary, vocabulary_told_at)"
                        + " values (:name, :host, :roles, :build, :workflowVersion, 1, false,"
                        + " utc_timestamp(6), utc_timestamp(6), :words, utc_timestamp(6))"
                        + " on duplicate key update host = values(host), roles = values(roles),"
                        + " build = values(build), workflow_version = values(workflow_version),"
                        + " heartbeat = heartbeat + 1, draining = false, log_orders = null,"
                        + " started_at = values(started_at), updated_at = values(updated_at),"
                        + " vocabulary = values(vocabulary),"
                        + " vocabulary_told_at = values(vocabulary_told_at)")
                .bindMethods(node)
                .execute());
  }

  /**
   * The node lives, follows this order, and so many driver calls of it run. A database that was put
   * back to an older state may not have its row, or that of another build: it is made again.
   */
  public void beat(
      Announcement node, long followed, int callsLeft, @Nullable Long estimateSeconds) {
    int known =
        jdbi.withHandle(
            handle ->
                handle
                    .createUpdate(
                        "update node set heartbeat = heartbeat + 1, drain_followed = :followed,"
                            + " calls_left = :calls, estimate_seconds = :estimate,"
                            + " updated_at = utc_timestamp(6), vocabulary = :words,"
                            + " vocabulary_told_at = utc_timestamp(6)"
                            + " where name = :name and build = :build and roles = :roles")
                    .bind("followed", followed)
                    .bind("calls", callsLeft)
                    .bind("estimate", estimateSeconds)
                    .bindMethods(node)
                    .execute());
    if (known == 0) {
      announce(node);
    }
  }

  /** What the node is to do now. */
  public Orders orders(String node) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "select disabled, drain_seconds, drain_turn, log_orders from node"
                        + " where name = :node")
                .bind("node", node)
                .map((row, context) -> new Orders(order(row), Map.of(), logLevels(row)))
                .findOne()
                .orElse(new Orders(Order.WORK, Map.of(), Map.of()))
                .withBackends(
                    handle
                        .createQuery("select drained, drain_seconds, drain_turn, name from backend")
                        .map((row, context) -> Map.entry(row.getString(4), order(row)))
                        .stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue))));
  }

  private static Map<String, String> logLevels(ResultSet row) throws SQLException {
    String json = row.getString(4);
    return json == null ? Map.of() : Json.readTexts(json);
  }

  /** The node logs at these levels, by the prefix of the logger. */
  public void tellLogLevels(String node, Map<String, String> levels) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate("update node set log_levels = :levels where name = :node")
                .bind("levels", Json.write(levels))
                .bind("node", node)
                .execute());
  }

  private static Order order(ResultSet row) throws SQLException {
    return new Order(row.getBoolean(1), Duration.ofSeconds(row.getLong(2)), row.getLong(3));
  }

  /** The node takes no new work. */
  public void draining(String node) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate("update node set draining = true where name = :node")
                .bind("node", node)
                .execute());
  }

  /** The backend is configured at some node. */
  public void describe(Backend backend) {
    DriverDescription description = backend.description();
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    "insert into backend (name, driver, vendor, driver_version, availability_zone,"
                        + " default_protocol, protocols, capabilities, serial_sections, host_bound,"
                        + " created_at, updated_at) values (:name, :driver, :vendor, :version, :zone,"
                        + " :protocol, :protocols, :capabilities, :sections, :hostBound,"
                        + " utc_timestamp(6), utc_timestamp(6))"
                        + " on duplicate key update driver = values(driver),"
                        + " vendor = values(vendor), driver_version = values(driver_version),"
                        + " availability_zone = values(availability_zone),"
                        + " default_protocol = values(default_protocol),"
                        + " protocols = values(protocols), capabilities = values(capabilities),"
                        + " serial_sections = values(serial_sections),"
                        + " host_bound = values(host_bound), updated_at = values(updated_at)")
                .bind("name", backend.name())
                .bind("driver", backend.driver())
                .bind("vendor", description.vendor())
                .bind("version", description.version())
                .bind("zone", backend.availabilityZone())
                .bind("protocol", description.defaultProtocol().word())
                .bind(
                    "protocols",
                    description.protocols().stream()
                        .map(StorageProtocol::word)
                        .sorted()
                        .collect(Collectors.joining(",")))
                .bind("capabilities", words(description.capabilities()))
                .bind("sections", words(description.serialSections()))
                .bind("hostBound", description.hostBound())
                .execute());
  }

  /** How the node stands to a backend; its counter goes on. */
  public void report(Standing standing) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    "insert into backend_node (backend, node, host, heartbeat, up, reason, breaker,"
                        + " slots, calls, hanging, estimate_seconds, updated_at)"
                        + " values (:backend, :node, :host, 1, :up, :reason, :breaker, :slots,"
                        + " :calls, :hanging, :estimateSeconds, utc_timestamp(6))"
                        + " on duplicate key update host = values(host), heartbeat = heartbeat + 1,"
                        + " up = values(up), reason = values(reason), breaker = values(breaker),"
                        + " slots = values(slots), calls = values(calls), hanging = values(hanging),"
                        + " estimate_seconds = values(estimate_seconds),"
                        + " updated_at = values(updated_at)")
                .bindMethods(standing)
                .bind("up", standing.reason() == null)
                .execute());
  }

  /** How often the space of each pool was told; to be read before the backend is asked. */
  public Map<String, Long> reports(String backend) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select name, report from pool where backend = :backend")
                .bind("backend", backend)
                .map((row, context) -> Map.entry(row.getString(1), row.getLong(2)))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  /**
   * The space of the backend's pools; corrects total and free, never what is allocated. A pool of
   * which another node has told meanwhile is left as it is, so that what a node has seen before it
   * stood still never replaces what was seen since. No clock takes part.
   *
   * @param before what {@link #reports} said before the backend was asked
   */
  public void reportPools(
      Backend backend, List<PoolReport> pools, boolean thin, Map<String, Long> before) {
    jdbi.useTransaction(
        handle -> {
          // In the order in which admission takes them, whatever order the backend tells them in.
          for (PoolReport pool :
              pools.stream().sorted(Comparator.comparing(PoolReport::pool)).toList()) {
            reportPool(handle, backend, pool, thin, before.get(pool.pool()));
          }
        });
  }

  private static void reportPool(
      Handle handle, Backend backend, PoolReport pool, boolean thin, @Nullable Long before) {
    if (before == null) {
      insertPool(handle, backend, pool, thin);
      return;
    }
    handle
        .createUpdate(
            "update pool set total_gib = :total, free_gib = :free, thin = :thin,"
                + " reserved_percentage = :reserved, over_subscription_ratio = :ratio,"
                + " report = report + 1, updated_at = utc_timestamp(6)"
                + " where backend = :backend and name = :name and report = :before")
        .bind("before", before)
        .bind("total", whole(pool.total().bytes()))
        .bind("free", whole(pool.free().bytes()))
        .bind("thin", thin)
        .bind("reserved", backend.reservedPercentage())
        .bind("ratio", backend.overSubscriptionRatio())
        .bind("backend", backend.name())
        .bind("name", pool.pool())
        .execute();
  }

  private static void insertPool(Handle handle, Backend backend, PoolReport pool, boolean thin) {
    handle
        .createUpdate(
            "insert into pool (backend, name, total_gib, free_gib, reserved_percentage,"
                + " over_subscription_ratio, thin, report, updated_at) values (:backend, :name,"
                + " :total, :free, :reserved, :ratio, :thin, 1, utc_timestamp(6))"
                + " on duplicate key update name = values(name)")
        .bind("backend", backend.name())
        .bind("name", pool.pool())
        .bind("total", whole(pool.total().bytes()))
        .bind("free", whole(pool.free().bytes()))
        .bind("reserved", backend.reservedPercentage())
        .bind("ratio", backend.overSubscriptionRatio())
        .bind("thin", thin)
        .execute();
  }

  /** The counters of all nodes. */
  public List<NodeBeat> nodeBeats() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "select name, heartbeat, workflow_version, roles, draining or disabled,"
                        + " case when vocabulary_told_at = updated_at then vocabulary end"
                        + " from node")
                .map(
                    (row, context) ->
                        new NodeBeat(
                            row.getString(1),
                            row.getLong(2),
                            row.getInt(3),
                            Set.of(row.getString(4).split(",", -1)),
                            row.getBoolean(5),
                            words(row.getString(6))))
                .list());
  }

  /** The counters of all backends at all nodes. */
  public List<BackendBeat> backendBeats() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select backend, node, host, heartbeat, up, reason from backend_node")
                .map(
                    (row, context) ->
                        new BackendBeat(
                            row.getString(1),
                            row.getString(2),
                            row.getString(3),
                            row.getLong(4),
                            row.getBoolean(5),
                            row.getString(6)))
                .list());
  }

  private static @Nullable Set<String> words(@Nullable String told) {
    return told == null ? null : Set.of(told.split(",", -1));
  }

  // A pool never reports more than it has.
  private static long whole(long bytes) {
    return bytes >> 30;
  }

  private static String words(Set<? extends Enum<?>> values) {
    return values.stream().map(Enum::name).sorted().collect(Collectors.joining(","));
  }
}

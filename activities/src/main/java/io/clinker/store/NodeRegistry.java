package io.clinker.store;

import io.clinker.driver.DriverDescription;
import io.clinker.driver.PoolReport;
import io.clinker.model.StorageProtocol;
import java.util.List;
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

  /** A node as it announces itself. */
  public record Announcement(
      String name, String host, String roles, String build, int workflowVersion) {}

  /** A backend as its configuration and driver describe it. */
  public record Backend(
      String name,
      String driver,
      String availabilityZone,
      int reservedPercentage,
      double overSubscriptionRatio,
      DriverDescription description) {}

  /** The counter of a node. */
  public record NodeBeat(String node, long heartbeat, int workflowVersion, boolean draining) {}

  /** The counter of a backend as one node sees it. */
  public record BackendBeat(String backend, String node, long heartbeat, boolean up) {}

  /** The node is there (again): its counter goes on. */
  public void announce(Announcement node) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    "insert into node (name, host, roles, build, workflow_version, heartbeat,"
                        + " draining, started_at, updated_at) values (:name, :host, :roles, :build,"
                        + " :workflowVersion, 1, false, utc_timestamp(6), utc_timestamp(6))"
                        + " on duplicate key update host = values(host), roles = values(roles),"
                        + " build = values(build), workflow_version = values(workflow_version),"
                        + " heartbeat = heartbeat + 1, draining = false,"
                        + " started_at = values(started_at), updated_at = values(updated_at)")
                .bindMethods(node)
                .execute());
  }

  /** The node lives. */
  public void beat(String node) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    "update node set heartbeat = heartbeat + 1, updated_at = utc_timestamp(6)"
                        + " where name = :node")
                .bind("node", node)
                .execute());
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

  /**
   * The backend answers this node, or does not.
   *
   * @param reason why it does not
   */
  public void report(
      String backend, String node, String host, boolean up, @Nullable String reason) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    "insert into backend_node (backend, node, host, heartbeat, up, reason, updated_at)"
                        + " values (:backend, :node, :host, 1, :up, :reason, utc_timestamp(6))"
                        + " on duplicate key update host = values(host), heartbeat = heartbeat + 1,"
                        + " up = values(up), reason = values(reason), updated_at = values(updated_at)")
                .bind("backend", backend)
                .bind("node", node)
                .bind("host", host)
                .bind("up", up)
                .bind("reason", reason)
                .execute());
  }

  /** The space of the backend's pools; corrects total and free, never what is allocated. */
  public void reportPools(Backend backend, List<PoolReport> pools, boolean thin) {
    jdbi.useTransaction(
        handle -> {
          for (PoolReport pool : pools) {
            reportPool(handle, backend, pool, thin);
          }
        });
  }

  private static void reportPool(Handle handle, Backend backend, PoolReport pool, boolean thin) {
    int known =
        handle
            .createUpdate(
                "update pool set total_gib = :total, free_gib = :free, thin = :thin,"
                    + " reserved_percentage = :reserved, over_subscription_ratio = :ratio,"
                    + " report = report + 1, updated_at = utc_timestamp(6)"
                    + " where backend = :backend and name = :name")
            .bind("total", whole(pool.total().bytes()))
            .bind("free", whole(pool.free().bytes()))
            .bind("thin", thin)
            .bind("reserved", backend.reservedPercentage())
            .bind("ratio", backend.overSubscriptionRatio())
            .bind("backend", backend.name())
            .bind("name", pool.pool())
            .execute();
    if (known > 0) {
      return;
    }
    handle
        .createUpdate(
            "insert into pool (backend, name, total_gib, free_gib, reserved_percentage,"
                + " over_subscription_ratio, thin, report, updated_at) values (:backend, :name,"
                + " :total, :free, :reserved, :ratio, :thin, 1, utc_timestamp(6))"
                + " on duplicate key update report = report + 1")
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
                .createQuery("select name, heartbeat, workflow_version, draining from node")
                .map(
                    (row, context) ->
                        new NodeBeat(
                            row.getString(1), row.getLong(2), row.getInt(3), row.getBoolean(4)))
                .list());
  }

  /** The counters of all backends at all nodes. */
  public List<BackendBeat> backendBeats() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select backend, node, heartbeat, up from backend_node")
                .map(
                    (row, context) ->
                        new BackendBeat(
                            row.getString(1), row.getString(2), row.getLong(3), row.getBoolean(4)))
                .list());
  }

  // A pool never reports more than it has.
  private static long whole(long bytes) {
    return bytes >> 30;
  }

  private static String words(java.util.Set<? extends Enum<?>> values) {
    return values.stream().map(Enum::name).sorted().collect(Collectors.joining(","));
  }
}

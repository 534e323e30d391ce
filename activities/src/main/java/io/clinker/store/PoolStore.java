package io.clinker.store;

import io.clinker.driver.Capability;
import io.clinker.driver.SerialSection;
import io.clinker.model.StorageProtocol;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The tables {@code backend}, {@code backend_node} and {@code pool}. */
public final class PoolStore {
  private static final String BACKEND =
      """
      select name, driver, vendor, driver_version, availability_zone, default_protocol, protocols,
        capabilities, serial_sections, host_bound, disabled, disabled_reason, frozen, created_at,
        updated_at
      from backend
      """;
  private static final String POOL =
      """
      select backend, name, total_gib, free_gib, allocated_gib, reserved_percentage,
        over_subscription_ratio, thin, report, updated_at
      from pool
      """;

  public List<BackendRow> backends(Handle handle) {
    return Sql.list(handle, PoolStore::mapBackend, BACKEND + " order by name");
  }

  public Optional<BackendRow> backend(Handle handle, String name) {
    return Sql.one(handle, PoolStore::mapBackend, BACKEND + " where name = ?", name);
  }

  public List<PoolRow> pools(Handle handle) {
    return Sql.list(handle, PoolStore::mapPool, POOL + " order by backend, name");
  }

  public Optional<PoolRow> pool(Handle handle, String backend, String name) {
    return Sql.one(
        handle, PoolStore::mapPool, POOL + " where backend = ? and name = ?", backend, name);
  }

  /** What a project has on a backend. */
  public record Load(
      String projectId, long volumes, long volumeGib, long snapshots, long snapshotGib) {
    /** Both together. */
    public Load plus(Load other) {
      return new Load(
          projectId,
          volumes + other.volumes,
          volumeGib + other.volumeGib,
          snapshots + other.snapshots,
          snapshotGib + other.snapshotGib);
    }
  }

  /** What each project has on a backend, by project; one query. */
  public List<Load> loads(Handle handle, String backend) {
    return Sql.list(
        handle,
        (row, context) ->
            new Load(
                row.getString(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5)),
        """
        select project_id, sum(volumes), sum(volume_gib), sum(snapshots), sum(snapshot_gib)
        from (
          select v.project_id, count(*) as volumes, sum(v.size_gib) as volume_gib, 0 as snapshots,
            0 as snapshot_gib
          from volume v where v.live = 1 and v.backend = ? group by v.project_id
          union all
          select s.project_id, 0, 0, count(*), sum(s.size_gib)
          from volume v join snapshot s on s.live = 1 and s.volume_id = v.id
          where v.live = 1 and v.backend = ? group by s.project_id
        ) as loads
        group by project_id order by project_id
        """,
        backend,
        backend);
  }

  public List<BackendNodeRow> backendNodes(Handle handle) {
    return Sql.list(
        handle,
        (result, context) -> {
          RowReader row = new RowReader(result);
          return new BackendNodeRow(
              row.text(),
              row.text(),
              row.text(),
              row.number(),
              row.flag(),
              row.textOrNull(),
              row.text(),
              row.integer(),
              row.integer(),
              row.integer(),
              row.integerOrNull(),
              row.instant());
        },
        """
        select backend, node, host, heartbeat, up, reason, breaker, slots, calls, hanging,
          estimate_seconds, updated_at
        from backend_node order by backend, node
        """);
  }

  /**
   * Promises space if the pool's limit, as its row says now, leaves it; holds the row until the
   * transaction ends.
   */
  public boolean reserve(Handle handle, String backend, String pool, long gib) {
    return Sql.update(
            handle,
            """
            update pool set allocated_gib = allocated_gib + ?
            where backend = ? and name = ? and allocated_gib + ? <=
              floor(total_gib * (100 - reserved_percentage) / 100
                * (case when thin then over_subscription_ratio else 1 end))
            """,
            gib,
            backend,
            pool,
            gib)
        == 1;
  }

  /** Takes a promise back. */
  public void release(Handle handle, String backend, String pool, long gib) {
    Sql.update(
        handle,
        "update pool set allocated_gib = allocated_gib - ? where backend = ? and name = ?",
        gib,
        backend,
        pool);
  }

  /** False: there is no such backend. */
  public boolean setDisabled(
      Handle handle, String backend, boolean disabled, @Nullable String reason, Instant now) {
    return Sql.update(
            handle,
            "update backend set disabled = ?, disabled_reason = ?, updated_at = ? where name = ?",
            disabled,
            reason,
            Times.text(now),
            backend)
        == 1;
  }

  /**
   * Orders every node to take no steps of the backend, or to take them again; false: there is no
   * such backend. New volumes go elsewhere as long.
   *
   * @param seconds how long what runs may go on
   */
  public boolean setDrained(
      Handle handle, String backend, boolean drained, int seconds, Instant now) {
    return Sql.update(
            handle,
            """
            update backend set drained = ?, drain_seconds = ?, drain_turn = drain_turn + 1,
              updated_at = ? where name = ?
            """,
            drained,
            seconds,
            Times.text(now),
            backend)
        == 1;
  }

  /** The backends that are drained. */
  public Set<String> drained(Handle handle) {
    return Set.copyOf(
        Sql.list(
            handle, (row, context) -> row.getString(1), "select name from backend where drained"));
  }

  /** False: there is no such backend. */
  public boolean setFrozen(Handle handle, String backend, boolean frozen, Instant now) {
    return Sql.update(
            handle,
            "update backend set frozen = ?, updated_at = ? where name = ?",
            frozen,
            Times.text(now),
            backend)
        == 1;
  }

  private static <T> Set<T> split(String text, Function<String, T> of) {
    return Arrays.stream(text.split(","))
        .filter(word -> !word.isBlank())
        .map(of)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Without those that only a newer build knows. */
  private static String known(String capabilities) {
    return Arrays.stream(capabilities.split(","))
        .filter(
            word -> Arrays.stream(Capability.values()).map(Capability::name).anyMatch(word::equals))
        .collect(Collectors.joining(","));
  }

  private static BackendRow mapBackend(ResultSet result, Object unused) throws SQLException {
    RowReader row = new RowReader(result);
    return new BackendRow(
        row.text(),
        row.text(),
        row.text(),
        row.text(),
        row.text(),
        StorageProtocol.of(row.text()),
        split(row.text(), StorageProtocol::of),
        split(known(row.text()), Capability::valueOf),
        split(row.text(), SerialSection::valueOf),
        row.flag(),
        row.flag(),
        row.textOrNull(),
        row.flag(),
        row.instant(),
        row.instant());
  }

  private static PoolRow mapPool(ResultSet result, Object unused) throws SQLException {
    RowReader row = new RowReader(result);
    return new PoolRow(
        row.text(),
        row.text(),
        row.number(),
        row.number(),
        row.number(),
        row.integer(),
        row.decimal(),
        row.flag(),
        row.number(),
        row.instant());
  }
}

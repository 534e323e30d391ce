package io.clinker.oracle;

import io.clinker.operations.OperationState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.jspecify.annotations.Nullable;

/** Reads the rows that the invariants speak of, in one transaction that sees one instant. */
public final class RowSource {
  /** Of what has ended only the status that an administrator asked for is of interest. */
  private static final String TEXTS_OF_RESETS =
      "case when kind in (%s) then request else '' end"
          .formatted(
              I4TransitionalStatuses.RESETS.stream()
                  .sorted()
                  .collect(Collectors.joining("', '", "'", "'")));

  private final Jdbi jdbi;

  public RowSource(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** Everything, ended operations included. */
  public Rows all() {
    return jdbi.inTransaction(
        TransactionIsolationLevel.REPEATABLE_READ,
        handle ->
            new Rows(
                volumes(handle),
                snapshots(handle),
                attachments(handle),
                groups(handle),
                groupSnapshots(handle),
                Stream.concat(
                        operations(handle, "open = 1", "concat(request, coalesce(plan, ''))"),
                        operations(handle, "open is null", TEXTS_OF_RESETS))
                    .toList(),
                pins(handle),
                pools(handle),
                keys(handle),
                ignored(handle)));
  }

  private static List<Rows.Volume> volumes(Handle handle) {
    return list(
        handle,
        "select id, project_id, size_gib, extending_to_gib, status, attach_status, multiattach,"
            + " backend, pool, fence, version, operation_id,"
            + " json_value(admin_metadata, '$.announced') as announced, group_id"
            + " from volume where live = 1",
        (row, context) ->
            new Rows.Volume(
                row.getString("id"),
                row.getString("project_id"),
                row.getInt("size_gib"),
                integer(row, "extending_to_gib"),
                row.getString("status"),
                row.getString("attach_status"),
                row.getBoolean("multiattach"),
                row.getString("backend"),
                row.getString("pool"),
                row.getLong("fence"),
                row.getLong("version"),
                row.getString("operation_id"),
                row.getString("announced"),
                row.getString("group_id")));
  }

  private static List<Rows.Snapshot> snapshots(Handle handle) {
    return list(
        handle,
        "select id, volume_id, project_id, size_gib, status, fence, version, operation_id,"
            + " group_snapshot_id from snapshot where live = 1",
        (row, context) ->
            new Rows.Snapshot(
                row.getString("id"),
                row.getString("volume_id"),
                row.getString("project_id"),
                row.getInt("size_gib"),
                row.getString("status"),
                row.getLong("fence"),
                row.getLong("version"),
                row.getString("operation_id"),
                row.getString("group_snapshot_id")));
  }

  private static List<Rows.Group> groups(Handle handle) {
    return list(
        handle,
        "select id, project_id, status, backend, version, operation_id from volume_group"
            + " where live = 1",
        (row, context) ->
            new Rows.Group(
                row.getString("id"),
                row.getString("project_id"),
                row.getString("status"),
                row.getString("backend"),
                row.getLong("version"),
                row.getString("operation_id")));
  }

  private static List<Rows.GroupSnapshot> groupSnapshots(Handle handle) {
    return list(
        handle,
        "select id, group_id, project_id, status, version, operation_id from group_snapshot"
            + " where live = 1",
        (row, context) ->
            new Rows.GroupSnapshot(
                row.getString("id"),
                row.getString("group_id"),
                row.getString("project_id"),
                row.getString("status"),
                row.getLong("version"),
                row.getString("operation_id")));
  }

  private static List<Rows.Attachment> attachments(Handle handle) {
    return list(
        handle,
        "select id, volume_id, project_id, attach_status, connection_info is not null as connected,"
            + " protocol, export_host, fence, version, operation_id from attachment where live = 1",
        (row, context) ->
            new Rows.Attachment(
                row.getString("id"),
                row.getString("volume_id"),
                row.getString("project_id"),
                row.getString("attach_status"),
                row.getBoolean("connected"),
                row.getString("protocol"),
                row.getString("export_host"),
                row.getLong("fence"),
                row.getLong("version"),
                row.getString("operation_id")));
  }

  private static Stream<Rows.Operation> operations(Handle handle, String which, String texts) {
    return list(
        handle,
        "select id, kind, resource_id, project_id, request_id, state, backend, pool, pool_gib,"
            + " error_code, error_message, superseded_by, deadline_seconds, admitted_at, ended_at, "
            + texts
            + " as texts, timestampdiff(second, admitted_at, utc_timestamp(6)) as age"
            + " from operation where "
            + which,
        (row, context) -> operation(row))
        .stream();
  }

  private static Rows.Operation operation(ResultSet row) throws SQLException {
    Instant admitted = instant(row, "admitted_at");
    return new Rows.Operation(
        row.getString("id"),
        row.getString("kind"),
        row.getString("resource_id"),
        row.getString("project_id"),
        row.getString("request_id"),
        OperationState.of(row.getString("state")),
        row.getString("backend"),
        row.getString("pool"),
        row.getLong("pool_gib"),
        row.getString("error_code"),
        row.getString("error_message"),
        row.getString("superseded_by"),
        row.getLong("deadline_seconds"),
        admitted == null ? Instant.EPOCH : admitted,
        instant(row, "ended_at"),
        row.getString("texts"),
        row.getLong("age"));
  }

  private static List<Rows.Pin> pins(Handle handle) {
    return list(
        handle,
        "select resource_kind, resource_id, operation_id, kind from pin",
        (row, context) ->
            new Rows.Pin(
                row.getString("resource_kind"),
                row.getString("resource_id"),
                row.getString("operation_id"),
                row.getString("kind")));
  }

  private static List<Rows.Pool> pools(Handle handle) {
    return list(
        handle,
        "select backend, name, total_gib, allocated_gib, reserved_percentage,"
            + " over_subscription_ratio, thin from pool",
        (row, context) ->
            new Rows.Pool(
                row.getString("backend"),
                row.getString("name"),
                row.getLong("total_gib"),
                row.getLong("allocated_gib"),
                row.getInt("reserved_percentage"),
                row.getDouble("over_subscription_ratio"),
                row.getBoolean("thin")));
  }

  private static Set<String> ignored(Handle handle) {
    return Set.copyOf(
        handle
            .createQuery(
                "select distinct resource_id from finding where kind = 'orphan' and state = 'ignored'")
            .mapTo(String.class)
            .list());
  }

  /** Keys are removed before their operations; one that names an operation needs its row. */
  private static List<Rows.Key> keys(Handle handle) {
    return list(
        handle,
        "select k.project_id, k.idempotency_key, k.operation_id, o.id is not null as present"
            + " from idempotency k left join operation o on o.id = k.operation_id"
            + " where k.operation_id is not null",
        (row, context) ->
            new Rows.Key(
                row.getString("project_id"),
                row.getString("idempotency_key"),
                row.getString("operation_id"),
                row.getBoolean("present")));
  }

  private static <T> List<T> list(Handle handle, String sql, RowMapper<T> mapper) {
    return handle.createQuery(sql).map(mapper).list();
  }

  private static @Nullable Integer integer(ResultSet row, String column) throws SQLException {
    int value = row.getInt(column);
    return row.wasNull() ? null : value;
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    LocalDateTime value = row.getObject(column, LocalDateTime.class);
    return value == null ? null : value.toInstant(ZoneOffset.UTC);
  }
}

package io.clinker.store;

import static io.clinker.store.Listing.Column.text;

import io.clinker.model.GroupId;
import io.clinker.model.GroupSnapshotId;
import io.clinker.model.OperationId;
import io.clinker.store.Listing.Column;
import io.clinker.store.Listing.Kind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The table {@code group_snapshot}. Finding and listing see live rows only. */
public final class GroupSnapshotStore {
  private static final HeldTable HELD = new HeldTable("group_snapshot");
  private static final String COLUMNS =
      """
      s.id, s.group_id, s.project_id, s.user_id, s.name, s.description, s.group_type_id, s.status,
      s.fence, s.version, s.operation_id, s.created_at, s.updated_at, s.deleted_at
      """;
  private static final String SELECT = "select " + COLUMNS + " from group_snapshot s where ";
  private static final Listing LISTING =
      new Listing(
          "group_snapshot s",
          "s.live = 1",
          "s.project_id",
          "s.created_at",
          "s.id",
          Map.of(
              "id", text("s.id"),
              "project_id", text("s.project_id"),
              "user_id", text("s.user_id"),
              "name", text("s.name"),
              "description", text("s.description"),
              "status", text("s.status"),
              "group_id", text("s.group_id"),
              "group_type_id", text("s.group_type_id"),
              "created_at", new Column("s.created_at", Kind.TIME),
              "updated_at", new Column("s.updated_at", Kind.TIME)));

  /** The keys that lists may filter and sort by. */
  public Set<String> keys() {
    return LISTING.keys();
  }

  /** The live group snapshot, if it belongs to the project (null: whatever project). */
  public Optional<GroupSnapshotRow> find(
      Handle handle, GroupSnapshotId id, @Nullable String projectId) {
    return Sql.one(
        handle,
        GroupSnapshotStore::map,
        SELECT + "s.id = ? and s.deleted_at is null and " + Sql.ofProject("s.project_id"),
        id.value(),
        projectId,
        projectId);
  }

  /** The same, kept from others until the transaction ends. */
  public Optional<GroupSnapshotRow> lock(Handle handle, GroupSnapshotId id) {
    return Sql.one(
        handle,
        GroupSnapshotStore::map,
        SELECT + "s.id = ? and s.deleted_at is null for update",
        id.value());
  }

  public List<GroupSnapshotRow> page(Handle handle, ListQuery query) {
    return LISTING.page(handle, COLUMNS, query, GroupSnapshotStore::map);
  }

  /** The oldest live snapshot of a group whose row is locked. */
  public Optional<GroupSnapshotRow> oneOf(Handle handle, GroupId group) {
    return Sql.one(
        handle,
        GroupSnapshotStore::map,
        SELECT + "s.live = 1 and s.group_id = ? order by s.created_at, s.id limit 1",
        group.value());
  }

  public void insert(Handle handle, GroupSnapshotRow row) {
    Sql.update(
        handle,
        """
        insert into group_snapshot (id, group_id, project_id, user_id, name, description,
          group_type_id, status, fence, version, operation_id, created_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        row.id().value(),
        row.groupId().value(),
        row.projectId(),
        row.userId(),
        row.name(),
        row.description(),
        row.groupTypeId(),
        row.status(),
        row.fence(),
        row.version(),
        row.operationId(),
        Times.text(row.createdAt()));
  }

  /** Gives the group snapshot to an operation: status meanwhile, fence raised by one. */
  public void hold(
      Handle handle, GroupSnapshotId id, OperationId operation, String status, Instant now) {
    HELD.hold(handle, id.value(), operation, status, now);
  }

  /** Takes a held group snapshot back from its operation; false: the operation did not hold it. */
  public boolean release(
      Handle handle, GroupSnapshotId id, OperationId operation, String status, Instant now) {
    return HELD.release(handle, id.value(), operation, status, now);
  }

  /** Deletes the row of a held group snapshot; false: the operation did not hold it. */
  public boolean delete(Handle handle, GroupSnapshotId id, OperationId operation, Instant now) {
    return HELD.delete(handle, id.value(), operation, now);
  }

  /** Marks that something was decided by what this row and its pins were. */
  public void touch(Handle handle, GroupSnapshotId id) {
    HELD.touch(handle, id.value());
  }

  private static GroupSnapshotRow map(ResultSet result, Object unused) throws SQLException {
    RowReader row = new RowReader(result);
    return new GroupSnapshotRow(
        new GroupSnapshotId(row.text()),
        new GroupId(row.text()),
        row.text(),
        row.text(),
        row.textOrNull(),
        row.textOrNull(),
        row.text(),
        row.text(),
        row.number(),
        row.number(),
        row.textOrNull(),
        row.instant(),
        row.instantOrNull(),
        row.instantOrNull());
  }
}

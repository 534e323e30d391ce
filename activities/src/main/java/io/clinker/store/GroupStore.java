package io.clinker.store;

import static io.clinker.store.Listing.Column.text;

import io.clinker.model.GroupId;
import io.clinker.model.OperationId;
import io.clinker.store.Listing.Column;
import io.clinker.store.Listing.Kind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code volume_group}. Finding and listing see live rows only. Methods that change a row
 * raise its version.
 */
public final class GroupStore {
  private static final HeldTable HELD = new HeldTable("volume_group");
  private static final String COLUMNS =
      """
      g.id, g.project_id, g.user_id, g.name, g.description, g.group_type_id, g.volume_type_ids,
      g.availability_zone, g.status, g.backend, g.group_snapshot_id, g.source_group_id, g.fence,
      g.version, g.operation_id, g.created_at, g.updated_at, g.deleted_at
      """;
  private static final String SELECT = "select " + COLUMNS + " from volume_group g where ";
  private static final Listing LISTING =
      new Listing(
          "volume_group g",
          "g.live = 1",
          "g.project_id",
          "g.created_at",
          "g.id",
          Map.ofEntries(
              Map.entry("id", text("g.id")),
              Map.entry("project_id", text("g.project_id")),
              Map.entry("user_id", text("g.user_id")),
              Map.entry("name", text("g.name")),
              Map.entry("description", text("g.description")),
              Map.entry("status", text("g.status")),
              Map.entry("group_type_id", text("g.group_type_id")),
              Map.entry("group_snapshot_id", text("g.group_snapshot_id")),
              Map.entry("source_group_id", text("g.source_group_id")),
              Map.entry("availability_zone", text("g.availability_zone")),
              Map.entry("backend", text("g.backend")),
              // The volumes of a group may be in many pools, so it is in none itself.
              Map.entry("pool", text("null")),
              Map.entry("created_at", new Column("g.created_at", Kind.TIME)),
              Map.entry("updated_at", new Column("g.updated_at", Kind.TIME))));

  /** The keys that lists may filter and sort by. */
  public Set<String> keys() {
    return LISTING.keys();
  }

  /** The live group, if it belongs to the project (null: whatever project). */
  public Optional<GroupRow> find(Handle handle, GroupId id, @Nullable String projectId) {
    return Sql.one(
        handle,
        GroupStore::map,
        SELECT + "g.id = ? and g.deleted_at is null and " + Sql.ofProject("g.project_id"),
        id.value(),
        projectId,
        projectId);
  }

  /** The same, kept from others until the transaction ends. */
  public Optional<GroupRow> lock(Handle handle, GroupId id) {
    return Sql.one(
        handle,
        GroupStore::map,
        SELECT + "g.id = ? and g.deleted_at is null for update",
        id.value());
  }

  public List<GroupRow> page(Handle handle, ListQuery query) {
    return LISTING.page(handle, COLUMNS, query, GroupStore::map);
  }

  /** Live groups of a group type. */
  public boolean anyOfGroupType(Handle handle, String groupTypeId) {
    return any(handle, "group_type_id = ?", groupTypeId);
  }

  /** Live groups whose volumes may have this type. */
  public boolean anyOfVolumeType(Handle handle, String volumeTypeId) {
    return any(handle, "find_in_set(?, volume_type_ids) > 0", volumeTypeId);
  }

  /** The ids of the volumes of each of these groups, the oldest first. */
  public Map<String, List<String>> volumes(Handle handle, Collection<GroupId> groups) {
    Map<String, List<String>> found = new HashMap<>();
    Sql.listIn(
        handle,
        (row, context) ->
            found
                .computeIfAbsent(row.getString(1), absent -> new ArrayList<>())
                .add(row.getString(2)),
        """
        select v.group_id, v.id from volume v where v.live = 1 and v.group_id in (<ids>)
        order by v.created_at, v.id
        """,
        groups.stream().map(GroupId::value).toList());
    return found;
  }

  private static boolean any(Handle handle, String condition, String value) {
    return Sql.one(
            handle,
            (row, context) -> 1,
            "select 1 from volume_group where live = 1 and " + condition + " limit 1",
            value)
        .isPresent();
  }

  public void insert(Handle handle, GroupRow row) {
    Sql.update(
        handle,
        """
        insert into volume_group (id, project_id, user_id, name, description, group_type_id,
          volume_type_ids, availability_zone, status, backend, group_snapshot_id, source_group_id,
          fence, version, operation_id, created_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        row.id().value(),
        row.projectId(),
        row.userId(),
        row.name(),
        row.description(),
        row.groupTypeId(),
        String.join(",", row.volumeTypeIds()),
        row.availabilityZone(),
        row.status(),
        row.backend(),
        row.groupSnapshotId(),
        row.sourceGroupId(),
        row.fence(),
        row.version(),
        row.operationId(),
        Times.text(row.createdAt()));
  }

  /** Gives the group to an operation: status meanwhile, fence raised by one. */
  public void hold(Handle handle, GroupId id, OperationId operation, String status, Instant now) {
    HELD.hold(handle, id.value(), operation, status, now);
  }

  /** Takes a held group back from its operation; false: the operation did not hold it. */
  public boolean release(
      Handle handle, GroupId id, OperationId operation, String status, Instant now) {
    return HELD.release(handle, id.value(), operation, status, now);
  }

  /** Deletes the row of a held group; false: the operation did not hold it. */
  public boolean delete(Handle handle, GroupId id, OperationId operation, Instant now) {
    return HELD.delete(handle, id.value(), operation, now);
  }

  /** Marks that something was decided by what this row, its pins and its members were. */
  public void touch(Handle handle, GroupId id) {
    HELD.touch(handle, id.value());
  }

  /** What its users may write at any time, and the status that goes with it. */
  public void describe(
      Handle handle,
      GroupId id,
      @Nullable String name,
      @Nullable String description,
      String status,
      Instant now) {
    Sql.update(
        handle,
        """
        update volume_group set name = ?, description = ?, status = ?, version = version + 1,
          updated_at = ?
        where id = ?
        """,
        name,
        description,
        status,
        Times.text(now),
        id.value());
  }

  private static GroupRow map(ResultSet result, Object unused) throws SQLException {
    RowReader row = new RowReader(result);
    return new GroupRow(
        new GroupId(row.text()),
        row.text(),
        row.text(),
        row.textOrNull(),
        row.textOrNull(),
        row.text(),
        List.of(row.text().split(",", -1)),
        row.text(),
        row.text(),
        row.textOrNull(),
        row.textOrNull(),
        row.textOrNull(),
        row.number(),
        row.number(),
        row.textOrNull(),
        row.instant(),
        row.instantOrNull(),
        row.instantOrNull());
  }
}

package io.clinker.store;

import static io.clinker.store.Listing.Column.text;

import io.clinker.model.GroupSnapshotId;
import io.clinker.model.OperationId;
import io.clinker.model.ResourceKind;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
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

/** The table {@code snapshot}. Finding and listing see live rows only. */
public final class SnapshotStore {
  private static final HeldTable HELD = new HeldTable("snapshot");
  private static final MetadataPairs PAIRS = new MetadataPairs(ResourceKind.SNAPSHOT);
  private static final String COLUMNS =
      """
      s.id, s.volume_id, s.project_id, s.user_id, s.name, s.description, s.size_gib,
      s.volume_type_id, s.status, s.progress, s.metadata, s.fence, s.version, s.operation_id,
      s.created_at, s.updated_at, s.deleted_at, s.group_snapshot_id
      """;
  private static final String SELECT = "select " + COLUMNS + " from snapshot s where ";
  private static final Listing LISTING =
      new Listing(
              "snapshot s",
              "s.live = 1",
              "s.project_id",
              "s.created_at",
              "s.id",
              Map.ofEntries(
                  Map.entry("id", text("s.id")),
                  Map.entry("project_id", text("s.project_id")),
                  Map.entry("user_id", text("s.user_id")),
                  Map.entry("name", text("s.name")),
                  Map.entry("description", text("s.description")),
                  Map.entry("status", text("s.status")),
                  Map.entry("progress", text("s.progress")),
                  Map.entry("volume_id", text("s.volume_id")),
                  Map.entry("volume_type_id", text("s.volume_type_id")),
                  Map.entry("volume_size", new Column("s.size_gib", Kind.INTEGER)),
                  Map.entry("size", new Column("s.size_gib", Kind.INTEGER)),
                  Map.entry("metadata", text("s.metadata")),
                  Map.entry("consumes_quota", new Column("1", Kind.BOOLEAN)),
                  Map.entry("group_snapshot_id", text("s.group_snapshot_id")),
                  Map.entry("availability_zone", ofVolume("availability_zone")),
                  Map.entry("backend", ofVolume("backend")),
                  Map.entry("pool", ofVolume("pool")),
                  Map.entry("created_at", new Column("s.created_at", Kind.TIME)),
                  Map.entry("updated_at", new Column("s.updated_at", Kind.TIME))))
          .withPairsOf(ResourceKind.SNAPSHOT);

  private static Column ofVolume(String column) {
    return text("(select v.%s from volume v where v.id = s.volume_id)".formatted(column));
  }

  /** The keys that lists may filter and sort by. */
  public Set<String> keys() {
    return LISTING.keys();
  }

  /** The live snapshot, if it belongs to the project (null: whatever project). */
  public Optional<SnapshotRow> find(Handle handle, SnapshotId id, @Nullable String projectId) {
    return Sql.one(
        handle,
        SnapshotStore::map,
        SELECT + "s.id = ? and s.deleted_at is null and " + Sql.ofProject("s.project_id"),
        id.value(),
        projectId,
        projectId);
  }

  /** The same, kept from others until the transaction ends. */
  public Optional<SnapshotRow> lock(Handle handle, SnapshotId id) {
    return Sql.one(
        handle,
        SnapshotStore::map,
        SELECT + "s.id = ? and s.deleted_at is null for update",
        id.value());
  }

  /** All live snapshots of a volume by id, kept from others until the transaction ends. */
  public List<SnapshotRow> lockOfVolume(Handle handle, VolumeId volume) {
    return Sql.list(
        handle,
        SnapshotStore::map,
        SELECT + "s.live = 1 and s.volume_id = ? order by s.id for update",
        volume.value());
  }

  /** All live members of a group snapshot by id, kept from others until the transaction ends. */
  public List<SnapshotRow> lockOfGroupSnapshot(Handle handle, GroupSnapshotId group) {
    return Sql.list(
        handle,
        SnapshotStore::map,
        SELECT + "s.live = 1 and s.group_snapshot_id = ? order by s.id for update",
        group.value());
  }

  /** All live members of a group snapshot by id. */
  public List<SnapshotRow> ofGroupSnapshot(Handle handle, GroupSnapshotId group) {
    return Sql.list(
        handle,
        SnapshotStore::map,
        SELECT + "s.live = 1 and s.group_snapshot_id = ? order by s.id",
        group.value());
  }

  /** All live snapshots of a volume, the oldest first. */
  public List<SnapshotRow> ofVolume(Handle handle, VolumeId volume) {
    return Sql.list(
        handle,
        SnapshotStore::map,
        SELECT + "s.live = 1 and s.volume_id = ? order by s.created_at, s.id",
        volume.value());
  }

  public List<SnapshotRow> page(Handle handle, ListQuery query) {
    return LISTING.page(handle, COLUMNS, query, SnapshotStore::map);
  }

  public long count(Handle handle, ListQuery query) {
    return LISTING.count(handle, query);
  }

  public void insert(Handle handle, SnapshotRow row) {
    Sql.update(
        handle,
        """
        insert into snapshot (id, volume_id, project_id, user_id, name, description, size_gib,
          volume_type_id, status, progress, metadata, fence, version, operation_id, created_at,
          group_snapshot_id, indexed_metadata)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        row.id().value(),
        row.volumeId().value(),
        row.projectId(),
        row.userId(),
        row.name(),
        row.description(),
        row.sizeGib(),
        row.volumeTypeId(),
        row.status(),
        row.progress(),
        Json.write(row.metadata()),
        row.fence(),
        row.version(),
        row.operationId(),
        Times.text(row.createdAt()),
        row.groupSnapshotId(),
        MetadataPairs.indexed(row.projectId(), row.metadata()));
    PAIRS.insert(handle, row.id().value(), row.projectId(), row.createdAt(), row.metadata());
  }

  /** Gives the snapshot to an operation: status meanwhile, fence raised by one. */
  public void hold(
      Handle handle, SnapshotId id, OperationId operation, String status, Instant now) {
    HELD.hold(handle, id.value(), operation, status, now);
  }

  /** Takes a held snapshot back from its operation; false: the operation did not hold it. */
  public boolean release(
      Handle handle,
      SnapshotId id,
      OperationId operation,
      String status,
      String progress,
      Instant now) {
    return Sql.update(
            handle,
            """
            update snapshot set status = ?, progress = ?, operation_id = null,
              version = version + 1, updated_at = ?
            where id = ? and operation_id = ? and deleted_at is null
            """,
            status,
            progress,
            Times.text(now),
            id.value(),
            operation.value())
        == 1;
  }

  /** Deletes the row of a held snapshot; false: the operation did not hold it. */
  public boolean delete(Handle handle, SnapshotId id, OperationId operation, Instant now) {
    boolean held = HELD.delete(handle, id.value(), operation, now);
    if (held) {
      PAIRS.delete(handle, id.value());
    }
    return held;
  }

  /** Marks that something was decided by what this row and its pins were. */
  public void touch(Handle handle, SnapshotId id) {
    HELD.touch(handle, id.value());
  }

  /** Gives all live snapshots of a volume the volume's new type. */
  public void setTypeOfVolume(Handle handle, VolumeId volume, String typeId) {
    Sql.update(
        handle,
        """
        update snapshot set volume_type_id = ?, version = version + 1
        where live = 1 and volume_id = ?
        """,
        typeId,
        volume.value());
  }

  public void setSize(Handle handle, SnapshotId id, int sizeGib) {
    Sql.update(handle, "update snapshot set size_gib = ? where id = ?", sizeGib, id.value());
  }

  /** As an administrator wants it. */
  public void setStatus(Handle handle, SnapshotId id, String status, String progress, Instant now) {
    Sql.update(
        handle,
        """
        update snapshot set status = ?, progress = ?, version = version + 1, updated_at = ?
        where id = ?
        """,
        status,
        progress,
        Times.text(now),
        id.value());
  }

  /**
   * Gives the snapshot to another project if it is still as it was when it was locked.
   *
   * @return false if its fence or its status is another
   */
  public boolean give(Handle handle, SnapshotRow locked, Handover to) {
    boolean given =
        to.write(handle, "snapshot", locked.id().value(), locked.fence(), locked.status());
    if (given && !locked.metadata().isEmpty()) {
      PAIRS.replace(
          handle, locked.id().value(), to.projectId(), locked.createdAt(), locked.metadata());
    }
    return given;
  }

  /** What its users may write at any time. */
  public void describe(
      Handle handle,
      SnapshotRow locked,
      @Nullable String name,
      @Nullable String description,
      Map<String, String> metadata,
      Instant now) {
    Sql.update(
        handle,
        """
        update snapshot set name = ?, description = ?, metadata = ?, version = version + 1,
          updated_at = ?
        where id = ?
        """,
        name,
        description,
        Json.write(metadata),
        Times.text(now),
        locked.id().value());
    if (!metadata.equals(locked.metadata())) {
      PAIRS.replace(handle, locked.id().value(), locked.projectId(), locked.createdAt(), metadata);
    }
  }

  private static SnapshotRow map(ResultSet result, Object unused) throws SQLException {
    RowReader row = new RowReader(result);
    return new SnapshotRow(
        new SnapshotId(row.text()),
        new VolumeId(row.text()),
        row.text(),
        row.text(),
        row.textOrNull(),
        row.textOrNull(),
        row.integer(),
        row.text(),
        row.text(),
        row.text(),
        row.texts(),
        row.number(),
        row.number(),
        row.textOrNull(),
        row.instant(),
        row.instantOrNull(),
        row.instantOrNull(),
        row.textOrNull());
  }
}

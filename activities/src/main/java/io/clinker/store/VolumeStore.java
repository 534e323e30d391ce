package io.clinker.store;

import io.clinker.model.GroupId;
import io.clinker.model.OperationId;
import io.clinker.model.ResourceKind;
import io.clinker.model.VolumeId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code volume}. Finding and listing see live rows only. Methods that change a row raise
 * its version.
 */
public final class VolumeStore {
  private static final HeldTable HELD = new HeldTable("volume");
  private static final MetadataPairs PAIRS = new MetadataPairs(ResourceKind.VOLUME);
  private static final String COLUMNS =
      """
      v.id, v.project_id, v.user_id, v.name, v.description, v.size_gib, v.extending_to_gib,
      v.status, v.previous_status, v.attach_status, v.migration_status, v.volume_type_id,
      (select t.name from volume_type t where t.id = v.volume_type_id),
      v.snapshot_id, v.source_volume_id, v.availability_zone, v.backend, v.pool, v.protocol,
      v.bootable, v.multiattach, v.metadata, v.admin_metadata, v.image_metadata, v.fence, v.version,
      v.operation_id, v.created_at, v.updated_at, v.launched_at, v.deleted_at, v.group_id
      """;
  private static final String INSERT =
      """
      insert into volume (id, project_id, user_id, name, description, size_gib, extending_to_gib,
        status, previous_status, attach_status, migration_status, volume_type_id, snapshot_id,
        source_volume_id, availability_zone, backend, pool, protocol, bootable, multiattach,
        metadata, admin_metadata, image_metadata, fence, version, operation_id, created_at,
        updated_at, launched_at, deleted_at, group_id, indexed_metadata)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
        ?, ?, ?, ?)
      """;

  /** The keys that lists may filter and sort by. */
  public Set<String> keys() {
    return VolumeLists.LISTING.keys();
  }

  /** The live volume, if it belongs to the project (null: whatever project). */
  public Optional<VolumeRow> find(Handle handle, VolumeId id, @Nullable String projectId) {
    return Sql.one(
        handle,
        VolumeStore::map,
        "select "
            + COLUMNS
            + " from volume v where v.id = ? and v.deleted_at is null and "
            + Sql.ofProject("v.project_id"),
        id.value(),
        projectId,
        projectId);
  }

  /** The same, kept from others until the transaction ends. */
  public Optional<VolumeRow> lock(Handle handle, VolumeId id) {
    return Sql.one(
        handle,
        VolumeStore::map,
        "select " + COLUMNS + " from volume v where v.id = ? and v.deleted_at is null for update",
        id.value());
  }

  /** All live volumes of a group by id, kept from others until the transaction ends. */
  public List<VolumeRow> lockOfGroup(Handle handle, GroupId group) {
    return Sql.list(
        handle,
        VolumeStore::map,
        "select "
            + COLUMNS
            + " from volume v where v.live = 1 and v.group_id = ? order by v.id for update",
        group.value());
  }

  /** All live volumes of a group, the oldest first. */
  public List<VolumeRow> ofGroup(Handle handle, GroupId group) {
    return Sql.list(
        handle,
        VolumeStore::map,
        "select "
            + COLUMNS
            + " from volume v where v.live = 1 and v.group_id = ? order by v.created_at, v.id",
        group.value());
  }

  public List<VolumeRow> page(Handle handle, ListQuery query) {
    return VolumeLists.LISTING.page(handle, COLUMNS, query, (row, context) -> map(row, context));
  }

  public long count(Handle handle, ListQuery query) {
    return VolumeLists.LISTING.count(handle, query);
  }

  /**
   * What a set of volumes sums up to.
   *
   * @param metadata every value of every key
   */
  public record Summary(long count, long gibibytes, Map<String, Set<String>> metadata) {
    Summary plus(Summary other) {
      return new Summary(count + other.count, gibibytes + other.gibibytes, metadata);
    }
  }

  /** Sums up; the metadata are looked through only when asked for. */
  public Summary summary(Handle handle, ListQuery query, boolean withMetadata) {
    return VolumeLists.summary(handle, query, withMetadata);
  }

  /** Live volumes of a type. */
  public boolean anyOfType(Handle handle, String typeId) {
    return Sql.one(
            handle,
            (row, context) -> 1,
            "select 1 from volume where live = 1 and volume_type_id = ? limit 1",
            typeId)
        .isPresent();
  }

  public void insert(Handle handle, VolumeRow row) {
    Sql.update(handle, INSERT, insertValues(row));
    PAIRS.insert(handle, row.id().value(), row.projectId(), row.createdAt(), row.metadata());
  }

  /** Inserts many rows in few statements. */
  static void insertAll(Handle handle, List<VolumeRow> rows) {
    try (PreparedBatch batch = handle.prepareBatch(INSERT)) {
      rows.forEach(row -> batch.add(insertValues(row)));
      batch.execute();
    }
    try (PreparedBatch batch = MetadataPairs.batch(handle)) {
      for (VolumeRow row : rows) {
        PAIRS.add(batch, row.id().value(), row.projectId(), row.createdAt(), row.metadata());
      }
      batch.execute();
    }
  }

  private static @Nullable Object[] insertValues(VolumeRow row) {
    List<@Nullable Object> values = new ArrayList<>();
    values.add(row.id().value());
    values.add(row.projectId());
    values.add(row.userId());
    values.add(row.name());
    values.add(row.description());
    values.add(row.sizeGib());
    values.add(row.extendingToGib());
    values.add(row.status());
    values.add(row.previousStatus());
    values.add(row.attachStatus());
    values.add(row.migrationStatus());
    values.add(row.volumeTypeId());
    values.add(row.snapshotId());
    values.add(row.sourceVolumeId());
    values.add(row.availabilityZone());
    values.add(row.backend());
    values.add(row.pool());
    values.add(row.protocol());
    values.add(row.bootable());
    values.add(row.multiattach());
    values.add(Json.write(row.metadata()));
    values.add(Json.write(row.adminMetadata()));
    values.add(Json.write(row.imageMetadata()));
    values.add(row.fence());
    values.add(row.version());
    values.add(row.operationId());
    values.add(Times.text(row.createdAt()));
    values.add(Times.textOrNull(row.updatedAt()));
    values.add(Times.textOrNull(row.launchedAt()));
    values.add(Times.textOrNull(row.deletedAt()));
    values.add(row.groupId());
    values.add(MetadataPairs.indexed(row.projectId(), row.metadata()));
    return values.toArray();
  }

  /** Gives the volume to an operation: status meanwhile, fence raised by one. */
  public void hold(
      Handle handle, VolumeRow locked, OperationId operation, String status, Instant now) {
    // Both statuses are values: MySQL would give previous_status the new one if it were the column.
    Sql.update(
        handle,
        """
        update volume set previous_status = ?, status = ?, operation_id = ?, fence = fence + 1,
          version = version + 1, updated_at = ?
        where id = ?
        """,
        locked.status(),
        status,
        operation.value(),
        Times.text(now),
        locked.id().value());
  }

  /** Gives a held volume to another operation, with the fence raised; false: it held it not. */
  public boolean handOver(
      Handle handle, VolumeId id, OperationId from, OperationId to, String status, Instant now) {
    return Sql.update(
            handle,
            """
            update volume set status = ?, operation_id = ?, fence = fence + 1,
              version = version + 1, updated_at = ?
            where id = ? and operation_id = ?
            """,
            status,
            to.value(),
            Times.text(now),
            id.value(),
            from.value())
        == 1;
  }

  /** What a held volume is taken to have been before; null: it is being made. */
  public void setPrevious(Handle handle, VolumeId id, @Nullable String status) {
    Sql.update(handle, "update volume set previous_status = ? where id = ?", status, id.value());
  }

  /** Takes a held volume back from its operation; false: the operation did not hold it. */
  public boolean release(
      Handle handle,
      VolumeId id,
      OperationId operation,
      String status,
      String attachStatus,
      Instant now) {
    return Sql.update(
            handle,
            """
            update volume set status = ?, attach_status = ?, operation_id = null,
              extending_to_gib = null, version = version + 1, updated_at = ?,
              launched_at = coalesce(launched_at, case when ? = 'available' then ? end)
            where id = ? and operation_id = ? and deleted_at is null
            """,
            status,
            attachStatus,
            Times.text(now),
            status,
            Times.text(now),
            id.value(),
            operation.value())
        == 1;
  }

  /** Deletes the row of a held volume; false: the operation did not hold it. */
  public boolean delete(Handle handle, VolumeId id, OperationId operation, Instant now) {
    boolean held =
        Sql.update(
                handle,
                """
            update volume set status = 'deleted', attach_status = 'detached', operation_id = null,
              extending_to_gib = null, version = version + 1, updated_at = ?, deleted_at = ?
            where id = ? and operation_id = ? and deleted_at is null
            """,
                Times.text(now),
                Times.text(now),
                id.value(),
                operation.value())
            == 1;
    if (held) {
      PAIRS.delete(handle, id.value());
    }
    return held;
  }

  /** Sets what follows from attachments. */
  public void setStatus(
      Handle handle,
      VolumeId id,
      String status,
      String attachStatus,
      Map<String, String> adminMetadata,
      Instant now) {
    Sql.update(
        handle,
        """
        update volume set status = ?, attach_status = ?, admin_metadata = ?, version = version + 1,
          updated_at = ?
        where id = ?
        """,
        status,
        attachStatus,
        Json.write(adminMetadata),
        Times.text(now),
        id.value());
  }

  /** Marks that something was decided by what this row and its pins were. */
  public void touch(Handle handle, VolumeId id) {
    HELD.touch(handle, id.value());
  }

  /** The place of the volume; null: nowhere. */
  public void place(
      Handle handle,
      VolumeId id,
      @Nullable String backend,
      @Nullable String pool,
      @Nullable String protocol) {
    Sql.update(
        handle,
        """
        update volume set backend = ?, pool = ?, protocol = ?, version = version + 1 where id = ?
        """,
        backend,
        pool,
        protocol,
        id.value());
  }

  /** Shows the size that a held volume has grown to; its operation goes on. */
  public void showGrowth(
      Handle handle, VolumeId id, int sizeGib, String status, String attachStatus, Instant now) {
    Sql.update(
        handle,
        """
        update volume set size_gib = ?, extending_to_gib = null, status = ?, attach_status = ?,
          version = version + 1, updated_at = ?
        where id = ?
        """,
        sizeGib,
        status,
        attachStatus,
        Times.text(now),
        id.value());
  }

  /** The group of the volume; null: none. */
  public void setGroup(Handle handle, VolumeId id, @Nullable GroupId group, Instant now) {
    Sql.update(
        handle,
        "update volume set group_id = ?, version = version + 1, updated_at = ? where id = ?",
        group == null ? null : group.value(),
        Times.text(now),
        id.value());
  }

  public void setExtending(Handle handle, VolumeId id, int toGib) {
    Sql.update(handle, "update volume set extending_to_gib = ? where id = ?", toGib, id.value());
  }

  public void setSize(Handle handle, VolumeId id, int sizeGib) {
    Sql.update(handle, "update volume set size_gib = ? where id = ?", sizeGib, id.value());
  }

  /** Gives the volume another type and what follows from it. */
  public void setType(
      Handle handle, VolumeId id, TypeRow type, @Nullable String protocol, Instant now) {
    Sql.update(
        handle,
        """
        update volume set volume_type_id = ?, multiattach = ?, protocol = ?, version = version + 1,
          updated_at = ?
        where id = ?
        """,
        type.id(),
        type.multiattach(),
        protocol,
        Times.text(now),
        id.value());
  }

  public void setBootable(Handle handle, VolumeId id, boolean bootable, Instant now) {
    Sql.update(
        handle,
        "update volume set bootable = ?, version = version + 1, updated_at = ? where id = ?",
        bootable,
        Times.text(now),
        id.value());
  }

  /** What an image said, or what users say instead. */
  public void setImageMetadata(
      Handle handle, VolumeId id, Map<String, String> imageMetadata, Instant now) {
    Sql.update(
        handle,
        "update volume set image_metadata = ?, version = version + 1, updated_at = ? where id = ?",
        Json.write(imageMetadata),
        Times.text(now),
        id.value());
  }

  /**
   * Gives the volume to another project if it is still as it was when it was locked.
   *
   * @return false if its fence or its status is another
   */
  public boolean give(Handle handle, VolumeRow locked, Handover to) {
    boolean given =
        to.write(handle, "volume", locked.id().value(), locked.fence(), locked.status());
    if (given && !locked.metadata().isEmpty()) {
      PAIRS.replace(
          handle, locked.id().value(), to.projectId(), locked.createdAt(), locked.metadata());
    }
    return given;
  }

  /** As an administrator wants it; null: none. */
  public void setMigrationStatus(Handle handle, VolumeId id, @Nullable String status, Instant now) {
    Sql.update(
        handle,
        "update volume set migration_status = ?, version = version + 1, updated_at = ? where id = ?",
        status,
        Times.text(now),
        id.value());
  }

  /** What its users may write at any time. */
  public void describe(
      Handle handle,
      VolumeRow locked,
      @Nullable String name,
      @Nullable String description,
      Map<String, String> metadata,
      Instant now) {
    Sql.update(
        handle,
        """
        update volume set name = ?, description = ?, metadata = ?, version = version + 1,
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

  private static VolumeRow map(ResultSet result, Object unused) throws SQLException {
    RowReader row = new RowReader(result);
    return new VolumeRow(
        new VolumeId(row.text()),
        row.text(),
        row.text(),
        row.textOrNull(),
        row.textOrNull(),
        row.integer(),
        row.integerOrNull(),
        row.text(),
        row.textOrNull(),
        row.text(),
        row.textOrNull(),
        row.text(),
        row.textOrNull(),
        row.textOrNull(),
        row.textOrNull(),
        row.text(),
        row.textOrNull(),
        row.textOrNull(),
        row.textOrNull(),
        row.flag(),
        row.flag(),
        row.texts(),
        row.texts(),
        row.texts(),
        row.number(),
        row.number(),
        row.textOrNull(),
        row.instant(),
        row.instantOrNull(),
        row.instantOrNull(),
        row.instantOrNull(),
        row.textOrNull());
  }
}

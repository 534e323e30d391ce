package io.clinker.store;

import static io.clinker.store.Listing.Column.text;

import io.clinker.model.AttachmentId;
import io.clinker.model.OperationId;
import io.clinker.model.VolumeId;
import io.clinker.store.Listing.Column;
import io.clinker.store.Listing.Kind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The table {@code attachment}. Finding and listing see live rows only. */
public final class AttachmentStore {
  private static final HeldTable HELD = new HeldTable("attachment", "attach_status");
  private static final String COLUMNS =
      """
      a.id, a.volume_id, a.project_id, a.instance_uuid, a.attached_host, a.mountpoint,
      a.attach_mode, a.attach_status, a.connector, a.connection_info, a.secret, a.protocol,
      a.export_host, a.fence, a.version, a.operation_id, a.created_at, a.updated_at, a.attached_at,
      a.detached_at, a.deleted_at
      """;
  private static final String SELECT = "select " + COLUMNS + " from attachment a where ";
  private static final Listing LISTING =
      new Listing(
          "attachment a",
          "a.live = 1",
          "a.project_id",
          "a.created_at",
          "a.id",
          Map.ofEntries(
              Map.entry("id", text("a.id")),
              Map.entry("project_id", text("a.project_id")),
              Map.entry("volume_id", text("a.volume_id")),
              Map.entry("instance_id", text("a.instance_uuid")),
              Map.entry("instance_uuid", text("a.instance_uuid")),
              Map.entry("attached_host", text("a.attached_host")),
              Map.entry("mountpoint", text("a.mountpoint")),
              Map.entry("attach_mode", text("a.attach_mode")),
              Map.entry("attach_status", text("a.attach_status")),
              Map.entry("attached_at", new Column("a.attached_at", Kind.TIME)),
              Map.entry("created_at", new Column("a.created_at", Kind.TIME)),
              Map.entry("updated_at", new Column("a.updated_at", Kind.TIME))));

  /** The keys that lists may filter and sort by. */
  public Set<String> keys() {
    return LISTING.keys();
  }

  /** The live attachment, if it belongs to the project (null: whatever project). */
  public Optional<AttachmentRow> find(Handle handle, AttachmentId id, @Nullable String projectId) {
    return Sql.one(
        handle,
        AttachmentStore::map,
        SELECT + "a.id = ? and a.deleted_at is null and " + Sql.ofProject("a.project_id"),
        id.value(),
        projectId,
        projectId);
  }

  /** The same, kept from others until the transaction ends. */
  public Optional<AttachmentRow> lock(Handle handle, AttachmentId id) {
    return Sql.one(
        handle,
        AttachmentStore::map,
        SELECT + "a.id = ? and a.deleted_at is null for update",
        id.value());
  }

  /** All live attachments of a volume, the oldest first. */
  public List<AttachmentRow> ofVolume(Handle handle, VolumeId volume) {
    return Sql.list(
        handle,
        AttachmentStore::map,
        SELECT + "a.live = 1 and a.volume_id = ? order by a.created_at, a.id",
        volume.value());
  }

  /** The live attachments of a page of volumes, by volume; one query. */
  public Map<VolumeId, List<AttachmentRow>> ofVolumes(Handle handle, Collection<VolumeId> volumes) {
    return Sql.listIn(
            handle,
            AttachmentStore::map,
            SELECT + "a.live = 1 and a.volume_id in (<ids>) order by a.created_at, a.id",
            volumes.stream().map(VolumeId::value).toList())
        .stream()
        .collect(Collectors.groupingBy(AttachmentRow::volumeId));
  }

  /** The live attachments whose exports this host serves. */
  public List<AttachmentRow> ofExportHost(Handle handle, String host) {
    return Sql.list(
        handle,
        AttachmentStore::map,
        SELECT + "a.live = 1 and a.export_host = ? order by a.volume_id, a.id",
        host);
  }

  /** The host whose daemon serves the volume, empty if none does. */
  public Optional<String> exportHost(Handle handle, VolumeId volume) {
    return Sql.one(
        handle,
        (row, context) -> row.getString(1),
        """
        select export_host from attachment
        where live = 1 and volume_id = ? and export_host is not null
        order by created_at limit 1
        """,
        volume.value());
  }

  public List<AttachmentRow> page(Handle handle, ListQuery query) {
    return LISTING.page(handle, COLUMNS, query, AttachmentStore::map);
  }

  public long count(Handle handle, ListQuery query) {
    return LISTING.count(handle, query);
  }

  public void insert(Handle handle, AttachmentRow row) {
    Sql.update(
        handle,
        """
        insert into attachment (id, volume_id, project_id, instance_uuid, attached_host, mountpoint,
          attach_mode, attach_status, connector, secret, protocol, fence, version, operation_id,
          created_at, attached_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        row.id().value(),
        row.volumeId().value(),
        row.projectId(),
        row.instanceUuid(),
        row.attachedHost(),
        row.mountpoint(),
        row.attachMode(),
        row.attachStatus(),
        jsonOrNull(row.connector()),
        row.secret(),
        row.protocol(),
        row.fence(),
        row.version(),
        row.operationId(),
        Times.text(row.createdAt()),
        Times.textOrNull(row.attachedAt()));
  }

  /** Gives the attachment to an operation: status meanwhile, fence raised by one. */
  public void hold(
      Handle handle, AttachmentId id, OperationId operation, String status, Instant now) {
    HELD.hold(handle, id.value(), operation, status, now);
  }

  /** What an attachment is asked to become; part of holding it. */
  public void setConnector(Handle handle, AttachmentRow wanted) {
    Sql.update(
        handle,
        """
        update attachment set connector = ?, attached_host = ?, mountpoint = ?, attach_mode = ?,
          protocol = ?, attached_at = ?
        where id = ?
        """,
        jsonOrNull(wanted.connector()),
        wanted.attachedHost(),
        wanted.mountpoint(),
        wanted.attachMode(),
        wanted.protocol(),
        Times.textOrNull(wanted.attachedAt()),
        wanted.id().value());
  }

  /** Who uses it, where and how; part of holding it. */
  public void setUse(Handle handle, AttachmentRow used) {
    Sql.update(
        handle,
        """
        update attachment set instance_uuid = ?, attached_host = ?, mountpoint = ?, attach_mode = ?,
          attached_at = ?
        where id = ?
        """,
        used.instanceUuid(),
        used.attachedHost(),
        used.mountpoint(),
        used.attachMode(),
        Times.textOrNull(used.attachedAt()),
        used.id().value());
  }

  /**
   * Stores the connection that a step has made, under the fence it worked with.
   *
   * @param exportHost whose daemon serves it, null where none does
   * @return false if the fence was raised meanwhile
   */
  public boolean storeConnection(
      Handle handle,
      AttachmentId id,
      long fence,
      Map<String, Object> connectionInfo,
      @Nullable String exportHost) {
    return Sql.update(
            handle,
            """
            update attachment set connection_info = ?, export_host = ?, version = version + 1
            where id = ? and fence = ? and deleted_at is null
            """,
            Json.write(connectionInfo),
            exportHost,
            id.value(),
            fence)
        == 1;
  }

  /** Forgets a connection that was undone. */
  public void clearConnection(Handle handle, AttachmentId id, boolean connectorToo) {
    Sql.update(
        handle,
        connectorToo
            ? """
              update attachment set connection_info = null, export_host = null, connector = null,
                attached_host = null, attached_at = null where id = ?
              """
            : "update attachment set connection_info = null, export_host = null where id = ?",
        id.value());
  }

  /** Forgets the connection and its connector; who uses the attachment stays known. */
  public void forgetConnection(Handle handle, AttachmentId id) {
    Sql.update(
        handle,
        """
        update attachment set connection_info = null, export_host = null, connector = null
        where id = ?
        """,
        id.value());
  }

  /** Takes a held attachment back from its operation; false: the operation did not hold it. */
  public boolean release(
      Handle handle, AttachmentId id, OperationId operation, String status, Instant now) {
    return HELD.release(handle, id.value(), operation, status, now);
  }

  /** Deletes the row of a held attachment; false: the operation did not hold it. */
  public boolean delete(Handle handle, AttachmentId id, OperationId operation, Instant now) {
    return Sql.update(
            handle,
            """
            update attachment set attach_status = 'detached', operation_id = null,
              export_host = null, version = version + 1, updated_at = ?, detached_at = ?,
              deleted_at = ?
            where id = ? and operation_id = ? and deleted_at is null
            """,
            Times.text(now),
            Times.text(now),
            Times.text(now),
            id.value(),
            operation.value())
        == 1;
  }

  /** Deletes what is left of a volume's attachments when the volume goes. */
  public void deleteOfVolume(Handle handle, VolumeId volume, Instant now) {
    Sql.update(
        handle,
        """
        update attachment set attach_status = 'detached', operation_id = null, export_host = null,
          fence = fence + 1, version = version + 1, updated_at = ?, detached_at = ?, deleted_at = ?
        where live = 1 and volume_id = ?
        """,
        Times.text(now),
        Times.text(now),
        Times.text(now),
        volume.value());
  }

  private static @Nullable String jsonOrNull(@Nullable Map<String, Object> map) {
    return map == null ? null : Json.write(map);
  }

  private static AttachmentRow map(ResultSet result, Object unused) throws SQLException {
    RowReader row = new RowReader(result);
    return new AttachmentRow(
        new AttachmentId(row.text()),
        new VolumeId(row.text()),
        row.text(),
        row.textOrNull(),
        row.textOrNull(),
        row.textOrNull(),
        row.textOrNull(),
        row.text(),
        row.objectOrNull(),
        row.objectOrNull(),
        row.textOrNull(),
        row.textOrNull(),
        row.textOrNull(),
        row.number(),
        row.number(),
        row.textOrNull(),
        row.instant(),
        row.instantOrNull(),
        row.instantOrNull(),
        row.instantOrNull(),
        row.instantOrNull());
  }
}

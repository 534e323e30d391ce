package io.clinker.store;

import io.clinker.model.OperationId;
import io.clinker.model.ResourceRef;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What rows say that a backend holds; read whole, in few statements. */
public final class HoldingsStore {
  /** A live volume. */
  public record Volume(
      String id,
      String projectId,
      int sizeGib,
      String status,
      @Nullable String backend,
      long fence,
      @Nullable String operationId) {}

  /** A live snapshot of a live volume. */
  public record Snapshot(
      String id,
      String volumeId,
      String projectId,
      int sizeGib,
      String status,
      long fence,
      @Nullable String operationId) {}

  /** A live attachment that has a connection. */
  public record Attachment(
      String id,
      String volumeId,
      String projectId,
      String status,
      @Nullable String exportHost,
      @Nullable String operationId) {}

  /**
   * An open operation.
   *
   * @param texts its request and plan, which name all that it works with
   */
  public record Open(String id, String resourceId, String texts) {
    /** Whether it works with this, or is this. */
    public boolean names(String identifier) {
      return id.equals(identifier) || resourceId.equals(identifier) || texts.contains(identifier);
    }
  }

  private static final String VOLUME =
      "select id, project_id, size_gib, status, backend, fence, operation_id from volume ";

  public List<Volume> volumes(Handle handle, String backend) {
    return Sql.list(
        handle, HoldingsStore::volume, VOLUME + "where live = 1 and backend = ?", backend);
  }

  /** Live rows of these, wherever they say that they are. */
  public Map<String, Volume> volumesById(Handle handle, Collection<String> ids) {
    Map<String, Volume> found = new HashMap<>();
    Sql.listIn(handle, HoldingsStore::volume, VOLUME + "where live = 1 and id in (<ids>)", ids)
        .forEach(volume -> found.put(volume.id(), volume));
    return found;
  }

  public List<Snapshot> snapshots(Handle handle, String backend) {
    return Sql.list(
        handle,
        HoldingsStore::snapshot,
        """
        select s.id, s.volume_id, s.project_id, s.size_gib, s.status, s.fence,
          coalesce(s.operation_id, v.operation_id)
        from volume v join snapshot s on s.volume_id = v.id and s.live = 1
        where v.live = 1 and v.backend = ?
        """,
        backend);
  }

  /** Live rows of these, whatever their volume. */
  public Map<String, Snapshot> snapshotsById(Handle handle, Collection<String> ids) {
    Map<String, Snapshot> found = new HashMap<>();
    Sql.listIn(
            handle,
            HoldingsStore::snapshot,
            """
            select s.id, s.volume_id, s.project_id, s.size_gib, s.status, s.fence, s.operation_id
            from snapshot s where s.live = 1 and s.id in (<ids>)
            """,
            ids)
        .forEach(snapshot -> found.put(snapshot.id(), snapshot));
    return found;
  }

  public List<Attachment> attachments(Handle handle, String backend) {
    return Sql.list(
        handle,
        HoldingsStore::attachment,
        """
        select a.id, a.volume_id, a.project_id, a.attach_status, a.export_host,
          coalesce(a.operation_id, v.operation_id)
        from volume v join attachment a on a.volume_id = v.id and a.live = 1
        where v.live = 1 and v.backend = ? and a.connection_info is not null
        """,
        backend);
  }

  /** Live rows of these, connected or not. */
  public Map<String, Attachment> attachmentsById(Handle handle, Collection<String> ids) {
    Map<String, Attachment> found = new HashMap<>();
    Sql.listIn(
            handle,
            HoldingsStore::attachment,
            """
            select a.id, a.volume_id, a.project_id, a.attach_status, a.export_host, a.operation_id
            from attachment a where a.live = 1 and a.id in (<ids>)
            """,
            ids)
        .forEach(attachment -> found.put(attachment.id(), attachment));
    return found;
  }

  public List<Open> open(Handle handle) {
    return Sql.list(
        handle,
        (row, context) -> new Open(row.getString(1), row.getString(2), row.getString(3)),
        "select id, resource_id, concat(request, coalesce(plan, '')) from operation where open = 1");
  }

  /**
   * A row of an object, live or of the past.
   *
   * @param deleted whether it is of the past
   */
  public record Known(long fence, boolean deleted) {}

  /** The row of an object if it has or had one, kept from others until the transaction ends. */
  public Optional<Known> lock(Handle handle, ResourceRef object) {
    return Sql.one(
        handle,
        (row, context) -> new Known(row.getLong(1), row.getBoolean(2)),
        "select fence, deleted_at is not null from %s where id = ? for update"
            .formatted(object.kind().word()),
        object.id());
  }

  /** Removes a row of the past, so that the object can have one again. */
  public void forget(Handle handle, ResourceRef object) {
    Sql.update(
        handle,
        "delete from %s where id = ? and deleted_at is not null".formatted(object.kind().word()),
        object.id());
  }

  /** Raises the fence of what an open operation works with to this, if it is this run's. */
  public boolean raiseFence(
      Handle handle, ResourceRef object, long atLeast, OperationId operation, int run) {
    return Sql.update(
            handle,
            """
            update %s set fence = ?, version = version + 1
            where id = ? and fence < ? and deleted_at is null and exists (select 1 from operation o
              where o.id = ? and o.run = ? and o.ended_at is null)
            """
                .formatted(object.kind().word()),
            atLeast,
            object.id(),
            atLeast,
            operation.value(),
            run)
        == 1;
  }

  /** Raises the fence of a resource that nobody holds to this, if it is lower. */
  public boolean raiseFence(Handle handle, ResourceRef object, long atLeast) {
    return Sql.update(
            handle,
            """
            update %s set fence = ?, version = version + 1
            where id = ? and fence < ? and operation_id is null and deleted_at is null
            """
                .formatted(object.kind().word()),
            atLeast,
            object.id(),
            atLeast)
        == 1;
  }

  private static Volume volume(ResultSet result, Object unused) throws SQLException {
    RowReader row = new RowReader(result);
    return new Volume(
        row.text(),
        row.text(),
        row.integer(),
        row.text(),
        row.textOrNull(),
        row.number(),
        row.textOrNull());
  }

  private static Snapshot snapshot(ResultSet result, Object unused) throws SQLException {
    RowReader row = new RowReader(result);
    return new Snapshot(
        row.text(),
        row.text(),
        row.text(),
        row.integer(),
        row.text(),
        row.number(),
        row.textOrNull());
  }

  private static Attachment attachment(ResultSet result, Object unused) throws SQLException {
    RowReader row = new RowReader(result);
    return new Attachment(
        row.text(), row.text(), row.text(), row.text(), row.textOrNull(), row.textOrNull());
  }
}

package io.clinker.store;

import static io.clinker.store.Listing.Column.text;

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

/**
 * The table {@code volume_transfer}. Finding and listing see live rows only; a row is changed only
 * under the lock of its volume's row.
 */
public final class TransferStore {
  private static final String COLUMNS =
      """
      x.id, x.volume_id, x.project_id, x.name, x.salt, x.key_hash, x.no_snapshots,
      x.destination_project_id, x.accepted, x.created_at
      """;
  private static final String SELECT = "select " + COLUMNS + " from volume_transfer x where ";
  private static final Listing LISTING =
      new Listing(
          "volume_transfer x",
          "x.live = 1",
          "x.project_id",
          "x.created_at",
          "x.id",
          Map.of(
              "id", text("x.id"),
              "name", text("x.name"),
              "volume_id", text("x.volume_id"),
              "source_project_id", text("x.project_id"),
              "no_snapshots", new Column("x.no_snapshots", Kind.BOOLEAN),
              "created_at", new Column("x.created_at", Kind.TIME),
              "updated_at", new Column("x.updated_at", Kind.TIME)));

  /** The keys that lists may filter and sort by. */
  public Set<String> keys() {
    return LISTING.keys();
  }

  /** The live transfer, if the project gives it (null: whatever project). */
  public Optional<TransferRow> find(Handle handle, String id, @Nullable String projectId) {
    return Sql.one(
        handle,
        TransferStore::map,
        SELECT + "x.id = ? and x.deleted_at is null and " + Sql.ofProject("x.project_id"),
        id,
        projectId,
        projectId);
  }

  /** The live transfer, kept from others until the transaction ends. */
  public Optional<TransferRow> lock(Handle handle, String id) {
    return Sql.one(
        handle, TransferStore::map, SELECT + "x.id = ? and x.deleted_at is null for update", id);
  }

  public List<TransferRow> page(Handle handle, ListQuery query) {
    return LISTING.page(handle, COLUMNS, query, TransferStore::map);
  }

  public void insert(Handle handle, TransferRow row) {
    Sql.update(
        handle,
        """
        insert into volume_transfer (id, volume_id, project_id, name, salt, key_hash, no_snapshots,
          created_at)
        values (?, ?, ?, ?, ?, ?, ?, ?)
        """,
        row.id(),
        row.volumeId().value(),
        row.projectId(),
        row.name(),
        row.salt(),
        row.keyHash(),
        row.noSnapshots(),
        Times.text(row.createdAt()));
  }

  /** Ends it; null: nobody has accepted it. */
  public void end(Handle handle, String id, @Nullable String destinationProjectId, Instant now) {
    Sql.update(
        handle,
        """
        update volume_transfer set destination_project_id = ?, accepted = ?, updated_at = ?,
          deleted_at = ?
        where id = ? and deleted_at is null
        """,
        destinationProjectId,
        destinationProjectId != null,
        Times.text(now),
        Times.text(now),
        id);
  }

  /** Ends whatever transfer there is of a volume that goes. */
  public void endOfVolume(Handle handle, VolumeId volume, Instant now) {
    Sql.update(
        handle,
        "update volume_transfer set updated_at = ?, deleted_at = ? where live_volume_id = ?",
        Times.text(now),
        Times.text(now),
        volume.value());
  }

  private static TransferRow map(ResultSet result, Object unused) throws SQLException {
    RowReader row = new RowReader(result);
    return new TransferRow(
        row.text(),
        new VolumeId(row.text()),
        row.text(),
        row.textOrNull(),
        row.text(),
        row.text(),
        row.flag(),
        row.textOrNull(),
        row.flag(),
        row.instant());
  }
}

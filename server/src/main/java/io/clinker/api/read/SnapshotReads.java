package io.clinker.api.read;

import io.clinker.api.list.ListRequest;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import io.clinker.store.SnapshotRow;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** Snapshots as the API shows them. */
public final class SnapshotReads {
  private static final Table<SnapshotRow> SNAPSHOTS =
      new Table<>(
          "s.id, s.volume_id, s.project_id, s.user_id, s.name, s.description, s.size_gib,"
              + " s.volume_type_id, s.status, s.progress, s.metadata, s.fence, s.version,"
              + " s.operation_id, s.created_at, s.updated_at, s.deleted_at",
          "snapshot s",
          "s.",
          "s.live = 1",
          "Snapshot",
          SnapshotReads::row);

  private final Reader reader;

  public SnapshotReads(Reader reader) {
    this.reader = reader;
  }

  /**
   * Finds a snapshot.
   *
   * @param project null: of any project
   */
  public Optional<SnapshotRow> find(String id, @Nullable String project) {
    return reader.read(handle -> SNAPSHOTS.find(handle, id, project));
  }

  public List<SnapshotRow> page(ListRequest request) {
    return reader.read(handle -> SNAPSHOTS.page(handle, request));
  }

  /** How many there are on all pages. */
  public long count(ListRequest request) {
    return reader.read(handle -> SNAPSHOTS.count(handle, request));
  }

  private static SnapshotRow row(ResultSet result, StatementContext context) throws SQLException {
    Row row = new Row(result);
    return new SnapshotRow(
        new SnapshotId(row.text()),
        new VolumeId(row.text()),
        row.text(),
        row.text(),
        row.textOrNull(),
        row.textOrNull(),
        row.whole(),
        row.text(),
        row.text(),
        row.text(),
        row.texts(),
        row.number(),
        row.number(),
        row.textOrNull(),
        row.instant(),
        row.instantOrNull(),
        row.instantOrNull());
  }
}

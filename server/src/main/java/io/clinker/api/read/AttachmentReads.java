package io.clinker.api.read;

import io.clinker.api.list.ListRequest;
import io.clinker.model.AttachmentId;
import io.clinker.model.VolumeId;
import io.clinker.store.AttachmentRow;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** Attachments as the API shows them. */
public final class AttachmentReads {
  private static final Table<AttachmentRow> ATTACHMENTS =
      new Table<>(
          "a.id, a.volume_id, a.project_id, a.instance_uuid, a.attached_host, a.mountpoint,"
              + " a.attach_mode, a.attach_status, a.connector, a.connection_info, a.secret,"
              + " a.protocol, a.export_host, a.fence, a.version, a.operation_id, a.created_at,"
              + " a.updated_at, a.attached_at, a.detached_at, a.deleted_at",
          "attachment a",
          "a.",
          "a.live = 1",
          "Volume attachment",
          AttachmentReads::row);

  private final Reader reader;

  public AttachmentReads(Reader reader) {
    this.reader = reader;
  }

  /**
   * Finds an attachment.
   *
   * @param project null: of any project
   */
  public Optional<AttachmentRow> find(String id, @Nullable String project) {
    return reader.read(handle -> ATTACHMENTS.find(handle, id, project));
  }

  public List<AttachmentRow> page(ListRequest request) {
    return reader.read(handle -> ATTACHMENTS.page(handle, request));
  }

  /** The attachments of a volume, oldest first. */
  public List<AttachmentRow> ofVolume(String volumeId) {
    return reader.read(
        handle ->
            ATTACHMENTS.where(
                handle, "a.live = 1 and a.volume_id = ? order by a.created_at, a.id", volumeId));
  }

  /** The attached ones of many volumes, in one statement. */
  public Map<String, List<AttachmentRow>> attachedTo(List<String> volumeIds) {
    if (volumeIds.isEmpty()) {
      return Map.of();
    }
    String marks = String.join(", ", volumeIds.stream().map(id -> "?").toList());
    List<AttachmentRow> rows =
        reader.read(
            handle ->
                ATTACHMENTS.where(
                    handle,
                    "a.live = 1 and a.volume_id in ("
                        + marks
                        + ") and a.attach_status = 'attached' order by a.created_at, a.id",
                    volumeIds.toArray()));
    Map<String, List<AttachmentRow>> byVolume = new HashMap<>();
    for (AttachmentRow row : rows) {
      byVolume.computeIfAbsent(row.volumeId().value(), id -> new ArrayList<>()).add(row);
    }
    return byVolume;
  }

  private static AttachmentRow row(ResultSet result, StatementContext context) throws SQLException {
    Row row = new Row(result);
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

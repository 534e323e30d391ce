package io.clinker.store;

import static io.clinker.store.Listing.Column.text;

import io.clinker.store.Listing.Column;
import io.clinker.store.Listing.Kind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The table {@code message}. */
public final class MessageStore {
  private static final String COLUMNS =
      """
      m.id, m.project_id, m.request_id, m.resource_type, m.resource_id, m.action_id, m.detail_id,
      m.created_at, m.expires_at
      """;
  private static final Listing LISTING =
      new Listing(
          "message m",
          "1 = 1",
          "m.project_id",
          "m.created_at",
          "m.id",
          Map.ofEntries(
              Map.entry("id", text("m.id")),
              Map.entry("project_id", text("m.project_id")),
              Map.entry("request_id", text("m.request_id")),
              Map.entry("resource_type", text("m.resource_type")),
              Map.entry("resource_uuid", text("m.resource_id")),
              Map.entry("message_level", text("'ERROR'")),
              Map.entry(
                  "event_id",
                  text("concat('VOLUME_', m.resource_type, '_', m.action_id, '_', m.detail_id)")),
              Map.entry("created_at", new Column("m.created_at", Kind.TIME)),
              Map.entry("guaranteed_until", new Column("m.expires_at", Kind.TIME))));

  /** The keys that lists may filter and sort by. */
  public Set<String> keys() {
    return LISTING.keys();
  }

  public Optional<MessageRow> find(Handle handle, String id, @Nullable String projectId) {
    return Sql.one(
        handle,
        MessageStore::map,
        "select " + COLUMNS + " from message m where m.id = ? and " + Sql.ofProject("m.project_id"),
        id,
        projectId,
        projectId);
  }

  public List<MessageRow> page(Handle handle, ListQuery query) {
    return LISTING.page(handle, COLUMNS, query, MessageStore::map);
  }

  public void insert(Handle handle, MessageRow row) {
    Sql.update(
        handle,
        """
        insert into message (id, project_id, request_id, resource_type, resource_id, action_id,
          detail_id, created_at, expires_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        row.id(),
        row.projectId(),
        row.requestId(),
        row.resourceType(),
        row.resourceId(),
        row.actionId(),
        row.detailId(),
        Times.text(row.createdAt()),
        Times.text(row.expiresAt()));
  }

  /** False: there is no such message of the project. */
  public boolean delete(Handle handle, String id, @Nullable String projectId) {
    return Sql.update(
            handle,
            "delete from message where id = ? and (? is null or project_id = ?)",
            id,
            projectId,
            projectId)
        == 1;
  }

  private static MessageRow map(ResultSet result, Object unused) throws SQLException {
    RowReader row = new RowReader(result);
    return new MessageRow(
        row.text(),
        row.text(),
        row.textOrNull(),
        row.text(),
        row.textOrNull(),
        row.text(),
        row.text(),
        row.instant(),
        row.instant());
  }
}

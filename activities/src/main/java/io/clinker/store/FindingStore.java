package io.clinker.store;

import static io.clinker.store.Listing.Column.text;

import io.clinker.model.OperationId;
import io.clinker.model.ResourceRef;
import io.clinker.store.FindingRow.Kind;
import io.clinker.store.FindingRow.Resolution;
import io.clinker.store.FindingRow.State;
import io.clinker.store.Listing.Column;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** The tables {@code finding} and {@code inventory_pass}. */
public final class FindingStore {
  private static final String COLUMNS =
      """
      f.id, f.kind, f.resource_kind, f.resource_id, f.backend, f.host, f.volume_id, f.project_id,
      f.state, f.message, f.held_bytes, f.mark, f.provenance, f.resolution, f.operation_id,
      f.first_pass, f.last_pass, f.created_at, f.updated_at, f.resolved_at
      """;
  private static final int STATE = 9;
  private static final int PROVENANCE = 13;
  private static final int FIRST_PASS = 16;
  static final String SELECT = "select " + COLUMNS + " from finding f where ";
  private static final Listing LISTING =
      new Listing(
          "finding f",
          "1 = 1",
          "f.project_id",
          "f.created_at",
          "f.id",
          Map.ofEntries(
              Map.entry("id", text("f.id")),
              Map.entry("kind", text("f.kind")),
              Map.entry("resource_kind", text("f.resource_kind")),
              Map.entry("resource_id", text("f.resource_id")),
              Map.entry("backend", text("f.backend")),
              Map.entry("volume_id", text("f.volume_id")),
              Map.entry("project_id", text("f.project_id")),
              Map.entry("state", text("f.state")),
              Map.entry("created_at", new Column("f.created_at", Listing.Kind.TIME)),
              Map.entry("updated_at", new Column("f.updated_at", Listing.Kind.TIME))));

  /** The keys that lists may filter and sort by. */
  public Set<String> keys() {
    return LISTING.keys();
  }

  /** A difference on a backend. */
  public Optional<FindingRow> find(Handle handle, String id) {
    return Sql.one(
        handle,
        FindingStore::map,
        SELECT + "f.id = ? and f.resource_kind <> ?",
        id,
        OwnerlessRow.PROJECT);
  }

  /** A finding of whatever kind. */
  public Optional<ListedFinding> findListed(Handle handle, String id) {
    return Sql.one(handle, FindingStore::mapListed, SELECT + "f.id = ?", id);
  }

  public List<ListedFinding> page(Handle handle, ListQuery query) {
    return LISTING.page(handle, COLUMNS, query, FindingStore::mapListed);
  }

  /** What is not resolved on a backend. */
  public List<FindingRow> liveOf(Handle handle, String backend) {
    return Sql.list(
        handle,
        FindingStore::map,
        SELECT + "f.backend = ? and f.state in ('suspected', 'open', 'ignored')",
        backend);
  }

  /** What is believed of a resource and not resolved. */
  public List<FindingRow> ofResource(Handle handle, ResourceRef resource) {
    return Sql.list(
        handle,
        FindingStore::map,
        SELECT + "f.resource_id = ? and f.resource_kind = ? and f.state in ('open', 'ignored')",
        resource.id(),
        resource.kind().word());
  }

  /** Exports of a volume that no row knows. */
  public List<FindingRow> orphanExportsOf(Handle handle, String volumeId) {
    return Sql.list(
        handle,
        FindingStore::map,
        SELECT
            + "f.volume_id = ? and f.resource_kind = 'attachment' and f.kind = 'orphan'"
            + " and f.state in ('open', 'ignored')",
        volumeId);
  }

  public void insert(Handle handle, FindingRow row) {
    Sql.update(
        handle,
        """
        insert into finding (id, kind, resource_kind, resource_id, backend, host, volume_id,
          project_id, state, message, held_bytes, mark, provenance, first_pass, last_pass,
          created_at, updated_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        row.id(),
        row.kind().word(),
        row.resource().kind().word(),
        row.resource().id(),
        row.backend(),
        row.host(),
        row.volumeId(),
        row.projectId(),
        row.state().word(),
        row.message(),
        row.heldBytes(),
        row.mark(),
        row.provenance(),
        row.firstPass(),
        row.lastPass(),
        Times.text(row.createdAt()),
        Times.text(row.updatedAt()));
  }

  /** Writes what a later pass has seen; false: it was resolved meanwhile. */
  public boolean seenAgain(Handle handle, FindingRow row) {
    return Sql.update(
            handle,
            """
            update finding set state = ?, message = ?, held_bytes = ?, mark = ?, provenance = ?,
              volume_id = ?, host = ?, project_id = ?, last_pass = ?, updated_at = ?
            where id = ? and resolved_at is null
            """,
            row.state().word(),
            row.message(),
            row.heldBytes(),
            row.mark(),
            row.provenance(),
            row.volumeId(),
            row.host(),
            row.projectId(),
            row.lastPass(),
            Times.text(row.updatedAt()),
            row.id())
        == 1;
  }

  /** What was only suspected and is not so was never a finding. */
  public void forget(Handle handle, String id) {
    Sql.update(handle, "delete from finding where id = ? and state = 'suspected'", id);
  }

  /** False: it was resolved before. */
  public boolean resolve(Handle handle, String id, Resolution resolution, Instant now) {
    return Sql.update(
            handle,
            """
            update finding set state = 'resolved', resolution = ?, updated_at = ?, resolved_at = ?
            where id = ? and resolved_at is null
            """,
            resolution.word(),
            Times.text(now),
            Times.text(now),
            id)
        == 1;
  }

  /** Notes the operation that an administrator chose; false: it was resolved before. */
  public boolean act(Handle handle, String id, OperationId operation, Instant now) {
    return Sql.update(
            handle,
            """
            update finding set operation_id = ?, state = 'open', updated_at = ?
            where id = ? and resolved_at is null
            """,
            operation.value(),
            Times.text(now),
            id)
        == 1;
  }

  /** False: it was resolved before. */
  public boolean ignore(Handle handle, String id, Instant now) {
    return Sql.update(
            handle,
            "update finding set state = 'ignored', updated_at = ? where id = ? and resolved_at is null",
            Times.text(now),
            id)
        == 1;
  }

  /** How many there are that are not resolved, by "backend kind state". */
  public Map<String, Long> counts(Handle handle) {
    Map<String, Long> counts = new HashMap<>();
    Sql.list(
        handle,
        (row, context) ->
            counts.put(
                row.getString(1) + " " + row.getString(2) + " " + row.getString(3), row.getLong(4)),
        """
        select backend, kind, state, count(*) from finding where state in ('open', 'ignored')
        group by backend, kind, state
        """);
    return counts;
  }

  /** The number of the last pass over a backend that was begun, 0 if none was. */
  public long lastPass(Handle handle, String backend) {
    return Sql.one(
            handle,
            (row, context) -> row.getLong(1),
            "select pass from inventory_pass where backend = ?",
            backend)
        .orElse(0L);
  }

  /** Takes the turn after that pass; false: somebody else has taken it. */
  public boolean takePass(Handle handle, String backend, long after, String node, Instant now) {
    if (after == 0) {
      Sql.update(
          handle,
          """
          insert ignore into inventory_pass (backend, pass, node, ended, updated_at)
          values (?, 0, ?, true, ?)
          """,
          backend,
          node,
          Times.text(now));
    }
    return Sql.update(
            handle,
            """
            update inventory_pass set pass = pass + 1, node = ?, ended = false, updated_at = ?
            where backend = ? and pass = ?
            """,
            node,
            Times.text(now),
            backend,
            after)
        == 1;
  }

  /** Whether the turn is still this pass's, which stays so until the transaction ends. */
  public boolean holdsPass(Handle handle, String backend, long pass) {
    return Sql.one(
            handle,
            (row, context) -> row.getLong(1),
            "select pass from inventory_pass where backend = ? for update",
            backend)
        .filter(number -> number == pass)
        .isPresent();
  }

  public void endPass(Handle handle, String backend, long pass, Instant now) {
    Sql.update(
        handle,
        "update inventory_pass set ended = true, updated_at = ? where backend = ? and pass = ?",
        Times.text(now),
        backend,
        pass);
  }

  private static ListedFinding mapListed(ResultSet result, Object context) throws SQLException {
    return result.getString("resource_kind").equals(OwnerlessRow.PROJECT)
        ? mapOwnerless(result, context)
        : map(result, context);
  }

  static OwnerlessRow mapOwnerless(ResultSet result, Object unused) throws SQLException {
    RowReader states = new RowReader(result, STATE);
    RowReader told = new RowReader(result, PROVENANCE);
    RowReader seen = new RowReader(result, FIRST_PASS);
    return new OwnerlessRow(
        result.getString("id"),
        result.getString("project_id"),
        State.of(states.text()),
        states.text(),
        told.text(),
        told.textOrNull(),
        seen.number(),
        seen.number(),
        seen.instant(),
        seen.instant(),
        seen.instantOrNull());
  }

  private static FindingRow map(ResultSet result, Object unused) throws SQLException {
    RowReader row = new RowReader(result);
    return new FindingRow(
        row.text(),
        Kind.of(row.text()),
        FindingRow.ref(row.text(), row.text()),
        row.text(),
        row.textOrNull(),
        row.textOrNull(),
        row.textOrNull(),
        State.of(row.text()),
        row.text(),
        row.numberOrNull(),
        row.textOrNull(),
        row.text(),
        row.textOrNull(),
        row.textOrNull(),
        row.number(),
        row.number(),
        row.instant(),
        row.instant(),
        row.instantOrNull());
  }
}

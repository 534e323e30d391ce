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

/** The table {@code group_type}. */
public final class GroupTypeStore {
  private static final String COLUMNS =
      "g.id, g.name, g.description, g.is_public, g.group_specs, g.created_at, g.updated_at";
  private static final String SELECT = "select " + COLUMNS + " from group_type g where ";
  private static final Listing LISTING =
      new Listing(
          "group_type g",
          "1 = 1",
          // They belong to no project: one that asks sees the public ones.
          "g.is_public = 1 and :project",
          "g.created_at",
          "g.id",
          Map.of(
              "id", text("g.id"),
              "name", text("g.name"),
              "description", text("g.description"),
              "is_public", new Column("g.is_public", Kind.BOOLEAN),
              "metadata", text("g.group_specs"),
              "created_at", new Column("g.created_at", Kind.TIME),
              "updated_at", new Column("g.updated_at", Kind.TIME)));

  /** The keys that lists may filter and sort by. */
  public Set<String> keys() {
    return LISTING.keys();
  }

  public Optional<GroupTypeRow> find(Handle handle, String id) {
    return Sql.one(handle, GroupTypeStore::map, SELECT + "g.id = ?", id);
  }

  public Optional<GroupTypeRow> findByName(Handle handle, String name) {
    return Sql.one(handle, GroupTypeStore::map, SELECT + "g.name = ?", name);
  }

  /** Kept as it is until the transaction ends; others may do the same. */
  public Optional<GroupTypeRow> share(Handle handle, String id) {
    return Sql.one(handle, GroupTypeStore::map, SELECT + "g.id = ? lock in share mode", id);
  }

  /** Kept from others until the transaction ends. */
  public Optional<GroupTypeRow> lock(Handle handle, String id) {
    return Sql.one(handle, GroupTypeStore::map, SELECT + "g.id = ? for update", id);
  }

  /** With a project: public types; without one: all. */
  public List<GroupTypeRow> page(Handle handle, ListQuery query) {
    return LISTING.page(handle, COLUMNS, query, GroupTypeStore::map);
  }

  public void insert(Handle handle, GroupTypeRow row) {
    Sql.update(
        handle,
        """
        insert into group_type (id, name, description, is_public, group_specs, created_at)
        values (?, ?, ?, ?, ?, ?)
        """,
        row.id(),
        row.name(),
        row.description(),
        row.isPublic(),
        Json.write(row.groupSpecs()),
        Times.text(row.createdAt()));
  }

  public void update(Handle handle, GroupTypeRow row) {
    Sql.update(
        handle,
        """
        update group_type set name = ?, description = ?, is_public = ?, group_specs = ?,
          updated_at = ? where id = ?
        """,
        row.name(),
        row.description(),
        row.isPublic(),
        Json.write(row.groupSpecs()),
        Times.textOrNull(row.updatedAt()),
        row.id());
  }

  public void delete(Handle handle, String id) {
    Sql.update(handle, "delete from group_type where id = ?", id);
  }

  private static GroupTypeRow map(ResultSet result, Object unused) throws SQLException {
    RowReader row = new RowReader(result);
    return new GroupTypeRow(
        row.text(),
        row.text(),
        row.textOrNull(),
        row.flag(),
        row.texts(),
        row.instant(),
        row.instantOrNull());
  }
}

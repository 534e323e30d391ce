package io.clinker.store;

import static io.clinker.store.Listing.Column.text;

import io.clinker.store.Listing.Column;
import io.clinker.store.Listing.Kind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The tables {@code volume_type} and {@code volume_type_access}. */
public final class TypeStore {
  private static final String COLUMNS =
      """
      t.id, t.name, t.description, t.is_public, t.extra_specs, t.created_at, t.updated_at,
      t.deleted_at, t.qos_specs_id, t.encrypted
      """;
  private static final String SELECT = "select " + COLUMNS + " from volume_type t where ";
  private static final Map<String, Column> KEYS =
      Map.ofEntries(
          Map.entry("id", text("t.id")),
          Map.entry("name", text("t.name")),
          Map.entry("description", text("t.description")),
          Map.entry("is_public", new Column("t.is_public", Kind.BOOLEAN)),
          Map.entry("extra_specs", text("t.extra_specs")),
          Map.entry("created_at", new Column("t.created_at", Kind.TIME)),
          Map.entry("updated_at", new Column("t.updated_at", Kind.TIME)));
  // The "project" of a type is whoever may see it: bound as a value, hence the odd comparison.
  private static final Listing LISTING =
      new Listing(
          "volume_type t",
          "t.live = 1",
          "(t.is_public = 1 or exists (select 1 from volume_type_access a"
              + " where a.volume_type_id = t.id and a.project_id = :project)) and :project",
          "t.created_at",
          "t.id",
          KEYS);

  /** The keys that lists may filter and sort by. */
  public Set<String> keys() {
    return LISTING.keys();
  }

  /** The live type with this id, or else with this name, if the project may use it. */
  public Optional<TypeRow> find(Handle handle, String idOrName, @Nullable String projectId) {
    return Sql.one(
            handle,
            TypeStore::map,
            SELECT
                + "t.deleted_at is null and (t.id = ? or t.live_name = ?)"
                + " order by (t.id = ?) desc limit 1",
            idOrName,
            idOrName,
            idOrName)
        .filter(
            type ->
                projectId == null
                    || type.isPublic()
                    || projectsOf(handle, type.id()).contains(projectId));
  }

  /** The project's default type, else the live type with this name. */
  public Optional<TypeRow> defaultOf(Handle handle, String projectId, String otherwise) {
    return Sql.one(
        handle,
        TypeStore::map,
        SELECT
            + """
            t.deleted_at is null and t.id = coalesce(
              (select d.volume_type_id from default_volume_type d where d.project_id = ?),
              (select n.id from volume_type n where n.live_name = ?))
            """,
        projectId,
        otherwise);
  }

  /** The type with this id, also if it was deleted since. */
  public Optional<TypeRow> findAny(Handle handle, String id) {
    return Sql.one(handle, TypeStore::map, SELECT + "t.id = ?", id);
  }

  /** The names of types by their ids, also of deleted ones. */
  public Map<String, String> names(Handle handle, Collection<String> ids) {
    Map<String, String> names = new HashMap<>();
    Sql.listIn(
        handle,
        (row, context) -> names.put(row.getString(1), row.getString(2)),
        "select t.id, t.name from volume_type t where t.id in (<ids>)",
        ids);
    return names;
  }

  /** Keeps edits of a live type away until the transaction ends, but not other readers. */
  public Optional<TypeRow> share(Handle handle, String id) {
    return Sql.one(
        handle,
        TypeStore::map,
        SELECT + "t.id = ? and t.deleted_at is null lock in share mode",
        id);
  }

  /** The live type, kept from others until the transaction ends. */
  public Optional<TypeRow> lock(Handle handle, String id) {
    return Sql.one(
        handle, TypeStore::map, SELECT + "t.id = ? and t.deleted_at is null for update", id);
  }

  /** With a project: the types it may use; without one: all. */
  public List<TypeRow> page(Handle handle, ListQuery query) {
    return LISTING.page(handle, COLUMNS, query, TypeStore::map);
  }

  public long count(Handle handle, ListQuery query) {
    return LISTING.count(handle, query);
  }

  /** Makes the built-in type unless there is a type already; many nodes may do so at once. */
  public void ensureBuiltIn(Handle handle, Instant now) {
    Sql.update(
        handle,
        """
        insert ignore into volume_type (id, name, description, is_public, extra_specs, created_at)
        select ?, ?, 'Default Volume Type', true, '{}', ? from (select 1) as one
        where not exists (select 1 from volume_type where deleted_at is null)
        """,
        UUID.randomUUID().toString(),
        TypeRow.BUILT_IN,
        Times.text(now));
  }

  public void insert(Handle handle, TypeRow row) {
    Sql.update(
        handle,
        """
        insert into volume_type (id, name, description, is_public, extra_specs, created_at)
        values (?, ?, ?, ?, ?, ?)
        """,
        row.id(),
        row.name(),
        row.description(),
        row.isPublic(),
        Json.write(row.extraSpecs()),
        Times.text(row.createdAt()));
  }

  public void update(Handle handle, TypeRow row, Instant now) {
    Sql.update(
        handle,
        """
        update volume_type set name = ?, description = ?, is_public = ?, extra_specs = ?,
          updated_at = ? where id = ?
        """,
        row.name(),
        row.description(),
        row.isPublic(),
        Json.write(row.extraSpecs()),
        Times.text(now),
        row.id());
  }

  public void delete(Handle handle, String id, Instant now) {
    Sql.update(
        handle,
        "update volume_type set deleted_at = ? where id = ? and deleted_at is null",
        Times.text(now),
        id);
    for (String table : List.of("volume_type_access", "volume_type_encryption")) {
      Sql.update(handle, "delete from %s where volume_type_id = ?".formatted(table), id);
    }
  }

  /** The live types that follow these QoS specs, by id. */
  public List<TypeRow> ofQosSpecs(Handle handle, String qosSpecsId) {
    return Sql.list(
        handle,
        TypeStore::map,
        SELECT + "t.live = 1 and t.qos_specs_id = ? order by t.id",
        qosSpecsId);
  }

  /** Whether volumes of the type are to be encrypted; how, says another table. */
  public void setEncrypted(Handle handle, String id, boolean encrypted, Instant now) {
    Sql.update(
        handle,
        "update volume_type set encrypted = ?, updated_at = ? where id = ?",
        encrypted,
        Times.text(now),
        id);
  }

  /** Lets volumes of the type follow these QoS specs; null: none. */
  public void setQosSpecs(Handle handle, String id, @Nullable String qosSpecsId, Instant now) {
    Sql.update(
        handle,
        "update volume_type set qos_specs_id = ?, updated_at = ? where id = ?",
        qosSpecsId,
        Times.text(now),
        id);
  }

  /** The projects that may use a private type. */
  public List<String> projectsOf(Handle handle, String id) {
    return Sql.list(
        handle,
        (row, context) -> row.getString(1),
        "select project_id from volume_type_access where volume_type_id = ? order by project_id",
        id);
  }

  /** False: it was granted already. */
  public boolean grant(Handle handle, String id, String projectId) {
    return Sql.update(
            handle,
            "insert ignore into volume_type_access (volume_type_id, project_id) values (?, ?)",
            id,
            projectId)
        == 1;
  }

  /** False: it was not granted. */
  public boolean revoke(Handle handle, String id, String projectId) {
    return Sql.update(
            handle,
            "delete from volume_type_access where volume_type_id = ? and project_id = ?",
            id,
            projectId)
        == 1;
  }

  private static TypeRow map(ResultSet result, Object unused) throws SQLException {
    RowReader row = new RowReader(result);
    return new TypeRow(
        row.text(),
        row.text(),
        row.textOrNull(),
        row.flag(),
        row.texts(),
        row.instant(),
        row.instantOrNull(),
        row.instantOrNull(),
        row.textOrNull(),
        row.flag());
  }
}

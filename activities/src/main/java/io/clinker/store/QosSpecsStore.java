package io.clinker.store;

import static io.clinker.store.Listing.Column.text;

import io.clinker.model.VolumeId;
import io.clinker.store.Listing.Column;
import io.clinker.store.Listing.Kind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** The table {@code qos_specs}. */
public final class QosSpecsStore {
  private static final String COLUMNS =
      "q.id, q.name, q.consumer, q.specs, q.created_at, q.updated_at";
  private static final String SELECT = "select " + COLUMNS + " from qos_specs q where ";
  private static final Listing LISTING =
      new Listing(
          "qos_specs q",
          "1 = 1",
          // They belong to no project.
          ":project",
          "q.created_at",
          "q.id",
          Map.of(
              "id", text("q.id"),
              "name", text("q.name"),
              "consumer", text("q.consumer"),
              "created_at", new Column("q.created_at", Kind.TIME),
              "updated_at", new Column("q.updated_at", Kind.TIME)));

  /** The keys that lists may filter and sort by. */
  public Set<String> keys() {
    return LISTING.keys();
  }

  public Optional<QosSpecsRow> find(Handle handle, String id) {
    return Sql.one(handle, QosSpecsStore::map, SELECT + "q.id = ?", id);
  }

  /** The same, kept from others until the transaction ends. */
  public Optional<QosSpecsRow> lock(Handle handle, String id) {
    return Sql.one(handle, QosSpecsStore::map, SELECT + "q.id = ? for update", id);
  }

  /** A page; the project of the query does not count. */
  public List<QosSpecsRow> page(Handle handle, ListQuery query) {
    return LISTING.page(handle, COLUMNS, query, QosSpecsStore::map);
  }

  /** What hosts keep to when they use these volumes; one query. */
  public Map<VolumeId, HostTerms> forHosts(Handle handle, Collection<VolumeId> volumes) {
    Map<VolumeId, HostTerms> found = new HashMap<>();
    Sql.listIn(
        handle,
        (result, context) -> {
          RowReader row = new RowReader(result);
          return found.put(new VolumeId(row.text()), terms(row));
        },
        """
        select v.id, v.size_gib, t.extra_specs, q.id, q.specs
        from volume v
          join volume_type t on t.id = v.volume_type_id
          left join qos_specs q on q.id = t.qos_specs_id and q.consumer in ('front-end', 'both')
        where v.id in (<ids>)
        """,
        volumes.stream().map(VolumeId::value).toList());
    return found;
  }

  private static HostTerms terms(RowReader row) throws SQLException {
    int gibibytes = row.integer();
    boolean cacheable = TypeRow.says(row.texts(), "cacheable");
    boolean limited = row.textOrNull() != null;
    return new HostTerms(limited ? ScaledSpecs.of(row.texts(), gibibytes) : null, cacheable);
  }

  public void insert(Handle handle, QosSpecsRow row) {
    Sql.update(
        handle,
        """
        insert into qos_specs (id, name, consumer, specs, created_at) values (?, ?, ?, ?, ?)
        """,
        row.id(),
        row.name(),
        row.consumer(),
        Json.write(row.specs()),
        Times.text(row.createdAt()));
  }

  /** Writes consumer and specs. */
  public void update(Handle handle, QosSpecsRow row) {
    Sql.update(
        handle,
        "update qos_specs set consumer = ?, specs = ?, updated_at = ? where id = ?",
        row.consumer(),
        Json.write(row.specs()),
        Times.textOrNull(row.updatedAt()),
        row.id());
  }

  public void delete(Handle handle, String id) {
    Sql.update(handle, "delete from qos_specs where id = ?", id);
  }

  private static QosSpecsRow map(ResultSet result, Object unused) throws SQLException {
    RowReader row = new RowReader(result);
    return new QosSpecsRow(
        row.text(), row.text(), row.text(), row.texts(), row.instant(), row.instantOrNull());
  }
}

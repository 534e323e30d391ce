package io.clinker.store;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** The table {@code default_volume_type}: the type of volumes for which a project asks for none. */
public final class DefaultTypeStore {
  /** A row. */
  public record DefaultType(String projectId, String volumeTypeId) {}

  private static final RowMapper<DefaultType> MAPPER =
      (row, context) -> new DefaultType(row.getString(1), row.getString(2));
  private static final String SELECT = "select project_id, volume_type_id from default_volume_type";

  public Optional<DefaultType> find(Handle handle, String projectId) {
    return Sql.one(handle, MAPPER, SELECT + " where project_id = ?", projectId);
  }

  /** All, by project. */
  public List<DefaultType> all(Handle handle) {
    return Sql.list(handle, MAPPER, SELECT + " order by project_id");
  }

  /** Whether some project has this type as its default. */
  public boolean anyOf(Handle handle, String volumeTypeId) {
    return Sql.one(handle, MAPPER, SELECT + " where volume_type_id = ? limit 1", volumeTypeId)
        .isPresent();
  }

  public void put(Handle handle, DefaultType row) {
    Sql.update(
        handle,
        """
        insert into default_volume_type (project_id, volume_type_id) values (?, ?)
        on duplicate key update volume_type_id = values(volume_type_id)
        """,
        row.projectId(),
        row.volumeTypeId());
  }

  /** False: the project had none. */
  public boolean delete(Handle handle, String projectId) {
    return Sql.update(handle, "delete from default_volume_type where project_id = ?", projectId)
        == 1;
  }
}

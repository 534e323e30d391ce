package io.clinker.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The tables {@code project}, {@code quota_limit} and {@code quota_class_limit}; usage by count.
 */
public final class QuotaStore {
  /** Limits as they were set. */
  public record Limits(Map<String, Long> ofProject, Map<String, Long> ofDefaultClass) {}

  /**
   * What a project has.
   *
   * @param volumeGib the larger of size and size asked for
   */
  public record Usage(long volumes, long volumeGib, long snapshots, long snapshotGib) {
    /** Nothing. */
    public static Usage none() {
      return new Usage(0, 0, 0, 0);
    }

    public long gibibytes() {
      return volumeGib + snapshotGib;
    }

    /** Both together. */
    public Usage plus(Usage other) {
      return new Usage(
          volumes + other.volumes,
          volumeGib + other.volumeGib,
          snapshots + other.snapshots,
          snapshotGib + other.snapshotGib);
    }
  }

  private static final String DEFAULT_CLASS = "default";
  private static final List<String> LIMITS = List.of("quota_limit", "quota_class_limit");
  private static final List<String> OF_TYPE = List.of("volumes_", "gigabytes_", "snapshots_");

  /** Lets one writer after the other decide about a project's quota, until it ends. */
  public void lockProject(Handle handle, String projectId) {
    Sql.update(
        handle,
        "insert into project (id, version) values (?, 1) on duplicate key update"
            + " version = version + 1",
        projectId);
  }

  public Limits limits(Handle handle, String projectId) {
    Map<String, Long> ofProject = new HashMap<>();
    Map<String, Long> ofClass = new HashMap<>();
    Sql.list(
        handle,
        (row, context) ->
            (row.getInt(1) == 1 ? ofProject : ofClass).put(row.getString(2), row.getLong(3)),
        """
        select 1, resource, hard_limit from quota_limit where project_id = ?
        union all
        select 0, resource, hard_limit from quota_class_limit where class_name = ?
        """,
        projectId,
        DEFAULT_CLASS);
    return new Limits(ofProject, ofClass);
  }

  /**
   * Counts the rows of a project: what is there, not what a ledger says. Only indexes are read, a
   * range of each.
   *
   * @param typeId only of this type; null: of any
   */
  public Usage usage(Handle handle, String projectId, @Nullable String typeId) {
    String ofType = typeId == null ? "" : " and volume_type_id = ?";
    String sql =
        """
        select v.n, v.gib, s.n, s.gib
        from (
          select count(*) as n,
            coalesce(sum(greatest(size_gib, coalesce(extending_to_gib, 0))), 0) as gib
          from volume where live = 1 and project_id = ?%1$s) v,
          (select count(*) as n, coalesce(sum(size_gib), 0) as gib
           from snapshot where live = 1 and project_id = ?%1$s) s
        """
            .formatted(ofType);
    @Nullable Object[] values =
        typeId == null
            ? new Object[] {projectId, projectId}
            : new Object[] {projectId, typeId, projectId, typeId};
    return Sql.one(handle, (row, context) -> usage(row, 1), sql, values).orElseThrow();
  }

  /** The same for each type of which the project has any, by the type's id. */
  public Map<String, Usage> usageByType(Handle handle, String projectId) {
    Map<String, Usage> found = new HashMap<>();
    Sql.list(
        handle,
        (row, context) -> found.merge(row.getString(1), usage(row, 2), Usage::plus),
        """
        select volume_type_id, count(*), sum(greatest(size_gib, coalesce(extending_to_gib, 0))),
          0, 0
        from volume where live = 1 and project_id = ? group by volume_type_id
        union all
        select volume_type_id, 0, 0, count(*), sum(size_gib)
        from snapshot where live = 1 and project_id = ? group by volume_type_id
        """,
        projectId,
        projectId);
    return found;
  }

  private static Usage usage(ResultSet row, int first) throws SQLException {
    return new Usage(
        row.getLong(first), row.getLong(first + 1), row.getLong(first + 2), row.getLong(first + 3));
  }

  /** Counts the groups of a project. */
  public long groups(Handle handle, String projectId) {
    return Sql.one(
            handle,
            (row, context) -> row.getLong(1),
            "select count(*) from volume_group where live = 1 and project_id = ?",
            projectId)
        .orElse(0L);
  }

  public void setLimit(Handle handle, String projectId, String resource, long limit) {
    Sql.update(
        handle,
        """
        insert into quota_limit (project_id, resource, hard_limit) values (?, ?, ?)
        on duplicate key update hard_limit = values(hard_limit)
        """,
        projectId,
        resource,
        limit);
  }

  public void setClassLimit(Handle handle, String className, String resource, long limit) {
    Sql.update(
        handle,
        """
        insert into quota_class_limit (class_name, resource, hard_limit) values (?, ?, ?)
        on duplicate key update hard_limit = values(hard_limit)
        """,
        className,
        resource,
        limit);
  }

  public Map<String, Long> classLimits(Handle handle, String className) {
    Map<String, Long> found = new HashMap<>();
    Sql.list(
        handle,
        (row, context) -> found.put(row.getString(1), row.getLong(2)),
        "select resource, hard_limit from quota_class_limit where class_name = ?",
        className);
    return found;
  }

  /** Limits of a type that has another name now; limits left under that name are gone. */
  public void renameLimits(Handle handle, String oldType, String newType) {
    deleteLimitsOfType(handle, newType);
    for (String table : LIMITS) {
      for (String resource : OF_TYPE) {
        Sql.update(
            handle,
            "update %s set resource = ? where resource = ?".formatted(table),
            resource + newType,
            resource + oldType);
      }
    }
  }

  /** The limits that projects and classes have for the volumes of one type. */
  public void deleteLimitsOfType(Handle handle, String type) {
    for (String table : LIMITS) {
      for (String resource : OF_TYPE) {
        Sql.update(handle, "delete from %s where resource = ?".formatted(table), resource + type);
      }
    }
  }

  public void deleteLimits(Handle handle, String projectId) {
    Sql.update(handle, "delete from quota_limit where project_id = ?", projectId);
  }
}

package io.clinker.store;

import io.clinker.operations.OperationKind;
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
    public long gibibytes() {
      return volumeGib + snapshotGib;
    }
  }

  /**
   * What rows of a project reserve and no open operation does.
   *
   * @param gibibytes 0 where only a row is held that should not be
   */
  public record Drift(String projectId, long gibibytes) {}

  /**
   * What a volume or snapshot uses.
   *
   * @param gibibytes in use
   * @param reserved beside that, by the operation
   * @param creating whether all of it is only reserved: it is being made
   * @param operationId the open operation that holds it
   */
  public record Use(
      String resource,
      String id,
      @Nullable String name,
      String volumeTypeId,
      String volumeType,
      String status,
      long gibibytes,
      long reserved,
      boolean creating,
      @Nullable String operationId,
      @Nullable String operationKind) {}

  private static final String USES =
      """
      select 'volume' as resource, v.id, v.name, v.volume_type_id, v.status, v.size_gib as gib,
        greatest(coalesce(v.extending_to_gib, 0) - v.size_gib, 0) as more, v.operation_id,
        v.created_at
      from volume v where v.live = 1 and v.project_id = ?
      union all
      select 'snapshot', s.id, s.name, s.volume_type_id, s.status, s.size_gib, 0, s.operation_id,
        s.created_at
      from snapshot s where s.live = 1 and s.project_id = ?
      """;

  private static final String DEFAULT_CLASS = "default";

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
   * Counts the rows of a project: what is there, not what a ledger says.
   *
   * @param typeId only of this type; null: of any
   */
  public Usage usage(Handle handle, String projectId, @Nullable String typeId) {
    String ofType = typeId == null ? "" : " and volume_type_id = ?";
    String sql =
        """
        select
          (select count(*) from volume where live = 1 and project_id = ?%1$s),
          (select coalesce(sum(greatest(size_gib, coalesce(extending_to_gib, 0))), 0)
             from volume where live = 1 and project_id = ?%1$s),
          (select count(*) from snapshot where live = 1 and project_id = ?%1$s),
          (select coalesce(sum(size_gib), 0)
             from snapshot where live = 1 and project_id = ?%1$s)
        """
            .formatted(ofType);
    @Nullable Object[] values =
        typeId == null
            ? new Object[] {projectId, projectId, projectId, projectId}
            : new Object[] {
              projectId, typeId, projectId, typeId, projectId, typeId, projectId, typeId
            };
    return Sql.one(
            handle,
            (row, context) ->
                new Usage(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4)),
            sql,
            values)
        .orElseThrow();
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

  /** The rows behind a project's usage, the oldest first. */
  public List<Use> uses(Handle handle, String projectId, int limit, int offset) {
    return Sql.list(
        handle,
        (row, context) -> {
          String kind = row.getString(9);
          return new Use(
              row.getString(1),
              row.getString(2),
              row.getString(3),
              row.getString(4),
              row.getString(10),
              row.getString(5),
              row.getLong(6),
              row.getLong(7),
              kind != null
                  && OperationKind.find(kind).filter(OperationKind::makesResource).isPresent(),
              row.getString(8),
              kind);
        },
        """
        select u.resource, u.id, u.name, u.volume_type_id, u.status, u.gib, u.more, o.id, o.kind,
          t.name
        from (%s) u join volume_type t on t.id = u.volume_type_id
        left join operation o on o.id = u.operation_id and o.open = 1
        order by u.created_at, u.id limit %d offset %d
        """
            .formatted(USES, limit, offset),
        projectId,
        projectId);
  }

  /** Counts again: what rows reserve against what open operations say that they reserve. */
  public List<Drift> drifts(Handle handle) {
    return Sql.list(
        handle,
        (row, context) -> new Drift(row.getString(1), row.getLong(2)),
        """
        select project_id, sum(gib) from (
          select v.project_id, greatest(coalesce(v.extending_to_gib, 0) - v.size_gib, 0) as gib
          from volume v left join operation o on o.id = v.operation_id and o.open = 1
          where v.live = 1 and (v.operation_id is not null or v.extending_to_gib is not null)
            and o.id is null
          union all
          select s.project_id, s.size_gib
          from snapshot s left join operation o on o.id = s.operation_id and o.open = 1
          where s.live = 1 and s.operation_id is not null and o.id is null
          union all
          select v.project_id, cast(coalesce(v.extending_to_gib, v.size_gib) as signed)
            - v.size_gib - o.pool_gib
          from operation o join volume v on v.id = o.resource_id and v.live = 1
          where o.open = 1 and o.kind = 'volume-extend'
            and coalesce(v.extending_to_gib, v.size_gib) - v.size_gib <> o.pool_gib
          union all
          select v.project_id, v.size_gib - o.pool_gib
          from operation o join volume v on v.id = o.resource_id and v.live = 1
          where o.open = 1 and o.kind in ('volume-create', 'volume-adopt', 'volume-manage')
            and o.pool_gib not in (0, v.size_gib)
        ) drift group by project_id
        """);
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

  public void deleteLimits(Handle handle, String projectId) {
    Sql.update(handle, "delete from quota_limit where project_id = ?", projectId);
  }
}

package io.clinker.store;

import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.ResourceKind;
import io.clinker.operations.OperationKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * What is behind the usage that {@link QuotaStore} counts: volumes, snapshots and groups, and what
 * of them open operations only reserve.
 */
public final class QuotaUseStore {
  /**
   * What a volume, a snapshot or a group uses.
   *
   * @param volumeTypeId null: of groups
   * @param volumeType its name; null: of groups
   * @param gibibytes in use; 0: of groups
   * @param reserved beside that, by the operation
   * @param creating whether all of it is only reserved: it is being made
   * @param operationId the open operation that holds it
   */
  public record Use(
      ResourceKind resource,
      String id,
      @Nullable String name,
      @Nullable String volumeTypeId,
      @Nullable String volumeType,
      String status,
      long gibibytes,
      long reserved,
      boolean creating,
      @Nullable String operationId,
      @Nullable String operationKind) {}

  /**
   * What rows of a project reserve and no open operation does.
   *
   * @param gibibytes 0 where only a row is held that should not be
   */
  public record Drift(String projectId, long gibibytes) {
    /** What it weighs in a sum: also a row without gibibytes is one too many. */
    public long weight() {
      return Math.max(1, Math.abs(gibibytes));
    }
  }

  private static final List<ResourceKind> COUNTED =
      List.of(ResourceKind.VOLUME, ResourceKind.SNAPSHOT, ResourceKind.GROUP);

  private static final String ROWS =
      """
      select u.resource, u.id, coalesce(v.name, s.name, g.name),
        coalesce(v.volume_type_id, s.volume_type_id), t.name,
        coalesce(v.status, s.status, g.status), coalesce(v.size_gib, s.size_gib, 0),
        greatest(coalesce(v.extending_to_gib, 0) - coalesce(v.size_gib, 0), 0), o.id, o.kind
      from (%s) u
      left join volume v on u.resource = 'volume' and v.id = u.id
      left join snapshot s on u.resource = 'snapshot' and s.id = u.id
      left join volume_group g on u.resource = 'group' and g.id = u.id
      left join volume_type t on t.id = coalesce(v.volume_type_id, s.volume_type_id)
      left join operation o
        on o.id = coalesce(v.operation_id, s.operation_id, g.operation_id) and o.open = 1
      order by u.created_at, u.id
      """;

  private static final String HELD =
      """
      select 'volume' as resource, id, created_at from volume
      where live = 1 and operation_id is not null and project_id = ?
      union all
      select 'volume', id, created_at from volume
      where live = 1 and operation_id is null and extending_to_gib is not null and project_id = ?
      union all
      select 'snapshot', id, created_at from snapshot
      where live = 1 and operation_id is not null and project_id = ?
      union all
      select 'group', id, created_at from volume_group
      where live = 1 and operation_id is not null and project_id = ?
      """;

  /**
   * A page of the rows behind a project's usage, the oldest first. Rows that are not of the page
   * are not read.
   *
   * @param marker the last one of the page before, as {@code volume/ID}; null: from the first
   * @throws ClinkerException NOT_FOUND for a marker that is none of the project's
   */
  public List<Use> page(
      Handle handle, String projectId, @Nullable String marker, int limit, int offset) {
    List<@Nullable Object> values = new ArrayList<>();
    List<String> parts = new ArrayList<>();
    String at = marker == null ? null : Times.text(time(handle, projectId, marker));
    for (ResourceKind kind : COUNTED) {
      String after = "";
      values.add(projectId);
      if (marker != null) {
        String id = marker.substring(marker.indexOf('/') + 1);
        after = " and created_at >= ? and (created_at > ? or id > ?)";
        values.addAll(Arrays.asList(at, at, id));
      }
      parts.add(
          """
          (select '%s' as resource, id, created_at from %s where live = 1 and project_id = ?%s
           order by created_at, id limit %d)
          """
              .formatted(kind.word(), table(kind), after, (long) limit + offset));
    }
    String ids =
        "%s order by created_at, id limit %d offset %d"
            .formatted(String.join(" union all ", parts), limit, offset);
    return uses(handle, ids, values.toArray());
  }

  /** All that open operations hold of a project's, and what is held by none and should not be. */
  public List<Use> held(Handle handle, String projectId) {
    return uses(handle, HELD, projectId, projectId, projectId, projectId);
  }

  private static List<Use> uses(Handle handle, String ids, @Nullable Object... values) {
    return Sql.list(
        handle,
        (result, context) -> {
          RowReader row = new RowReader(result);
          String resource = row.text();
          String id = row.text();
          String name = row.textOrNull();
          String typeId = row.textOrNull();
          String type = row.textOrNull();
          String status = row.text();
          long gibibytes = row.number();
          long reserved = row.number();
          String operation = row.textOrNull();
          String kind = row.textOrNull();
          return new Use(
              kind(resource),
              id,
              name,
              typeId,
              type,
              status,
              gibibytes,
              reserved,
              kind != null
                  && OperationKind.find(kind).filter(OperationKind::makesResource).isPresent(),
              operation,
              kind);
        },
        ROWS.formatted(ids),
        values);
  }

  private static Instant time(Handle handle, String projectId, String marker) {
    int slash = marker.indexOf('/');
    return COUNTED.stream()
        .filter(kind -> slash >= 0 && kind.word().equals(marker.substring(0, slash)))
        .findFirst()
        .flatMap(
            kind ->
                Sql.one(
                    handle,
                    (row, context) -> new RowReader(row).instant(),
                    "select created_at from %s where id = ? and project_id = ?"
                        .formatted(table(kind)),
                    marker.substring(slash + 1),
                    projectId))
        .orElseThrow(
            () ->
                new ClinkerException(
                    ErrorCode.NOT_FOUND, "The marker is not known", Map.of("marker", marker)));
  }

  private static String table(ResourceKind kind) {
    return kind == ResourceKind.GROUP ? "volume_group" : kind.word();
  }

  private static ResourceKind kind(String word) {
    return COUNTED.stream().filter(kind -> kind.word().equals(word)).findFirst().orElseThrow();
  }

  /**
   * Counts again: what rows reserve against what open operations say that they reserve.
   *
   * @param projectId null: of every project
   */
  public List<Drift> drifts(Handle handle, @Nullable String projectId) {
    return Sql.list(
        handle,
        (row, context) -> new Drift(row.getString(1), row.getLong(2)),
        """
        select project_id, sum(gib) from (
          select v.project_id, greatest(coalesce(v.extending_to_gib, 0) - v.size_gib, 0) as gib
          from volume v left join operation o on o.id = v.operation_id and o.open = 1
          where v.live = 1 and v.operation_id is not null and o.id is null
          union all
          select v.project_id, greatest(coalesce(v.extending_to_gib, 0) - v.size_gib, 0)
          from volume v
          where v.live = 1 and v.operation_id is null and v.extending_to_gib is not null
          union all
          select s.project_id, s.size_gib
          from snapshot s left join operation o on o.id = s.operation_id and o.open = 1
          where s.live = 1 and s.operation_id is not null and o.id is null
          union all
          select g.project_id, 0
          from volume_group g left join operation o on o.id = g.operation_id and o.open = 1
          where g.live = 1 and g.operation_id is not null and o.id is null
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
        ) drift where %s group by project_id
        """
            .formatted(Sql.ofProject("project_id")),
        projectId,
        projectId);
  }
}

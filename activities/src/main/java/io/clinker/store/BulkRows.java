package io.clinker.store;

import io.clinker.model.VolumeId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * Puts many volumes and what comes with them into the database as rows only, for measuring lists:
 * they have no place, hence no object on any storage.
 */
public final class BulkRows {
  private static final int BATCH = 1000;
  private static final int COPIES = 5000;
  private static final String USER = "bulk";
  private static final String DELETED_VOLUMES =
      """
      insert into volume (id, project_id, user_id, name, size_gib, status, attach_status,
        volume_type_id, availability_zone, metadata, admin_metadata, image_metadata, fence,
        created_at, updated_at, launched_at, deleted_at)
      select uuid(), v.project_id, v.user_id, v.name, v.size_gib, 'deleted', 'detached',
        v.volume_type_id, v.availability_zone, v.metadata, v.admin_metadata, v.image_metadata,
        v.fence, v.created_at, v.created_at, v.launched_at, v.created_at
      from volume v
      """;
  private static final String SNAPSHOTS =
      """
      insert into snapshot (id, volume_id, project_id, user_id, name, size_gib, volume_type_id,
        status, progress, metadata, fence, created_at, indexed_metadata)
      select uuid(), v.id, v.project_id, v.user_id, v.name, v.size_gib, v.volume_type_id,
        'available', '100%', v.metadata, 1, v.created_at, v.indexed_metadata
      from volume v
      """;
  private static final String PAIRS_OF_SNAPSHOTS =
      """
      insert into metadata_pair (resource_kind, pair, project_id, created_at, resource_id)
      select 'snapshot', p.pair, s.project_id, s.created_at, s.id
      from snapshot s
      join metadata_pair p on p.resource_id = s.volume_id and p.resource_kind = 'volume'
      where s.live = 1 and s.project_id = ? and s.user_id = ?
      """;
  private static final String ATTACHMENTS =
      """
      insert into attachment (id, volume_id, project_id, instance_uuid, attached_host,
        attach_status, fence, created_at)
      select uuid(), v.id, v.project_id, uuid(), 'bulk', 'reserved', 1, v.created_at
      from volume v
      """;
  private static final String TRANSFERS =
      """
      insert into volume_transfer (id, volume_id, project_id, name, salt, key_hash, created_at)
      select uuid(), v.id, v.project_id, 'bulk', 'none', 'none', v.created_at
      from volume v
      """;
  private static final String GROUPS =
      """
      insert into volume_group (id, project_id, user_id, name, group_type_id, volume_type_ids,
        availability_zone, status, fence, created_at)
      select uuid(), v.project_id, v.user_id, v.name, uuid(), v.volume_type_id,
        v.availability_zone, 'available', 1, v.created_at
      from volume v
      """;
  private static final String GROUP_SNAPSHOTS =
      """
      insert into group_snapshot (id, group_id, project_id, user_id, name, group_type_id, status,
        fence, created_at)
      select uuid(), uuid(), v.project_id, v.user_id, v.name, uuid(), 'available', 1, v.created_at
      from volume v
      """;
  private static final String MESSAGES =
      """
      insert into message (id, project_id, request_id, resource_type, resource_id, action_id,
        detail_id, created_at, expires_at)
      select uuid(), v.project_id, 'bulk', 'VOLUME', v.id, '001', '001', v.created_at,
        date_add(v.created_at, interval 1 day)
      from volume v
      """;
  private static final String OPERATIONS =
      """
      insert into operation (id, kind, resource_kind, resource_id, project_id, user_id, request_id,
        state, request, run, workflow_id, engine_run_id, deadline_seconds, admitted_at, updated_at,
        ended_at)
      select uuid(), 'volume-create', 'volume', v.id, v.project_id, v.user_id,
        concat('req-', uuid()), 'succeeded', '{}', 1, concat('volume/', v.id), uuid(), 3600,
        v.created_at, v.created_at, v.created_at
      from volume v
      """;

  private static final String OPEN_OPERATIONS =
      """
      insert into operation (id, kind, resource_kind, resource_id, project_id, user_id, request_id,
        state, request, run, workflow_id, engine_run_id, deadline_seconds, admitted_at, updated_at)
      select uuid(), 'volume-delete', 'volume', v.id, v.project_id, v.user_id,
        concat('req-', uuid()), 'running', '{}', 1, concat('volume/', uuid()), uuid(), 3600,
        v.created_at, v.created_at
      from volume v
      """;

  private final Database database;
  private final Stores stores;

  public BulkRows(Database database, Stores stores) {
    this.database = database;
    this.stores = stores;
  }

  /** Inserts available volumes of 1 GiB, a millisecond apart; tells their ids, the oldest first. */
  public List<VolumeId> volumes(String projectId, int count) {
    String type =
        database
            .read(handle -> stores.types().page(handle, ListQuery.newest(null, 1)))
            .getFirst()
            .id();
    Instant first = database.now().minus(count, ChronoUnit.MILLIS);
    List<VolumeId> ids = new ArrayList<>(count);
    for (int from = 0; from < count; from += BATCH) {
      List<VolumeRow> rows = new ArrayList<>(BATCH);
      for (int number = from; number < Math.min(count, from + BATCH); number++) {
        rows.add(row(projectId, type, number, first.plusMillis(number)));
      }
      rows.forEach(row -> ids.add(row.id()));
      insert(rows);
    }
    return ids;
  }

  /** Adds deleted volumes to a project that has live ones. */
  public void deletedVolumes(String projectId, int count) {
    copies(projectId, count, DELETED_VOLUMES);
  }

  /** Adds available snapshots of a project's volumes, the oldest first. */
  public void snapshots(String projectId, int count) {
    copies(projectId, count, SNAPSHOTS);
    database.inTransaction(
        handle -> {
          Sql.update(
              handle,
              "delete from metadata_pair where resource_kind = 'snapshot' and project_id = ?",
              projectId);
          return Sql.update(handle, PAIRS_OF_SNAPSHOTS, projectId, USER);
        });
  }

  /** Adds attachments that reserve a project's volumes. */
  public void attachments(String projectId, int count) {
    copies(projectId, count, ATTACHMENTS);
  }

  /** Adds transfers of a project's volumes, one of each at most. */
  public void transfers(String projectId, int count) {
    copies(projectId, count, TRANSFERS);
  }

  /** Adds groups without volumes, and as many snapshots of none. */
  public void groups(String projectId, int count) {
    copies(projectId, count, GROUPS);
    copies(projectId, count, GROUP_SNAPSHOTS);
  }

  /** Adds messages about a project's volumes. */
  public void messages(String projectId, int count) {
    copies(projectId, count, MESSAGES);
  }

  /** Adds ended creates of a project's volumes, the oldest first. */
  public void operations(String projectId, int count) {
    copies(projectId, count, OPERATIONS);
  }

  /** Adds open deletes of a project's volumes, each with a run that no engine knows. */
  public void openOperations(String projectId, int count) {
    copies(projectId, count, OPEN_OPERATIONS);
  }

  /**
   * One row for each live volume of the project, and from the first again while rows are wanted.
   */
  private void copies(String projectId, int count, String insertFromVolumes) {
    int volumes =
        Math.toIntExact(
            database.read(
                handle ->
                    stores
                        .volumes()
                        .count(
                            handle,
                            ListQuery.newest(projectId, 1)
                                .with(Filter.AnyOf.one("user_id", USER)))));
    int added = 0;
    while (added < count && volumes > 0) {
      int from = added % volumes;
      String sql =
          insertFromVolumes
              + "where v.live = 1 and v.project_id = ? and v.user_id = ?"
              + " order by v.created_at, v.id limit %d offset %d"
                  .formatted(Math.min(COPIES, Math.min(count - added, volumes - from)), from);
      added += database.inTransaction(handle -> Sql.update(handle, sql, projectId, USER));
    }
  }

  /** Removes what was put in, in short transactions; what the project has beside it is left. */
  public void clear(String projectId) {
    for (String rows :
        List.of(
            "attachment where project_id = ? and attached_host = ?",
            "volume_transfer where project_id = ? and name = ?",
            "group_snapshot where project_id = ? and user_id = ?",
            "volume_group where project_id = ? and user_id = ?",
            "message where project_id = ? and request_id = ?",
            "operation where project_id = ? and user_id = ?",
            "snapshot where project_id = ? and user_id = ?",
            "volume where project_id = ? and user_id = ?")) {
      int removed;
      do {
        removed = database.inTransaction(handle -> clear(handle, rows, projectId));
      } while (removed > 0);
    }
  }

  private static int clear(Handle handle, String rows, String projectId) {
    String page = "from " + rows + " limit " + COPIES;
    List<String> ids =
        Sql.list(handle, (row, context) -> row.getString(1), "select id " + page, projectId, USER);
    Sql.updateIn(handle, "delete from metadata_pair where resource_id in (<ids>)", ids);
    return Sql.updateIn(
        handle,
        "delete from %s where id in (<ids>)".formatted(rows.substring(0, rows.indexOf(' '))),
        ids);
  }

  private void insert(List<VolumeRow> rows) {
    database.inTransaction(
        handle -> {
          VolumeStore.insertAll(handle, rows);
          return rows.size();
        });
  }

  private static VolumeRow row(String projectId, String type, int number, Instant createdAt) {
    return new VolumeRow(
        VolumeId.random(),
        projectId,
        USER,
        "bulk-" + number,
        null,
        1,
        null,
        "available",
        null,
        "detached",
        null,
        type,
        null,
        null,
        null,
        "nova",
        null,
        null,
        null,
        false,
        false,
        Map.of("number", Integer.toString(number), "made", "bulk"),
        Map.of(),
        Map.of(),
        1,
        0,
        null,
        createdAt,
        null,
        createdAt,
        null,
        null);
  }
}

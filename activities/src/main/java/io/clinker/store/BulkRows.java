package io.clinker.store;

import io.clinker.model.VolumeId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.statement.PreparedBatch;

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
        status, progress, metadata, fence, created_at)
      select uuid(), v.id, v.project_id, v.user_id, v.name, v.size_gib, v.volume_type_id,
        'available', '100%', v.metadata, 1, v.created_at
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
  }

  /** Adds ended creates of a project's volumes, the oldest first. */
  public void operations(String projectId, int count) {
    copies(projectId, count, OPERATIONS);
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
    for (String ownRows :
        List.of(
            "operation where project_id = ? and user_id = ?",
            "snapshot where project_id = ? and user_id = ?",
            "volume where project_id = ? and user_id = ?")) {
      String sql = "delete from " + ownRows + " limit " + COPIES;
      int removed;
      do {
        removed = database.inTransaction(handle -> Sql.update(handle, sql, projectId, USER));
      } while (removed > 0);
    }
  }

  private void insert(List<VolumeRow> rows) {
    database.inTransaction(
        handle -> {
          try (PreparedBatch batch = handle.prepareBatch(VolumeStore.INSERT)) {
            rows.forEach(row -> batch.add(VolumeStore.insertValues(row)));
            return batch.execute().length;
          }
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
        Map.of("number", Integer.toString(number)),
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

package io.clinker.store;

import io.clinker.model.VolumeId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Puts many volumes into the database as rows only, for measuring lists: they have no place, hence
 * no object on any storage, and are available.
 */
public final class BulkRows {
  private static final int BATCH = 1000;

  private final Database database;
  private final Stores stores;

  public BulkRows(Database database, Stores stores) {
    this.database = database;
    this.stores = stores;
  }

  /** Inserts volumes of 1 GiB, one millisecond apart; tells their ids, the oldest first. */
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

  /** Removes a project's volumes that have no place, deleted or not, in short transactions. */
  public void clear(String projectId) {
    int removed;
    do {
      removed =
          database.inTransaction(
              handle ->
                  handle
                      .createUpdate(
                          "delete from volume where project_id = ? and backend is null"
                              + " and operation_id is null limit 5000")
                      .bind(0, projectId)
                      .execute());
    } while (removed > 0);
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
        "bulk",
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
        null);
  }
}

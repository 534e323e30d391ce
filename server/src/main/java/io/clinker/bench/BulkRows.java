package io.clinker.bench;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Volumes put in as rows, for reads at size; they hold no storage and no capacity. */
final class BulkRows {
  private static final int BATCH = 1000;

  private final Jdbi jdbi;
  private final String project;

  BulkRows(Jdbi jdbi, String project) {
    this.jdbi = jdbi;
    this.project = project;
  }

  /** Fills the project up to this number of volumes. */
  void fillTo(int volumes) {
    jdbi.useHandle(
        handle -> {
          int present =
              handle
                  .createQuery(
                      "select count(*) from volume where live = 1 and project_id = :project")
                  .bind("project", project)
                  .mapTo(Integer.class)
                  .one();
          String type =
              handle
                  .createQuery(
                      "select id from volume_type where live = 1 order by created_at limit 1")
                  .mapTo(String.class)
                  .one();
          for (int from = present; from < volumes; from += BATCH) {
            int first = from;
            handle.useTransaction(
                transaction -> insert(transaction, type, first, Math.min(BATCH, volumes - first)));
          }
        });
  }

  /** Removes them all. */
  void clear() {
    jdbi.useHandle(
        handle -> {
          while (handle
                  .createUpdate(
                      "delete from volume where project_id = :project and backend is null"
                          + " and status = 'available' limit 5000")
                  .bind("project", project)
                  .execute()
              > 0) {
            // Small batches keep the locks short.
          }
        });
  }

  private void insert(Handle handle, String type, int from, int count) {
    LocalDateTime begin = LocalDateTime.of(2026, 1, 1, 0, 0);
    PreparedBatch batch =
        handle.prepareBatch(
            "insert into volume (id, project_id, user_id, name, size_gib, status, attach_status,"
                + " volume_type_id, availability_zone, metadata, admin_metadata, image_metadata,"
                + " fence, created_at) values (:id, :project, 'bench', :name, 1, 'available',"
                + " 'detached', :type, 'nova', '{}', '{}', '{}', 1, :created)");
    for (int index = from; index < from + count; index++) {
      batch
          .bind("id", UUID.randomUUID().toString())
          .bind("project", project)
          .bind("name", "row-" + index)
          .bind("type", type)
          .bind(
              "created",
              begin.plusNanos(index * 1_000_000L).atOffset(ZoneOffset.UTC).toLocalDateTime())
          .add();
    }
    batch.execute();
  }
}

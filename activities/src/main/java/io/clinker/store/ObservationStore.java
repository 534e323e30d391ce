package io.clinker.store;

import io.clinker.model.OperationId;
import io.clinker.model.SnapshotId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The table {@code observation}: what steps have read, for the end of their operation. */
public final class ObservationStore {
  /**
   * What the storage held of a volume and its snapshots, or of one snapshot.
   *
   * @param bytes the size of the volume or of the one snapshot; null: it was not there
   * @param snapshots those asked for that were there
   */
  public record Held(@Nullable Long bytes, List<SnapshotId> snapshots) {}

  public Optional<Held> find(Handle handle, OperationId operation) {
    return Sql.one(
        handle,
        (row, context) -> Json.read(row.getString(1), Held.class),
        "select held from observation where operation_id = ?",
        operation.value());
  }

  /** False: the operation has ended or another run has it. */
  public boolean write(Handle handle, OperationId operation, int run, Held held, Instant now) {
    return Sql.update(
            handle,
            """
            insert into observation (operation_id, held, created_at)
            select o.id, ?, ? from operation o where o.id = ? and o.run = ? and o.ended_at is null
            on duplicate key update held = values(held), created_at = values(created_at)
            """,
            Json.write(held),
            Times.text(now),
            operation.value(),
            run)
        > 0;
  }

  public void delete(Handle handle, OperationId operation) {
    Sql.update(handle, "delete from observation where operation_id = ?", operation.value());
  }
}

package io.clinker.store;

import io.clinker.model.OperationId;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The table {@code idempotency}. */
public final class IdempotencyStore {
  /** What is recorded for a key. */
  public record KeyRow(
      String requestHash,
      @Nullable String operationId,
      @Nullable Integer status,
      @Nullable String body) {}

  public Optional<KeyRow> find(Handle handle, String projectId, String key) {
    return Sql.one(
        handle,
        (result, context) -> {
          RowReader row = new RowReader(result);
          return new KeyRow(row.text(), row.textOrNull(), row.integerOrNull(), row.textOrNull());
        },
        """
        select request_hash, operation_id, status, body from idempotency
        where project_id = ? and idempotency_key = ?
        """,
        projectId,
        key);
  }

  /** Gives the key to an operation; false: it is taken (by whoever commits first). */
  public boolean claim(
      Handle handle,
      String projectId,
      String key,
      String requestHash,
      OperationId operation,
      Instant now) {
    return Sql.update(
            handle,
            """
            insert ignore into idempotency (project_id, idempotency_key, request_hash, operation_id,
              created_at)
            values (?, ?, ?, ?, ?)
            """,
            projectId,
            key,
            requestHash,
            operation.value(),
            Times.text(now))
        == 1;
  }

  /** Keeps the key for the answer of this transaction; false: it is taken. */
  public boolean reserve(
      Handle handle, String projectId, String key, String requestHash, Instant now) {
    return Sql.update(
            handle,
            """
            insert ignore into idempotency (project_id, idempotency_key, request_hash, created_at)
            values (?, ?, ?, ?)
            """,
            projectId,
            key,
            requestHash,
            Times.text(now))
        == 1;
  }

  /** Records an answer for a key; the first one stays. */
  public void recordAnswer(
      Handle handle,
      String projectId,
      String key,
      String requestHash,
      int status,
      String body,
      Instant now) {
    Sql.update(
        handle,
        """
        insert into idempotency (project_id, idempotency_key, request_hash, status, body,
          created_at)
        values (?, ?, ?, ?, ?, ?)
        on duplicate key update
          body = case when status is null and request_hash = values(request_hash)
            then values(body) else body end,
          status = case when status is null and request_hash = values(request_hash)
            then values(status) else status end
        """,
        projectId,
        key,
        requestHash,
        status,
        body,
        Times.text(now));
  }
}

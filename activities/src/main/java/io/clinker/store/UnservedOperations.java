package io.clinker.store;

import io.clinker.model.OperationId;
import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * What open operations say of themselves while nobody serves the queue that their step waits in.
 * Best effort like the journal of steps: nothing is decided from it, and each row is written by its
 * key alone, so that it is never in the way of a settle.
 */
public final class UnservedOperations {
  /** How every reason begins that is set here. */
  public static final String WAITING = "waiting for a worker: ";

  private final Jdbi jdbi;

  public UnservedOperations(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * An open operation.
   *
   * @param kind the word of its kind
   * @param plan what admission decided, as JSON
   */
  public record Open(
      OperationId id,
      String kind,
      @Nullable String backend,
      @Nullable String plan,
      @Nullable String reason) {}

  /** Open operations that were admitted longer ago than this, oldest first. */
  public List<Open> olderThan(Duration age, int atMost) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "select id, kind, backend, plan, waiting_reason from operation where open = 1"
                        + " and state in ('running', 'waiting', 'cleaning') and admitted_at <"
                        + " utc_timestamp(6) - interval :seconds second"
                        + " order by admitted_at, id limit :limit")
                .bind("seconds", age.toSeconds())
                .bind("limit", atMost)
                .map(
                    (row, context) ->
                        new Open(
                            new OperationId(row.getString(1)),
                            row.getString(2),
                            row.getString(3),
                            row.getString(4),
                            row.getString(5)))
                .list());
  }

  /** The operation waits, since nobody serves its queue. */
  public void waits(OperationId operation, String why) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    "update operation set"
                        + " state = case when state = 'running' then 'waiting' else state end,"
                        + " waiting_reason = :reason, updated_at = utc_timestamp(6)"
                        + " where id = :id and ended_at is null")
                .bind("reason", WAITING + why)
                .bind("id", operation.value())
                .execute());
  }

  /** Somebody serves its queue again. */
  public void goesOn(OperationId operation) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    "update operation set"
                        + " state = case when state = 'waiting' then 'running' else state end,"
                        + " waiting_reason = null, updated_at = utc_timestamp(6)"
                        + " where id = :id and ended_at is null and waiting_reason like :waiting")
                .bind("waiting", WAITING + "%")
                .bind("id", operation.value())
                .execute());
  }
}

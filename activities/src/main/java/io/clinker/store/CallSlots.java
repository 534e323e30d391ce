package io.clinker.store;

import io.clinker.model.OperationId;
import org.jdbi.v3.core.Handle;

/**
 * The table {@code backend_call}: who of all nodes calls a backend that bears only so many calls. A
 * row belongs to an operation: its next attempt takes it over, wherever that runs, and a row whose
 * operation has ended counts no more. So nobody has to clean up after a node that died.
 */
public final class CallSlots {
  private final Database database;

  public CallSlots(Database database) {
    this.database = database;
  }

  /** The attempt that calls. */
  public record Caller(OperationId operation, int run, int step, int attempt, String node) {}

  /** Whether the call may be made: true at once if its operation has a row already. */
  public boolean take(String backend, int limit, Caller caller) {
    return database.inRepeatableTransaction(
        handle -> {
          // Written, not only locked: two nodes of a multi-primary database must not both be right.
          Sql.update(
              handle, "update backend set call_turns = call_turns + 1 where name = ?", backend);
          forgetEnded(handle, backend);
          boolean free = others(handle, backend, caller) < limit;
          if (free) {
            Sql.update(
                handle,
                """
                insert into backend_call (backend, operation_id, run, step, attempt, node, taken_at)
                values (?, ?, ?, ?, ?, ?, utc_timestamp(6))
                on duplicate key update run = values(run), step = values(step),
                  attempt = values(attempt), node = values(node), taken_at = values(taken_at)
                """,
                backend,
                caller.operation().value(),
                caller.run(),
                caller.step(),
                caller.attempt(),
                caller.node());
          }
          return free;
        });
  }

  /** The call has ended; a row that a later attempt has taken over stays. */
  public void giveBack(String backend, Caller caller) {
    database.inRepeatableTransaction(
        handle ->
            Sql.update(
                handle,
                """
                delete from backend_call where backend = ? and operation_id = ? and run = ?
                  and step = ? and attempt = ?
                """,
                backend,
                caller.operation().value(),
                caller.run(),
                caller.step(),
                caller.attempt()));
  }

  private static void forgetEnded(Handle handle, String backend) {
    Sql.update(
        handle,
        """
        delete from backend_call where backend = ? and not exists
          (select 1 from operation where operation.id = backend_call.operation_id
            and operation.ended_at is null)
        """,
        backend);
  }

  private static int others(Handle handle, String backend, Caller caller) {
    return Sql.one(
            handle,
            (row, context) -> row.getInt(1),
            "select count(*) from backend_call where backend = ? and operation_id <> ?",
            backend,
            caller.operation().value())
        .orElse(0);
  }
}

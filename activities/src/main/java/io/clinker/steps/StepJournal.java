package io.clinker.steps;

import io.clinker.model.OperationId;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What operators see of steps that are not over quickly: why they wait, how far they are, who does
 * them. Best effort: a failure to write is logged and changes nothing, since nothing is decided
 * from these rows. Every write is tied to the operation being open and its run being current.
 */
public final class StepJournal {
  private static final Logger LOG = LoggerFactory.getLogger(StepJournal.class);
  private static final int LONGEST_TEXT = 1000;

  private final Jdbi jdbi;

  public StepJournal(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** The operation cannot go on now, for this reason. */
  public void waiting(OperationId operation, int run, String reason) {
    write(
        operation,
        "update operation set state = case when state = 'running' then 'waiting' else state end,"
            + " waiting_reason = :text, updated_at = utc_timestamp(6)"
            + " where id = :operation and run = :run and ended_at is null",
        run,
        cut(reason));
  }

  /** The operation goes on again. */
  public void goingOn(OperationId operation, int run) {
    write(
        operation,
        "update operation set state = case when state = 'waiting' then 'running' else state end,"
            + " waiting_reason = null, updated_at = utc_timestamp(6)"
            + " where id = :operation and run = :run and ended_at is null",
        run,
        null);
  }

  /** How far the present step is, in percent. */
  public void progress(OperationId operation, int run, int percent) {
    write(
        operation,
        "update operation set progress = :text, updated_at = utc_timestamp(6)"
            + " where id = :operation and run = :run and ended_at is null",
        run,
        Integer.toString(percent));
  }

  /** A step that takes longer than a moment is being done by this node. */
  public void stepRuns(
      OperationId operation,
      int run,
      int step,
      String name,
      int attempt,
      String node,
      Instant since) {
    try {
      jdbi.useHandle(
          handle ->
              handle
                  .createUpdate(
                      "insert into operation_step"
                          + " (operation_id, run, step, name, state, attempts, node, started_at)"
                          + " values (:operation, :run, :step, :name, 'running', :attempts, :node,"
                          + " :since) on duplicate key update attempts = values(attempts),"
                          + " node = values(node), state = values(state)")
                  .bind("operation", operation.value())
                  .bind("run", run)
                  .bind("step", step)
                  .bind("name", name)
                  .bind("attempts", attempt)
                  .bind("node", node)
                  .bind("since", LocalDateTime.ofInstant(since, ZoneOffset.UTC))
                  .execute());
    } catch (RuntimeException failure) {
      LOG.atWarn().addKeyValue("operation", operation).setCause(failure).log("step not noted");
    }
  }

  private void write(
      OperationId operation, String sql, int run, @org.jspecify.annotations.Nullable String text) {
    try {
      jdbi.useHandle(
          handle -> {
            var update =
                handle.createUpdate(sql).bind("operation", operation.value()).bind("run", run);
            if (sql.contains(":text")) {
              update.bind("text", text);
            }
            update.execute();
          });
    } catch (RuntimeException failure) {
      LOG.atWarn().addKeyValue("operation", operation).setCause(failure).log("state not noted");
    }
  }

  private static String cut(String text) {
    return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT);
  }
}

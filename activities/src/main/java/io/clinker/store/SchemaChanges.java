package io.clinker.store;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/**
 * The migrations of this build. Many nodes may make them at once, and one that dies in the middle
 * leaves what the next start goes on with. Flyway's lock lets nodes take turns at one server; it is
 * not seen by the other servers of a Galera cluster, and the server keeps each statement of a
 * migration by itself. Both are borne because a change that is there already need not be made.
 */
final class SchemaChanges {
  private static final int ATTEMPTS = 60;

  /** How often one that the database has not refused is tried again without a reason to be seen. */
  private static final int UNEXPLAINED = 20;

  private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);
  private static final int NO_SUCH_TABLE = 1146;
  private static final int DUPLICATE_ROW = 1062;
  private static final int LOCK_TIMEOUT = 1205;
  private static final int DEADLOCK = 1213;

  /** A Galera server that has lost the others knows no statement until they are back. */
  private static final int UNKNOWN_COMMAND = 1047;

  /** What one is told whose statement lost to another node's. */
  private static final Set<Integer> OF_TWO_AT_ONCE =
      Set.of(DUPLICATE_ROW, LOCK_TIMEOUT, DEADLOCK, SqlErrors.INTERRUPTED);

  private final Jdbi jdbi;
  private final Flyway flyway;

  SchemaChanges(DataSource source, Jdbi jdbi) {
    this.jdbi = jdbi;
    this.flyway =
        Flyway.configure()
            .dataSource(new ChangingConnections(new PatientConnections(source)))
            .locations("classpath:db/migration")
            .lockRetryCount(120)
            // Each only adds, so one with a lower number may come with a later build.
            .outOfOrder(true)
            .load();
  }

  /**
   * Makes those that are missing, however long that takes. It is over when there is nothing left to
   * make, not when all were made: what one node writes down may be lost to another node's tidying.
   *
   * @throws FlywayException if one cannot be made; the next call begins with it again
   */
  void make() {
    int unexplained = 0;
    for (int attempt = 1; ; attempt++) {
      try {
        tidy();
        if (flyway.migrate().migrationsExecuted == 0) {
          return;
        }
      } catch (FlywayException | JdbiException failure) {
        boolean ofOthers = isPassing(failure) || isOfAnother(failure);
        // What another node had written down may have been tidied away before it was looked for.
        boolean maybeOfOthers = SqlErrors.sql(failure).isEmpty() && unexplained++ < UNEXPLAINED;
        if (attempt == ATTEMPTS || !(ofOthers || maybeOfOthers)) {
          throw failure;
        }
        pause(failure);
      }
    }
  }

  /**
   * Leaves one row for each migration that was made. Flyway wants somebody to repair what failed; a
   * repeat does, since what is there stays. One that two nodes made at once is written down twice;
   * the first to be kept is one that was made, since another node's failure may come in between.
   */
  private void tidy() {
    try {
      jdbi.useHandle(
          handle -> {
            handle.execute("delete from flyway_schema_history where success = 0");
            handle.execute(
                "delete later from flyway_schema_history later join flyway_schema_history first"
                    + " on first.version = later.version"
                    + " and first.installed_rank < later.installed_rank"
                    + " and first.success = 1");
          });
    } catch (UnableToExecuteStatementException failure) {
      if (SqlErrors.sql(failure).filter(SchemaChanges::isBorne).isEmpty()) {
        throw failure;
      }
    }
  }

  /** There is nothing to tidy before the first migration; and another node may tidy as well. */
  private static boolean isBorne(SQLException failure) {
    return failure.getErrorCode() == NO_SUCH_TABLE
        || OF_TWO_AT_ONCE.contains(failure.getErrorCode());
  }

  private static boolean isPassing(RuntimeException failure) {
    return SqlErrors.sql(failure)
        .filter(sql -> OF_TWO_AT_ONCE.contains(sql.getErrorCode()) || isUnready(sql))
        .isPresent();
  }

  /**
   * Flyway begins nothing while a failure is written down. One that came after this node had tidied
   * is another node's, and says nothing of what the statement would do here.
   */
  private boolean isOfAnother(RuntimeException failure) {
    if (SqlErrors.sql(failure).isPresent()) {
      return false;
    }
    try {
      return jdbi.withHandle(
          handle ->
              handle
                  .createQuery(
                      "select exists (select 1 from flyway_schema_history where success = 0)")
                  .mapTo(Boolean.class)
                  .one());
    } catch (JdbiException another) {
      // The table is not there or is just being changed, so by another node; or nobody answers.
      return SqlErrors.sql(another).filter(sql -> isBorne(sql) || isUnready(sql)).isPresent();
    }
  }

  /** A member of a cluster that is not part of it for a moment, or a server that starts again. */
  private static boolean isUnready(SQLException failure) {
    return failure.getErrorCode() == UNKNOWN_COMMAND || SqlErrors.connectionLost(failure);
  }

  private static void pause(RuntimeException failure) {
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong(LONGEST_PAUSE.toMillis()));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw failure;
    }
  }
}

package io.clinker.store;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import org.jdbi.v3.core.ConnectionException;

/** What an exception of the database driver means. */
final class SqlErrors {
  /** A Galera server ends a statement in favour of one of another server that came before it. */
  static final int INTERRUPTED = 1317;

  private SqlErrors() {}

  /** What the database said; empty if it was not asked. */
  static Optional<SQLException> sql(Throwable e) {
    Throwable cause = e;
    for (int depth = 0; cause != null && depth < 10; depth++) {
      if (cause instanceof SQLException found) {
        return Optional.of(found);
      }
      cause = cause.getCause();
    }
    return Optional.empty();
  }

  static boolean isSql(Throwable e) {
    return sql(e).isPresent();
  }

  static int vendorCode(Throwable e) {
    return sql(e).map(SQLException::getErrorCode).orElse(0);
  }

  /**
   * Deadlock, lock wait time-out, or a certification failure of a multi-primary database, which may
   * also say that it has interrupted the statement.
   */
  static boolean metOthers(Throwable e) {
    return sql(e)
        .filter(found -> "40001".equals(found.getSQLState()) || found.getErrorCode() == INTERRUPTED)
        .isPresent();
  }

  /** Ended from outside: at a commit that leaves open whether it was made. */
  static boolean interrupted(Throwable e) {
    return vendorCode(e) == INTERRUPTED;
  }

  static boolean timedOut(Throwable e) {
    return sql(e).filter(SQLTimeoutException.class::isInstance).isPresent();
  }

  static boolean connectionLost(Throwable e) {
    if (e instanceof ConnectionException) {
      return true;
    }
    return sql(e)
        .filter(
            found ->
                found instanceof SQLRecoverableException
                    || found instanceof SQLNonTransientConnectionException
                    || found instanceof SQLTransientConnectionException
                    || (found.getSQLState() != null && found.getSQLState().startsWith("08")))
        .isPresent();
  }
}

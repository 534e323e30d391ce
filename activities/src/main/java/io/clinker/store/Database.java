package io.clinker.store;

import com.mysql.cj.jdbc.JdbcConnection;
import io.clinker.store.DatabaseException.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.transaction.TransactionException;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way into MySQL or MariaDB: READ COMMITTED, whole transactions repeated when they met others
 * or lost their connection before the commit. May be used from any thread.
 */
public final class Database {
  /**
   * What a connection pool must give to Connector/J. The server ends a session that says nothing
   * for {@code wait_timeout} seconds: a process that is paused, or whose machine lost its power, in
   * the middle of a transaction must not keep its row locks for hours.
   */
  public static final Map<String, String> CONNECTION_PROPERTIES =
      Map.ofEntries(
          Map.entry("connectionTimeZone", "UTC"),
          Map.entry("forceConnectionTimeZoneToSession", "true"),
          Map.entry("characterEncoding", "UTF-8"),
          Map.entry("useLocalSessionState", "true"),
          Map.entry("cachePrepStmts", "true"),
          // The driver's own bounds (25 statements of 256 characters) would leave out nearly all.
          Map.entry("prepStmtCacheSize", "400"),
          Map.entry("prepStmtCacheSqlLimit", "8192"),
          Map.entry("cacheResultSetMetadata", "true"),
          Map.entry("metadataCacheSize", "400"),
          Map.entry("maintainTimeStats", "false"),
          Map.entry("cacheServerConfiguration", "true"),
          Map.entry("rewriteBatchedStatements", "true"),
          Map.entry("connectTimeout", "2000"),
          Map.entry("socketTimeout", "10000"),
          Map.entry("tcpKeepAlive", "true"),
          // The server bounds the wait for a row; a timer for every statement here would cost more
          // than many a statement.
          Map.entry("sessionVariables", "wait_timeout=30,innodb_lock_wait_timeout=2"));

  /**
   * How patient to be.
   *
   * @param transaction after which a transaction is not repeated any more
   * @param question after which a database that has not said that it is there is away
   */
  public record Settings(Duration transaction, Duration question) {
    /** With the standard time for the question whether it is there, 2.5 s. */
    public Settings(Duration transaction) {
      this(transaction, Duration.ofMillis(2500));
    }

    /** 10 s for a transaction with its repeats. */
    public static Settings standard() {
      return new Settings(Duration.ofSeconds(10));
    }
  }

  /** Work inside one transaction; may be run several times, so it has no other effects. */
  @FunctionalInterface
  public interface Work<T> {
    T run(Handle handle);
  }

  private static final Logger LOG = LoggerFactory.getLogger(Database.class);
  private static final int DUPLICATE_KEY = 1062;
  private static final Duration FRESH = Duration.ofSeconds(1);

  private final DataSource source;
  private final Jdbi jdbi;
  private final InstantSource clock;
  private final Settings settings;
  private final Presence presence;

  public Database(DataSource source, InstantSource clock, Settings settings) {
    this.source = source;
    this.clock = clock;
    this.settings = settings;
    this.presence = new Presence(this::ask, FRESH, settings.question());
    this.jdbi = Jdbi.create(() -> readCommitted(source.getConnection()));
  }

  private static Connection readCommitted(Connection connection) throws SQLException {
    // Known without asking the server (useLocalSessionState), so it costs nothing when it is right.
    if (connection.getTransactionIsolation() != Connection.TRANSACTION_READ_COMMITTED) {
      connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    }
    return connection;
  }

  /**
   * Brings the schema up to this build, however long that takes; many nodes may do so at once. What
   * may remain after a failure or a death is part of it, with which the next call goes on.
   */
  public void migrate() {
    new SchemaChanges(source, jdbi).make();
  }

  /** For single statements that need none of this class's care. */
  public Jdbi jdbi() {
    return jdbi;
  }

  /**
   * Whether the database answers now, told within the time of the settings. For callers that can be
   * told to come again instead of waiting for their connection.
   */
  public boolean answers() {
    return presence.answers();
  }

  /** The same, and also true if it answered anybody in the last second: asks seldom. */
  public boolean answered() {
    return presence.answered();
  }

  private boolean ask() {
    return jdbi.withHandle(handle -> handle.select("select 1").mapTo(Integer.class).one()) == 1;
  }

  /** Lets a clock see the time of the server. */
  public void show(DatabaseClock watching) {
    watching.lookOften(() -> read(handle -> Times.now(handle)));
  }

  /** The time that rows bear, as exact as the database keeps it. */
  public Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /** Reads without a transaction: each statement sees what was committed before it. */
  public <T> T read(Work<T> work) {
    try (Handle handle = jdbi.open()) {
      T result = work.run(handle);
      presence.seen();
      return result;
    } catch (RuntimeException e) {
      throw translated(e, false);
    }
  }

  /** Reads as of one instant: every statement sees what the first one saw. */
  public <T> T readAtOneInstant(Work<T> work) {
    try {
      return jdbi.inTransaction(TransactionIsolationLevel.REPEATABLE_READ, work::run);
    } catch (RuntimeException e) {
      throw translated(e, false);
    }
  }

  /**
   * Runs one transaction, again if it met others.
   *
   * @throws DatabaseException OUTCOME_UNKNOWN when the connection was lost at commit
   */
  public <T> T inTransaction(Work<T> work) {
    return transact(work, false);
  }

  /** The same for work that finds out by itself that it was done before; never ends unknown. */
  public <T> T inRepeatableTransaction(Work<T> work) {
    return transact(work, true);
  }

  private <T> T transact(Work<T> work, boolean repeatable) {
    long end = System.nanoTime() + settings.transaction().toNanos();
    for (int attempt = 1; ; attempt++) {
      boolean committing = false;
      try (Handle handle = jdbi.open()) {
        run(handle, "start transaction");
        try {
          T result = work.run(handle);
          committing = true;
          run(handle, "commit");
          presence.seen();
          return result;
        } catch (RuntimeException | Error e) {
          rollBack(handle);
          throw e;
        }
      } catch (RuntimeException e) {
        boolean lost = SqlErrors.connectionLost(e);
        if (lost) {
          presence.missed();
        }
        boolean unknown = committing && (lost || SqlErrors.interrupted(e));
        boolean passing = lost || SqlErrors.metOthers(e) || SqlErrors.timedOut(e);
        boolean again = e instanceof RepeatException || (passing && (repeatable || !unknown));
        if (!again || System.nanoTime() > end) {
          throw translated(e, unknown);
        }
        LOG.debug("transaction repeated, attempt {}: {}", attempt, e.getMessage());
        pause(attempt);
      }
    }
  }

  /**
   * Says where a transaction begins and ends. Switching autocommit off and on again, as JDBC has
   * it, is one round trip more. No limit of time but the connection's own: a commit that is cut
   * short has an unknown outcome.
   */
  private static void run(Handle handle, String boundary) {
    try (Statement statement = handle.getConnection().createStatement()) {
      statement.execute(boundary);
    } catch (SQLException e) {
      throw new TransactionException("The transaction did not " + boundary, e);
    }
  }

  private static void rollBack(Handle handle) {
    try {
      run(handle, "rollback");
    } catch (RuntimeException e) {
      LOG.debug("rollback failed: {}", e.getMessage());
      discard(handle);
    }
  }

  /** Whatever is left of the transaction must not be found by the next user of the connection. */
  private static void discard(Handle handle) {
    try {
      handle.getConnection().unwrap(JdbcConnection.class).abortInternal();
    } catch (SQLException e) {
      LOG.debug("a broken connection was not closed: {}", e.getMessage());
    }
  }

  private static void pause(int attempt) {
    long most = Math.min(200, 4L << Math.min(attempt, 8));
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong(1, most + 1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DatabaseException(Reason.CONTENDED, "Interrupted between two attempts", e);
    }
  }

  private RuntimeException translated(RuntimeException e, boolean unknown) {
    if (unknown) {
      return new DatabaseException(Reason.OUTCOME_UNKNOWN, "The connection was lost at commit", e);
    }
    if (e instanceof RepeatException || SqlErrors.metOthers(e)) {
      return new DatabaseException(Reason.CONTENDED, "The transaction met others too often", e);
    }
    if (SqlErrors.connectionLost(e) || SqlErrors.timedOut(e)) {
      presence.missed();
      return new DatabaseException(Reason.UNAVAILABLE, "The database does not answer", e);
    }
    return SqlErrors.isSql(e) ? new DatabaseException(Reason.FAULT, "A statement failed", e) : e;
  }

  /** Whether a single statement failed because the database does not answer. */
  public static boolean isAway(Throwable e) {
    return SqlErrors.connectionLost(e) || SqlErrors.timedOut(e);
  }

  /** Whether an insert failed because its key is there already. */
  public static boolean isDuplicateKey(Throwable e) {
    return SqlErrors.vendorCode(e) == DUPLICATE_KEY;
  }

  /** Thrown by work that saw rows change under it: the transaction is run again. */
  public static final class RepeatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RepeatException(String why) {
      super(why, null, false, false);
    }
  }
}

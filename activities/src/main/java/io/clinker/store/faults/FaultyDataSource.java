package io.clinker.store.faults;

import io.clinker.store.WrappedDataSource;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransactionRollbackException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A real database whose commits go wrong as they are told to, as those of a multi-primary one do:
 * called a deadlock and rolled back, or the connection is lost before the commit, or after it.
 */
public final class FaultyDataSource extends WrappedDataSource {
  private static final int DEADLOCK = 1213;
  private static final int LOCK_WAIT = 1205;

  private final Supplier<CommitFate> fates;
  private final Map<CommitFate, Integer> counts = new ConcurrentHashMap<>();

  /**
   * @param fates asked at every commit, by the thread that commits
   */
  public FaultyDataSource(DataSource real, Supplier<CommitFate> fates) {
    super(real);
    this.fates = fates;
  }

  /** How many commits had this fate. */
  public int count(CommitFate fate) {
    return counts.getOrDefault(fate, 0);
  }

  @Override
  protected Connection wrapped(Connection connection) {
    return proxy(
        Connection.class,
        (proxy, method, arguments) -> {
          Object result = invoked(connection, method, arguments);
          return method.getName().equals("createStatement") && result instanceof Statement statement
              ? wrapped(statement)
              : result;
        });
  }

  private Statement wrapped(Statement statement) {
    return proxy(
        Statement.class,
        (proxy, method, arguments) -> {
          if (method.getName().equals("execute") && "commit".equals(arguments[0])) {
            commit(statement);
            return false;
          }
          return invoked(statement, method, arguments);
        });
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            FaultyDataSource.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static @Nullable Object invoked(
      Object target, Method method, @Nullable Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException failure) {
      Throwable cause = failure.getCause();
      throw cause == null ? failure : cause;
    }
  }

  private void commit(Statement statement) throws SQLException {
    CommitFate fate = fates.get();
    counts.merge(fate, 1, Integer::sum);
    switch (fate) {
      case DONE -> statement.execute("commit");
      case DEADLOCK -> throw rolledBack(statement, DEADLOCK);
      case LOCK_WAIT -> throw rolledBack(statement, LOCK_WAIT);
      case LOST_BEFORE -> {
        statement.execute("rollback");
        throw lost();
      }
      case LOST_AFTER -> {
        statement.execute("commit");
        throw lost();
      }
    }
  }

  private static SQLException rolledBack(Statement statement, int code) throws SQLException {
    statement.execute("rollback");
    return new SQLTransactionRollbackException(
        "Deadlock found when trying to get lock", "40001", code);
  }

  private static SQLException lost() {
    return new SQLNonTransientConnectionException("Communications link failure", "08S01");
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getGlobal();
  }
}

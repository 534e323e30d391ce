package io.clinker.store.testing;

import java.io.PrintWriter;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransactionRollbackException;
import java.sql.Statement;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A real database whose commits go wrong by dice, as those of a multi-primary one do: called a
 * deadlock and rolled back, or the connection is lost before the commit, or after it.
 */
public final class FaultyDataSource implements DataSource {
  private static final int DEADLOCK = 1213;
  private static final int LOCK_WAIT = 1205;

  private final DataSource real;
  private final Random dice;
  private final AtomicInteger deadlocks = new AtomicInteger();
  private final AtomicInteger lostBefore = new AtomicInteger();
  private final AtomicInteger lostAfter = new AtomicInteger();

  public FaultyDataSource(DataSource real, long seed) {
    this.real = real;
    this.dice = new Random(seed);
  }

  public int deadlocks() {
    return deadlocks.get();
  }

  /** Connections lost with the transaction. */
  public int lostBefore() {
    return lostBefore.get();
  }

  /** Connections lost when the transaction was done. */
  public int lostAfter() {
    return lostAfter.get();
  }

  @Override
  public Connection getConnection() throws SQLException {
    return wrapped(real.getConnection());
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    return wrapped(real.getConnection(user, password));
  }

  private Connection wrapped(Connection connection) {
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
    int fate = dice.nextInt(100);
    if (fate < 20) {
      statement.execute("rollback");
      deadlocks.incrementAndGet();
      throw new SQLTransactionRollbackException(
          "Deadlock found when trying to get lock", "40001", fate < 15 ? DEADLOCK : LOCK_WAIT);
    }
    if (fate < 24) {
      statement.execute("rollback");
      lostBefore.incrementAndGet();
      throw lost();
    }
    statement.execute("commit");
    if (fate < 28) {
      lostAfter.incrementAndGet();
      throw lost();
    }
  }

  private static SQLException lost() {
    return new SQLNonTransientConnectionException("Communications link failure", "08S01");
  }

  @Override
  public PrintWriter getLogWriter() throws SQLException {
    return real.getLogWriter();
  }

  @Override
  public void setLogWriter(PrintWriter out) throws SQLException {
    real.setLogWriter(out);
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    real.setLoginTimeout(seconds);
  }

  @Override
  public int getLoginTimeout() throws SQLException {
    return real.getLoginTimeout();
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getGlobal();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return real.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return real.isWrapperFor(type);
  }
}

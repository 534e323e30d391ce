package io.clinker.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * Connections of a pool for statements that may take hours, as the change of a table with millions
 * of rows does: neither does the driver give up, nor does the server end a session that holds a
 * lock and says nothing meanwhile. A closed one goes back to the pool as it came.
 */
final class PatientConnections extends WrappedDataSource {
  private static final int FOR_EVER = 0;
  private static final int DAY_IN_SECONDS = 86_400;

  PatientConnections(DataSource pool) {
    super(pool);
  }

  @Override
  protected Connection wrapped(Connection connection) throws SQLException {
    int timeout = connection.getNetworkTimeout();
    int wait = waitTimeout(connection);
    setTimeouts(connection, FOR_EVER, DAY_IN_SECONDS);
    return (Connection)
        Proxy.newProxyInstance(
            PatientConnections.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, values) -> {
              if (method.getName().equals("close") && !connection.isClosed()) {
                giveBack(connection, timeout, wait);
              }
              try {
                return method.invoke(connection, values);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** One that cannot be put back as it came is of no use to the pool, which must not lose it. */
  private static void giveBack(Connection connection, int timeout, int wait) throws SQLException {
    try {
      setTimeouts(connection, timeout, wait);
    } catch (SQLException broken) {
      connection.abort(Runnable::run);
    }
  }

  private static int waitTimeout(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        var row = statement.executeQuery("select @@session.wait_timeout")) {
      row.next();
      return row.getInt(1);
    }
  }

  private static void setTimeouts(Connection connection, int network, int wait)
      throws SQLException {
    connection.setNetworkTimeout(Runnable::run, network);
    try (Statement statement = connection.createStatement()) {
      statement.execute("set session wait_timeout = " + wait);
    }
  }
}

package io.clinker.store;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** A source of connections whose every connection is wrapped; all else is the wrapped source's. */
public abstract class WrappedDataSource implements DataSource {
  private final DataSource real;

  protected WrappedDataSource(DataSource real) {
    this.real = real;
  }

  /** What is given out in place of a connection of the wrapped source. */
  protected abstract Connection wrapped(Connection connection) throws SQLException;

  @Override
  public final Connection getConnection() throws SQLException {
    return wrapped(real.getConnection());
  }

  @Override
  public final Connection getConnection(String user, String password) throws SQLException {
    return wrapped(real.getConnection(user, password));
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
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    return real.getParentLogger();
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

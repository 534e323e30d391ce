package io.clinker.store.testing;

import io.clinker.store.Database;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import javax.sql.DataSource;
import org.apache.tomcat.jdbc.pool.PoolProperties;

/**
 * A fresh, migrated schema on a real server. One per test class: {@code @AutoClose static final
 * TestDatabase database = TestDatabase.create();}
 */
public final class TestDatabase implements AutoCloseable {
  private static final int CONNECTIONS = 60;

  /** Build machines are slow, and tests queue for one row on purpose. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final int VALIDATION_MILLIS = 5_000;

  private final String name;
  private final org.apache.tomcat.jdbc.pool.DataSource pool;
  private final Database database;

  private TestDatabase(String name, org.apache.tomcat.jdbc.pool.DataSource pool) {
    this.name = name;
    this.pool = pool;
    this.database =
        new Database(pool, new SteadyClock(), new Database.Settings(PATIENCE, PATIENCE));
  }

  /** A schema with all migrations. */
  public static TestDatabase create() {
    TestDatabase created = createEmpty();
    created.database.migrate();
    return created;
  }

  /** A schema without tables. */
  public static TestDatabase createEmpty() {
    String name = "clinker_" + UUID.randomUUID().toString().replace("-", "");
    execute("create database " + name);
    return new TestDatabase(name, pool(name));
  }

  public Database database() {
    return database;
  }

  public DataSource dataSource() {
    return pool;
  }

  /** The JDBC URL of this schema, with its credentials. */
  public String url() {
    return DatabaseServer.get().url(name);
  }

  /** One statement outside of all pools, for making things go wrong. */
  public void run(String sql) {
    database.jdbi().useHandle(handle -> handle.execute(sql));
  }

  private static org.apache.tomcat.jdbc.pool.DataSource pool(String name) {
    PoolProperties properties = new PoolProperties();
    properties.setUrl(DatabaseServer.get().url(name));
    properties.setDriverClassName("com.mysql.cj.jdbc.Driver");
    properties.setMaxActive(CONNECTIONS);
    properties.setMaxIdle(CONNECTIONS);
    properties.setInitialSize(1);
    properties.setMinIdle(1);
    properties.setMaxWait((int) PATIENCE.toMillis());
    properties.setDefaultTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    properties.setRollbackOnReturn(true);
    // The server ends sessions that say nothing for half a minute.
    properties.setTestOnBorrow(true);
    properties.setValidationQuery("select 1");
    properties.setValidationInterval(VALIDATION_MILLIS);
    Database.CONNECTION_PROPERTIES.forEach(
        (key, value) -> properties.getDbProperties().setProperty(key, value));
    properties.getDbProperties().setProperty("socketTimeout", String.valueOf(PATIENCE.toMillis()));
    return new org.apache.tomcat.jdbc.pool.DataSource(properties);
  }

  private static void execute(String sql) {
    try (Connection connection = DriverManager.getConnection(DatabaseServer.get().url(""));
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    pool.close(true);
    execute("drop database if exists " + name);
  }
}

package io.clinker.cli.dev;

import io.clinker.store.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.apache.tomcat.jdbc.pool.PoolProperties;

/**
 * The database that comes with Clinker for one command: in a folder of its own, ended with the
 * command. What it has committed is not on disk at once, since nobody looks at it afterwards.
 */
public final class ScratchDatabase implements AutoCloseable {
  private static final int CONNECTIONS = 60;
  private static final long LOOK_MILLIS = 100;

  private static final long VALIDATION_MILLIS = 5000;

  private final Process process;
  private final String server;
  private final String password;
  private final List<org.apache.tomcat.jdbc.pool.DataSource> pools = new ArrayList<>();

  private ScratchDatabase(Process process, String server, String password) {
    this.process = process;
    this.server = server;
    this.password = password;
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly, "end"));
  }

  /**
   * Makes it and waits until it serves.
   *
   * @throws LauncherException if it does not
   */
  public static ScratchDatabase start(Path folder, DatabaseFiles files, Messages messages)
      throws IOException, InterruptedException {
    DataFolder data = new DataFolder(folder).create();
    int port = FreePorts.one();
    DatabasePart part = new DatabasePart(data, files, port, messages);
    part.prepare();
    List<String> command = new ArrayList<>(part.command());
    command.add("--innodb-flush-log-at-trx-commit=0");
    Path log = data.log(part.name());
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    ScratchDatabase started =
        new ScratchDatabase(
            process,
            "jdbc:mysql://127.0.0.1:" + port + "/",
            Files.readString(data.databasePassword()).strip());
    long end = System.nanoTime() + part.startLimit().toNanos();
    while (!part.missing().isEmpty()) {
      if (!process.isAlive() || System.nanoTime() > end) {
        started.close();
        throw new LauncherException("the database did not start, see " + log);
      }
      Thread.sleep(LOOK_MILLIS);
    }
    return started;
  }

  /** An empty schema of this name, which begins with {@code clinker}; closed with the database. */
  public DataSource schema(String name) {
    try (Connection connection =
            DriverManager.getConnection(server + "?sslMode=DISABLED", DatabasePart.USER, password);
        Statement statement = connection.createStatement()) {
      statement.execute("create database `" + name + "`");
    } catch (SQLException failed) {
      throw new LauncherException("no schema " + name + ": " + failed.getMessage(), failed);
    }
    PoolProperties pool = new PoolProperties();
    pool.setUrl(server + name + "?sslMode=DISABLED");
    pool.setDriverClassName("com.mysql.cj.jdbc.Driver");
    pool.setUsername(DatabasePart.USER);
    pool.setPassword(password);
    pool.setInitialSize(1);
    pool.setMinIdle(1);
    pool.setMaxIdle(CONNECTIONS);
    pool.setMaxActive(CONNECTIONS);
    pool.setDefaultTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    pool.setRollbackOnReturn(true);
    // The server ends connections that nobody used for some minutes.
    pool.setTestOnBorrow(true);
    pool.setValidationQuery("select 1");
    pool.setValidationInterval(VALIDATION_MILLIS);
    Database.CONNECTION_PROPERTIES.forEach(
        (key, value) -> pool.getDbProperties().setProperty(key, value));
    org.apache.tomcat.jdbc.pool.DataSource source =
        new org.apache.tomcat.jdbc.pool.DataSource(pool);
    pools.add(source);
    return source;
  }

  /** Ends it; the folder stays. */
  @Override
  public void close() {
    pools.forEach(pool -> pool.close(true));
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException stopped) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}

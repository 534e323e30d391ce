package io.clinker.cli.dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** MariaDB, private to the data folder, on the loopback address. Every commit is on disk. */
final class DatabasePart implements Part {
  static final String USER = "clinker";
  static final String SCHEMA = "clinker";

  private final DataFolder folder;
  private final DatabaseFiles files;
  private final int port;
  private final Messages messages;

  DatabasePart(DataFolder folder, DatabaseFiles files, int port, Messages messages) {
    this.folder = folder;
    this.files = files;
    this.port = port;
    this.messages = messages;
  }

  @Override
  public String name() {
    return "database";
  }

  @Override
  public List<String> command() {
    List<String> command = new ArrayList<>(files.common(data(), temporary()));
    command.addAll(
        List.of(
            "--bind-address=127.0.0.1",
            "--port=" + port,
            // Relative to the data directory: a long path would not fit into a socket address.
            "--socket=mariadb.sock",
            "--pid-file=" + folder.run().resolve("mariadb.pid"),
            "--init-file=" + accounts(),
            "--skip-name-resolve",
            "--skip-ssl",
            "--skip-log-bin",
            "--performance-schema=OFF",
            "--character-set-server=utf8mb4",
            "--default-time-zone=+00:00",
            "--max-connections=300",
            "--innodb-flush-log-at-trx-commit=1",
            "--innodb-buffer-pool-size=192M",
            "--innodb-log-file-size=64M",
            "--innodb-log-buffer-size=8M",
            "--aria-pagecache-buffer-size=8M",
            "--key-buffer-size=1M"));
    return List.copyOf(command);
  }

  @Override
  public Map<String, Integer> ports() {
    return Map.of(PortNumbers.DATABASE_OPTION, port);
  }

  @Override
  public void prepare() throws IOException, InterruptedException {
    files.unpack(messages);
    if (!Files.isDirectory(data())) {
      messages.say("database: making it in %s", data());
    }
    files.bootstrap(data(), temporary(), folder.log(name()));
    Files.createDirectories(temporary());
    if (!Files.exists(folder.databasePassword())) {
      byte[] random = new byte[24];
      new SecureRandom().nextBytes(random);
      DataFolder.writePrivate(folder.databasePassword(), HexFormat.of().formatHex(random) + "\n");
    }
    DataFolder.writePrivate(accounts(), accountStatements(password()));
  }

  /** Run by the server at each start before it serves; one statement a line. */
  private static String accountStatements(String password) {
    String account = "'" + USER + "'@'127.0.0.1'";
    return String.join(
        "\n",
        "create database if not exists " + SCHEMA + " character set utf8mb4;",
        "create user if not exists " + account + " identified by '" + password + "';",
        "alter user " + account + " identified by '" + password + "';",
        "alter user 'root'@'localhost' identified by '" + password + "';",
        "grant all on `" + SCHEMA + "%`.* to " + account + ";",
        "");
  }

  @Override
  public String missing() {
    if (!Files.exists(folder.databasePassword())) {
      return "no password yet";
    }
    Properties properties = new Properties();
    properties.setProperty("user", USER);
    properties.setProperty("sslMode", "DISABLED");
    properties.setProperty("connectTimeout", "1000");
    properties.setProperty("socketTimeout", "3000");
    try {
      properties.setProperty("password", password());
      try (Connection connection =
          DriverManager.getConnection(
              "jdbc:mysql://127.0.0.1:" + port + "/" + SCHEMA, properties)) {
        return connection.isValid(2) ? "" : "the connection is not valid";
      }
    } catch (SQLException | IOException e) {
      return "no connection to port " + port + ": " + firstLine(e);
    }
  }

  private static String firstLine(Exception exception) {
    return String.valueOf(exception.getMessage()).lines().findFirst().orElse("");
  }

  @Override
  public Duration startLimit() {
    return Duration.ofSeconds(90);
  }

  @Override
  public Duration stopLimit() {
    return Duration.ofSeconds(30);
  }

  private String password() throws IOException {
    return Files.readString(folder.databasePassword()).trim();
  }

  private Path data() {
    return folder.database().resolve("data");
  }

  private Path temporary() {
    return folder.database().resolve("tmp");
  }

  private Path accounts() {
    return folder.database().resolve("accounts.sql");
  }
}

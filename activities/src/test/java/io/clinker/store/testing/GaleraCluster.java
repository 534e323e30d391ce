package io.clinker.store.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Private MariaDB servers of one Galera cluster on loopback, each in a folder of its own, from
 * Debian's packages. All of them take writes. They begin as copies of one empty server, each at the
 * position that the cluster has when it joins, so no state has to be transferred.
 */
public final class GaleraCluster implements AutoCloseable {
  private static final Path SERVER = Path.of("/usr/sbin/mariadbd");
  private static final Path PROVIDER = Path.of("/usr/lib/galera/libgalera_smm.so");
  private static final Path SCRIPTS = Path.of("/usr/share/mysql");
  private static final List<String> SYSTEM_TABLES =
      List.of(
          "mysql_system_tables.sql",
          "mysql_performance_tables.sql",
          "mysql_system_tables_data.sql",
          "maria_add_gis_sp_bootstrap.sql");
  private static final Duration START = Duration.ofSeconds(120);
  private static final UUID HISTORY = new UUID(0x1000L, 0x8000_0000_0000_0001L);

  /** A server that gets no processor for some seconds is not to be taken for one that is gone. */
  private static final String PATIENCE =
      "evs.inactive_timeout=PT2M;evs.suspect_timeout=PT1M;evs.install_timeout=PT1M;"
          + "gmcast.peer_timeout=PT30S";

  private final Path folder;
  private final List<Member> members;
  private final boolean causalReads;

  private static final class Member {
    private final int port = Ports.free();
    private final int replication = Ports.free();
    private final int transfer = Ports.free();
    private final Path folder;
    private @Nullable Process process;

    Member(Path folder) {
      this.folder = folder;
    }

    Path data() {
      return folder.resolve("data");
    }

    Path log() {
      return folder.resolve("log");
    }
  }

  private GaleraCluster(Path folder, int size, boolean causalReads) {
    this.folder = folder;
    this.causalReads = causalReads;
    this.members =
        IntStream.rangeClosed(1, size)
            .mapToObj(number -> new Member(folder.resolve("galera-" + number)))
            .toList();
  }

  /** Whether Debian's packages mariadb-server-core and galera-4 are there. */
  public static boolean isInstalled() {
    return Files.isExecutable(SERVER) && Files.exists(PROVIDER);
  }

  /**
   * Starts so many servers.
   *
   * @param causalReads whether a read waits for what was committed elsewhere before it
   */
  public static GaleraCluster start(Path folder, int size, boolean causalReads) {
    GaleraCluster cluster = new GaleraCluster(folder, size, causalReads);
    try {
      Path seed = cluster.seed();
      for (int index = 0; index < size; index++) {
        Member member = cluster.members.get(index);
        copy(seed, member.data());
        Files.writeString(member.data().resolve("grastate.dat"), stateAfter(index));
        cluster.run(index, index == 0 ? List.of("--wsrep-new-cluster") : List.of());
      }
      cluster.awaitSize(size);
      return cluster;
    } catch (IOException failure) {
      cluster.close();
      throw new UncheckedIOException(failure);
    } catch (RuntimeException failure) {
      cluster.close();
      throw failure;
    }
  }

  /** An empty server with nothing but its own tables. */
  private Path seed() throws IOException {
    Path seed = Files.createDirectories(folder.resolve("seed"));
    Path sql = folder.resolve("seed.sql");
    StringBuilder script = new StringBuilder("create database mysql;\nuse mysql;\n");
    for (String file : SYSTEM_TABLES) {
      script.append(Files.readString(SCRIPTS.resolve(file))).append('\n');
    }
    Files.writeString(sql, script);
    List<String> command = new ArrayList<>(common(seed));
    command.addAll(List.of("--bootstrap", "--lc-messages-dir=" + SCRIPTS));
    Path log = folder.resolve("seed.log");
    Process process =
        new ProcessBuilder(command)
            .redirectInput(sql.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (ended(process, START) != 0) {
      throw new IllegalStateException("no empty server: " + Files.readString(log));
    }
    return seed;
  }

  /**
   * What a server knows that has seen so many others join, each of which is an event of its own.
   * One that knew less would ask for a transfer, wait for events that the method "skip" never
   * sends, and not get beyond "joiner".
   */
  private static String stateAfter(int joined) {
    return """
    # GALERA saved state
    version: 2.1
    uuid:    %s
    seqno:   %d
    safe_to_bootstrap: 1
    """
        .formatted(HISTORY, joined);
  }

  private static List<String> common(Path data) {
    return List.of(
        SERVER.toString(),
        "--no-defaults",
        "--user=" + System.getProperty("user.name"),
        "--datadir=" + data,
        "--innodb-log-file-size=32M",
        "--innodb-buffer-pool-size=64M");
  }

  private List<String> command(Member member) throws IOException {
    List<String> command = new ArrayList<>(common(member.data()));
    command.addAll(
        List.of(
            "--tmpdir=" + Files.createDirectories(member.folder.resolve("tmp")),
            "--socket=" + member.folder.resolve("s"),
            "--pid-file=" + member.folder.resolve("pid"),
            "--bind-address=127.0.0.1",
            "--port=" + member.port,
            "--skip-name-resolve",
            "--max-connections=400",
            "--binlog-format=ROW",
            "--innodb-autoinc-lock-mode=2",
            "--innodb-flush-log-at-trx-commit=0",
            "--skip-innodb-doublewrite",
            "--wsrep-on=ON",
            "--wsrep-provider=" + PROVIDER,
            "--wsrep-cluster-name=clinker",
            "--wsrep-cluster-address=gcomm://"
                + members.stream()
                    .map(one -> "127.0.0.1:" + one.replication)
                    .collect(Collectors.joining(",")),
            "--wsrep-node-address=127.0.0.1:" + member.replication,
            "--wsrep-sst-method=skip",
            "--wsrep-slave-threads=4",
            "--wsrep-sync-wait=" + (causalReads ? 1 : 0),
            "--wsrep-provider-options=gmcast.listen_addr=tcp://127.0.0.1:%d;ist.recv_addr=127.0.0.1:%d;gcache.size=128M;%s"
                .formatted(member.replication, member.transfer, PATIENCE)));
    return command;
  }

  private void run(int index, List<String> more) throws IOException {
    Member member = members.get(index);
    List<String> command = command(member);
    command.addAll(more);
    member.process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(member.log().toFile()))
            .start();
    awaitReady(index);
  }

  private void awaitReady(int index) {
    Member member = members.get(index);
    await(
        "server %d synced, see %s".formatted(index + 1, member.log()),
        () -> {
          Process process = member.process;
          if (process == null || !process.isAlive()) {
            throw new IllegalStateException("server ended, see " + member.log());
          }
          // The server itself is ready a moment after its provider is.
          return status(index, "wsrep_ready").equals("ON")
              && status(index, "wsrep_local_state").equals("4");
        });
  }

  private void awaitSize(int size) {
    for (int index = 0; index < members.size(); index++) {
      int server = index;
      await(
          "the cluster has " + size + " servers",
          () -> status(server, "wsrep_cluster_size").equals(Integer.toString(size)));
    }
  }

  private interface Condition {
    boolean holds() throws SQLException;
  }

  private static void await(String what, Condition condition) {
    long end = System.nanoTime() + START.toNanos();
    while (true) {
      try {
        if (condition.holds()) {
          return;
        }
      } catch (SQLException notYet) {
        // It does not take connections, or statements, yet.
      }
      if (System.nanoTime() > end) {
        throw new IllegalStateException("not in time: " + what);
      }
      try {
        TimeUnit.MILLISECONDS.sleep(100);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", stopped);
      }
    }
  }

  /** A figure that the server keeps, as {@code wsrep_local_cert_failures}. */
  public String status(int server, String name) throws SQLException {
    try (Connection connection = DriverManager.getConnection(login(url(server, "")));
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("show global status like '" + name + "'")) {
      return row.next() ? row.getString(2) : "";
    }
  }

  /** How many transactions of all servers lost to one of another server. */
  public long conflicts() throws SQLException {
    long sum = 0;
    for (int server = 0; server < members.size(); server++) {
      sum += Long.parseLong(status(server, "wsrep_local_cert_failures"));
      sum += Long.parseLong(status(server, "wsrep_local_bf_aborts"));
    }
    return sum;
  }

  /** Makes an empty schema, known to all servers when this returns. */
  public void createSchema(String name) {
    String sql = "create database if not exists " + name;
    for (Member member : members) {
      String url = login("jdbc:mysql://127.0.0.1:%d/".formatted(member.port));
      await(
          sql,
          () -> {
            try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
              statement.execute(sql);
              return true;
            }
          });
    }
  }

  public int size() {
    return members.size();
  }

  /** The JDBC URL of a schema at one server; the user is root, without a password. */
  public String url(int server, String schema) {
    return "jdbc:mysql://127.0.0.1:%d/%s".formatted(members.get(server).port, schema);
  }

  /** The URL with its user. */
  public static String login(String url) {
    return url + "?user=root&password=&sslMode=DISABLED&allowPublicKeyRetrieval=true";
  }

  private void kill(int server) {
    Process process = members.get(server).process;
    if (process != null) {
      process.destroyForcibly();
      ended(process, Duration.ofSeconds(20));
    }
  }

  /** The checksums of all tables of a schema, server by server; one map if they are equal. */
  public List<Map<String, String>> contents(String schema, List<String> tables)
      throws SQLException {
    List<Map<String, String>> all = new ArrayList<>();
    for (int server = 0; server < members.size(); server++) {
      Map<String, String> sums = new TreeMap<>();
      try (Connection connection = DriverManager.getConnection(login(url(server, schema)));
          Statement statement = connection.createStatement()) {
        for (String table : tables) {
          try (ResultSet row = statement.executeQuery("checksum table " + table)) {
            row.next();
            sums.put(table, row.getString(2));
          }
        }
      }
      all.add(sums);
    }
    return all.stream().distinct().toList();
  }

  private static int ended(Process process, Duration atMost) {
    try {
      if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        return -1;
      }
      return process.exitValue();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", stopped);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }

  /** Ends the processes that were started here; the folder stays. */
  @Override
  public void close() {
    for (int index = 0; index < members.size(); index++) {
      kill(index);
    }
  }
}

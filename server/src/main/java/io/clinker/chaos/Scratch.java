package io.clinker.chaos;

import io.clinker.cli.dev.DataFolder;
import io.clinker.cli.dev.Installation;
import io.clinker.cli.dev.PortNumbers;
import io.clinker.cli.dev.RunningProcess;
import io.clinker.driver.SerialSection;
import io.clinker.load.Api;
import io.clinker.load.Recorder;
import io.clinker.load.UsageQuestion;
import io.clinker.load.Verbs;
import io.clinker.operations.OperationKind;
import io.clinker.oracle.Backends;
import io.clinker.oracle.History;
import io.clinker.oracle.InstallationFile;
import io.clinker.oracle.Oracle;
import io.clinker.oracle.RowSource;
import io.clinker.oracle.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** A database, an engine and some nodes in one folder, all of them to be hit. */
final class Scratch implements AutoCloseable {
  private static final Duration READY = Duration.ofMinutes(4);
  private static final Duration REHEARSAL = Duration.ofSeconds(60);

  /** Nodes live for seconds here: what starts soon is better than what runs fast later. */
  private static final List<String> SHORT_LIFE = List.of("-XX:TieredStopAtLevel=1");

  private final DataFolder folder;
  private final Installation installation;
  private final PrintWriter out;
  private final PortNumbers ports;
  private final List<ScratchNode> nodes = new ArrayList<>();
  private @Nullable ChildProcess launcher;
  private @Nullable InstallationFile file;

  Scratch(Path data, Installation installation, PrintWriter out) throws IOException {
    this.folder = new DataFolder(data);
    this.installation = installation;
    this.out = out;
    List<Integer> free = freePorts(5);
    this.ports = new PortNumbers(free.get(0), free.get(1), free.get(2), free.get(3), free.get(4));
  }

  DataFolder folder() {
    return folder;
  }

  List<ScratchNode> nodes() {
    return List.copyOf(nodes);
  }

  List<URI> addresses() {
    return nodes.stream().map(ScratchNode::api).toList();
  }

  Jdbi jdbi() {
    return configuration().jdbi();
  }

  /**
   * Starts database, engine and nodes, and waits until all serve.
   *
   * @param backends a file with the section {@code backends} that the nodes are to have, null for a
   *     file backend in the folder
   */
  void start(int numberOfNodes, List<String> nodeOptions, @Nullable Path backends)
      throws IOException {
    folder.create();
    startLauncher();
    Path configuration = folder.configuration();
    if (backends != null) {
      String written = Files.readString(configuration);
      String before = written.substring(0, written.indexOf("\nbackends:") + 1);
      Files.writeString(configuration, before + Files.readString(backends).stripTrailing() + "\n");
    }
    // Differences are found while the matrix waits for them.
    Files.writeString(
        configuration, "findings: {pace: 1s, passes: 1}\n", StandardOpenOption.APPEND);
    file = InstallationFile.read(configuration);
    Path archive = archive(configuration);
    List<Integer> free = freePorts(2 * numberOfNodes);
    for (int index = 0; index < numberOfNodes; index++) {
      String name = "node-" + (index + 1);
      List<String> command = new ArrayList<>(java(nodeOptions));
      if (Files.exists(archive)) {
        command.add((aheadOfTime() ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + archive);
      }
      command.addAll(main());
      command.addAll(List.of("run", configuration.toString()));
      ScratchNode node =
          new ScratchNode(
              name,
              free.get(2 * index),
              free.get(2 * index + 1),
              folder.logs().resolve(name + ".out"),
              command);
      nodes.add(node);
      node.start();
    }
    nodes.forEach(ScratchNode::awaitReady);
    out.printf("%d nodes serve %s%n", numberOfNodes, addresses());
    out.flush();
  }

  private void startLauncher() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(program());
    command.add("-Xmx96m");
    command.addAll(main());
    command.addAll(List.of("dev", "--without-node", "--data", folder.root().toString()));
    command.addAll(List.of(PortNumbers.API_OPTION, Integer.toString(ports.api())));
    command.addAll(List.of(PortNumbers.ADMIN_OPTION, Integer.toString(ports.admin())));
    command.addAll(List.of(PortNumbers.ENGINE_OPTION, Integer.toString(ports.engine())));
    command.addAll(List.of(PortNumbers.UI_OPTION, Integer.toString(ports.ui())));
    command.addAll(List.of(PortNumbers.DATABASE_OPTION, Integer.toString(ports.database())));
    Path log = folder.logs().resolve("launcher.out");
    ChildProcess started = ChildProcess.start(command, log);
    launcher = started;
    boolean ready =
        Waiting.until(
            () -> !started.isAlive() || said(log).contains(" ready after "),
            READY,
            Duration.ofMillis(200));
    if (!ready || !started.isAlive()) {
      throw new IllegalStateException("database and engine did not start:\n" + said(log));
    }
  }

  /** A node that lives once and writes down which classes it used: the others start sooner. */
  private Path archive(Path configuration) throws IOException {
    Path archive = folder.run().resolve("node.archive");
    List<Integer> free = freePorts(2);
    List<String> command = new ArrayList<>(java(List.of()));
    command.add((aheadOfTime() ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + archive);
    command.addAll(main());
    command.addAll(List.of("run", configuration.toString()));
    ScratchNode first =
        new ScratchNode(
            "node-0", free.get(0), free.get(1), folder.logs().resolve("node-0.out"), command);
    first.start();
    first.awaitReady();
    rehearse(first);
    first.end();
    return archive;
  }

  /** One of every operation, so that what they need is written down too. */
  private void rehearse(ScratchNode node) throws IOException {
    try (Recorder recorder = new Recorder(folder.root().resolve("rehearsal.jsonl"));
        Api api = new Api(List.of(node.api()), "c1a05c1a")) {
      Stage stage = new Stage(new Verbs(api, recorder, REHEARSAL), new Orphans(jdbi(), api));
      for (Play play :
          List.of(
              Play.CREATE_FROM_VOLUME,
              Play.CREATE_FROM_SNAPSHOT,
              Play.EXTEND,
              Play.REVERT,
              Play.UPDATE,
              Play.SNAPSHOT_IN_USE,
              Play.DETACH)) {
        stage.rehearse(play);
      }
    }
  }

  /** Whether this JDK keeps more than classes, in one step. */
  private static boolean aheadOfTime() {
    return Runtime.version().feature() >= 25;
  }

  private List<String> java(List<String> options) {
    List<String> command = new ArrayList<>();
    command.add(program());
    command.addAll(installation.nodeFlags());
    command.addAll(SHORT_LIFE);
    command.addAll(options);
    return command;
  }

  private static String program() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private List<String> main() {
    return List.of(
        "-Dclinker.home=" + installation.home(),
        "-Dclinker.build=" + installation.build(),
        "-cp",
        installation.jar().toString(),
        "io.clinker.cli.Clinker");
  }

  /** Whether copies of one volume wait for each other on the backends there are. */
  boolean copiesTakeTurns() {
    InstallationFile configured = configuration();
    try (Backends backends = Backends.configured(configured.backends(), configured.host())) {
      return backends.takeTurns(SerialSection.COPY_OF_ONE_VOLUME);
    }
  }

  /** How many operations are open. */
  long open() {
    return jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery("select count(*) from operation where open = 1")
                    .mapTo(Long.class)
                    .one());
  }

  /** How many operations of each kind are open. */
  Map<OperationKind, Long> openByKind() {
    return jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "select kind, count(*) as n from operation where open = 1 group by kind")
                    .reduceRows(
                        new EnumMap<OperationKind, Long>(OperationKind.class),
                        (map, row) -> {
                          map.put(
                              OperationKind.of(row.getColumn("kind", String.class)),
                              row.getColumn("n", Long.class));
                          return map;
                        }));
  }

  /** Waits until no operation is open; false if some still are after this time. */
  boolean settle(Duration atMost) {
    return Waiting.until(() -> open() == 0, atMost, Duration.ofMillis(200));
  }

  /** Asks the oracle. */
  Verdict check(boolean settled, History history, String project) {
    InstallationFile configured = configuration();
    try (Backends backends = Backends.configured(configured.backends(), configured.host())) {
      return new Oracle(
              new RowSource(jdbi()),
              backends,
              () -> UsageQuestion.ask(addresses(), List.of(project)))
          .check(settled, history);
    }
  }

  /** Kills the engine and keeps it from being started again until {@link #letEngineStart}. */
  void killEngine() throws IOException {
    running().pause();
    Path record = folder.run().resolve("engine.pid");
    RunningProcess engine =
        RunningProcess.recorded(record)
            .orElseThrow(() -> new IllegalStateException("no engine is written down in " + record));
    ChildProcess.signal(engine.pid(), "KILL");
  }

  /** The launcher starts the engine again. */
  void letEngineStart() throws IOException {
    running().goOn();
  }

  private ChildProcess running() {
    ChildProcess running = launcher;
    if (running == null) {
      throw new IllegalStateException("not started");
    }
    return running;
  }

  private InstallationFile configuration() {
    InstallationFile configured = file;
    if (configured == null) {
      throw new IllegalStateException("not started");
    }
    return configured;
  }

  private static String said(Path log) {
    try {
      return Files.exists(log) ? Files.readString(log) : "";
    } catch (IOException unreadable) {
      return "";
    }
  }

  /**
   * Free ports below the range from which the kernel hands out ports by itself: the Temporal server
   * takes some of those for its inner services while it starts.
   */
  private static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      while (sockets.size() < count) {
        int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
        try {
          sockets.add(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
        } catch (BindException taken) {
          continue;
        }
      }
      return sockets.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
  }

  /** Ends everything that was started; the folder stays. */
  @Override
  public void close() {
    nodes.forEach(ScratchNode::end);
    ChildProcess running = launcher;
    if (running != null) {
      try {
        running.goOn();
      } catch (IOException gone) {
        // It has ended already.
        return;
      }
      running.end(Duration.ofSeconds(60));
    }
  }
}

package io.clinker.chaos;

import io.clinker.cli.dev.DataFolder;
import io.clinker.cli.dev.FreePorts;
import io.clinker.cli.dev.Installation;
import io.clinker.cli.dev.PortNumbers;
import io.clinker.cli.dev.RunningProcess;
import io.clinker.cli.dev.StartCache;
import io.clinker.cli.dev.StartCache.Means;
import io.clinker.driver.Capability;
import io.clinker.driver.SerialSection;
import io.clinker.drivers.simulator.FaultTable;
import io.clinker.drivers.simulator.SimulatorArray;
import io.clinker.drivers.simulator.SimulatorPool;
import io.clinker.drivers.simulator.SimulatorServer;
import io.clinker.load.UsageQuestion;
import io.clinker.model.Size;
import io.clinker.operations.OperationKind;
import io.clinker.oracle.Backends;
import io.clinker.oracle.History;
import io.clinker.oracle.InstallationFile;
import io.clinker.oracle.Oracle;
import io.clinker.oracle.RowSource;
import io.clinker.oracle.UsageReport;
import io.clinker.oracle.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/** A database, an engine and some nodes in one folder, all of them to be hit. */
public final class Scratch implements AutoCloseable {
  private static final Duration READY = Duration.ofMinutes(4);

  /** About what a small disk has, so that each backend gets its share of the volumes. */
  private static final Size ARRAY_CAPACITY = Size.ofGibibytes(120);

  private final DataFolder folder;
  private Installation installation;
  private final PrintWriter out;
  private final PortNumbers ports;
  private final List<ScratchNode> nodes = new ArrayList<>();
  private final List<Surroundings> surroundings = new ArrayList<>();
  private final AtomicInteger away = new AtomicInteger();
  private volatile @Nullable Rehearsal rehearsal;
  private @Nullable ChildProcess launcher;
  private @Nullable InstallationFile file;
  private @Nullable SimulatorServer array;
  private @Nullable FaultTable arrayFaults;

  public Scratch(Path data, Installation installation, PrintWriter out) throws IOException {
    this.folder = new DataFolder(data);
    this.installation = installation;
    this.out = out;
    List<Integer> free = FreePorts.of(5);
    this.ports = new PortNumbers(free.get(0), free.get(1), free.get(2), free.get(3), free.get(4));
  }

  DataFolder folder() {
    return folder;
  }

  /** The nodes that were started, each with a process that may be away. */
  public List<ScratchNode> nodes() {
    return List.copyOf(nodes);
  }

  /** Where the nodes serve the API. */
  public List<URI> addresses() {
    return nodes.stream().map(ScratchNode::api).toList();
  }

  Jdbi jdbi() {
    return configuration().jdbi();
  }

  /** Starts database, engine and nodes, and waits until all serve. */
  public void start(ScratchSetup setup) throws IOException {
    folder.create();
    startLauncher();
    if (setup.exposed()) {
      expose(setup.nodes());
    }
    Path configuration = folder.root().resolve("nodes.yml");
    Files.writeString(
        configuration, setup.change().apply(Files.readString(folder.configuration())));
    file = InstallationFile.read(configuration);
    if (setup.rehearsed()) {
      rehearse(configuration);
    }
    startNodes(setup, configuration);
  }

  /** The same with a simulated array as one more backend. */
  void startWithArray(ScratchSetup setup) throws IOException {
    SimulatorArray made =
        new SimulatorArray(List.of(new SimulatorPool("large", ARRAY_CAPACITY, true)));
    SimulatorServer serving = SimulatorServer.start(made, 0);
    array = serving;
    arrayFaults = made.faults();
    start(
        setup.changed(
            written ->
                written
                    + """
                      - name: array
                        driver: simulator
                        availabilityZone: nova
                        options: {address: "%s", pool: large, timeLimit: 20}
                    """
                        .formatted(serving.address())));
  }

  private void expose(int numberOfNodes) throws IOException {
    for (int index = 0; index < numberOfNodes; index++) {
      surroundings.add(
          Surroundings.of(
              ports.database(),
              ports.engine(),
              folder.run().resolve("node-" + (index + 1) + ".time")));
    }
  }

  /** Lets one node live before the others, unless that was done for this build already. */
  private void rehearse(Path configuration) throws IOException {
    StartCache cache =
        installation
            .startCache()
            .orElseGet(() -> new StartCache(folder.run().resolve("node.archive"), Means.CLASSES));
    if (!cache.isThere()) {
      Rehearsal first = new Rehearsal(this, installation, out);
      rehearsal = first;
      first.keep(cache, configuration);
    }
    installation = installation.with(cache);
  }

  private void startNodes(ScratchSetup setup, Path configuration) throws IOException {
    if (setup.nodes() == 0) {
      return;
    }
    List<Integer> free = FreePorts.of(2 * setup.nodes());
    for (int index = 0; index < setup.nodes(); index++) {
      String name = "node-" + (index + 1);
      List<String> options = new ArrayList<>(setup.nodeOptions());
      if (!surroundings.isEmpty()) {
        options.addAll(surroundings.get(index).options(schema()));
      }
      List<String> command = new ArrayList<>(installation.quickNodeCommand(options));
      command.addAll(List.of("run", configuration.toString()));
      ScratchNode node =
          new ScratchNode(
              name,
              free.get(2 * index),
              free.get(2 * index + 1),
              folder.logs().resolve(name + ".out"),
              command,
              surroundings.isEmpty() ? Map.of() : surroundings.get(index).environment());
      nodes.add(node);
      node.start();
    }
    nodes.forEach(ScratchNode::awaitReady);
    out.printf("%d nodes serve %s%n", setup.nodes(), addresses());
    out.flush();
  }

  private void startLauncher() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Installation.java());
    command.add("-Xmx96m");
    command.addAll(installation.main());
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

  /** Whether copies of one volume wait for each other on the backends there are. */
  boolean copiesTakeTurns() {
    return ofBackends(backends -> backends.takeTurns(SerialSection.COPY_OF_ONE_VOLUME));
  }

  /** Whether all backends that there are take foreign snapshots over. */
  boolean takesSnapshotsOver() {
    return ofBackends(backends -> backends.allCan(Capability.MANAGE_SNAPSHOT));
  }

  private boolean ofBackends(Predicate<Backends> question) {
    InstallationFile configured = configuration();
    try (Backends backends = Backends.configured(configured.backends(), configured.host())) {
      return question.test(backends);
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
  public boolean settle(Duration atMost) {
    return Waiting.until(this::isSettled, atMost, Duration.ofMillis(200));
  }

  private boolean isSettled() {
    try {
      return open() == 0;
    } catch (JdbiException away) {
      // The database may have been killed a moment ago.
      return false;
    }
  }

  /** Asks the oracle. */
  Verdict check(boolean settled, History history, String project) {
    return check(settled, history, () -> UsageQuestion.ask(addresses(), List.of(project)));
  }

  /** Asks the oracle about an installation at rest of which no client kept a history. */
  public Verdict check() {
    return check(true, History.none(), UsageReport::none);
  }

  private Verdict check(boolean settled, History history, Supplier<UsageReport> usage) {
    InstallationFile configured = configuration();
    try (Backends backends = Backends.configured(configured.backends(), configured.host())) {
      return new Oracle(new RowSource(jdbi()), backends, usage).check(settled, history);
    }
  }

  /** The schema's name, as the configuration has it. */
  private String schema() {
    String url = configuration().database().url();
    return url.substring(url.lastIndexOf('/') + 1);
  }

  /** What the node with this number, from 0, sees of the world. */
  Surroundings surroundings(int node) {
    return surroundings.get(node);
  }

  /** The faults of the simulated array. */
  FaultTable arrayFaults() {
    FaultTable faults = arrayFaults;
    if (faults == null) {
      throw new IllegalStateException("started without an array");
    }
    return faults;
  }

  /**
   * Kills the {@code engine} or the {@code database} and keeps it from being started again until
   * {@link #letStart} was called as often as this. May be used from any thread.
   */
  void kill(String part) throws IOException {
    Path record = folder.run().resolve(part + ".pid");
    away.incrementAndGet();
    running().pause();
    // One that is on its way up after an earlier kill is written down in a moment.
    Optional<RunningProcess> process = RunningProcess.recorded(record);
    if (process.isPresent()) {
      ChildProcess.signal(process.get().pid(), "KILL");
    }
  }

  /** The launcher starts again what was killed. */
  void letStart() throws IOException {
    if (away.decrementAndGet() == 0) {
      running().goOn();
    }
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

  /** Ends everything that was started; the folder stays. */
  @Override
  public void close() {
    Rehearsal first = rehearsal;
    if (first != null) {
      first.stop();
    }
    nodes.forEach(ScratchNode::end);
    ChildProcess running = launcher;
    if (running != null) {
      endLauncher(running);
    }
    closeSurroundings();
  }

  private static void endLauncher(ChildProcess running) {
    try {
      running.goOn();
    } catch (IOException gone) {
      // It has ended already.
      return;
    }
    running.end(Duration.ofSeconds(60));
  }

  private void closeSurroundings() {
    SimulatorServer serving = array;
    if (serving != null) {
      serving.close();
    }
    for (Surroundings one : surroundings) {
      try {
        one.close();
      } catch (IOException gone) {
        out.println("a proxy could not be closed: " + gone);
      }
    }
  }
}

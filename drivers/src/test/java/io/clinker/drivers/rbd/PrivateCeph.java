package io.clinker.drivers.rbd;

import io.clinker.exec.Command;
import io.clinker.exec.CommandResult;
import io.clinker.exec.CommandRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * A Ceph cluster of one monitor, one manager and one OSD with bluestore, in a private folder, with
 * free ports, ended by process. Has one pool and a user with the rights that the documentation asks
 * for.
 */
public final class PrivateCeph implements AutoCloseable {
  public static final String POOL = "volumes";
  public static final String USER = "clinker";
  private static final String MONITOR = "mon";
  private static final String STORE = "osd";
  private static final String MANAGER = "mgr";

  /** For a tool of Ceph, on a disk that others use as well. */
  private static final Duration TOOL = Duration.ofMinutes(3);

  private static final Duration READY = Duration.ofSeconds(90);

  private final Path folder;
  private final CommandRunner runner = new CommandRunner();
  // The kernel ends the daemons with the thread that started them.
  private final ExecutorService starter =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("ceph").factory());
  private final Map<String, Process> daemons = new LinkedHashMap<>();
  private int port;

  private PrivateCeph(Path folder) {
    this.folder = folder;
  }

  /** Starts a new, empty cluster and waits until it serves. */
  public static PrivateCeph start() {
    try {
      PrivateCeph cluster = new PrivateCeph(Files.createTempDirectory("clinker-ceph"));
      try {
        cluster.create();
      } catch (RuntimeException | IOException failed) {
        cluster.close();
        throw failed;
      }
      return cluster;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The configuration that administrators and independent clients use. */
  public Path conf() {
    return folder.resolve("ceph.conf");
  }

  /** Where the monitor listens for clients of every age. */
  public int port() {
    return port;
  }

  /** The key of the user that the driver is. */
  public Path keyring() {
    return folder.resolve("client.keyring");
  }

  /** The options of a backend on this cluster. */
  public Map<String, Object> options() {
    return Map.of(
        "pool", POOL, "user", USER, "conf", conf().toString(), "keyring", keyring().toString());
  }

  /** Runs one of Ceph's tools as the administrator. */
  public String tool(String... arguments) {
    List<String> command = new ArrayList<>(List.of(arguments));
    command.addAll(1, List.of("-c", conf().toString()));
    return run(command.toArray(String[]::new));
  }

  /** Stops all daemons in the middle of what they do; nobody gets an answer. */
  public void freeze() {
    daemons.values().forEach(daemon -> signal(daemon.toHandle(), "STOP"));
  }

  /** Lets them go on. */
  public void goOn() {
    daemons.values().forEach(daemon -> signal(daemon.toHandle(), "CONT"));
  }

  /** Kills the OSD and starts it again. */
  public void killStore() {
    Process store = Objects.requireNonNull(daemons.get(STORE));
    store.destroyForcibly();
    store.onExit().join();
    startDaemon(STORE, "0");
    await(
        "the manager reports",
        () -> tool("ceph", "df", "--format", "json").contains("\"name\":\"" + POOL + "\""));
  }

  /** Removes every object of the pool. */
  public void wipe() {
    tool("rados", "purge", POOL, "--yes-i-really-really-mean-it");
  }

  @Override
  public void close() {
    for (Process daemon : daemons.values()) {
      daemon.destroyForcibly();
      daemon.onExit().join();
    }
    starter.shutdown();
    runner.close();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(PrivateCeph::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void create() throws IOException {
    for (String name : List.of("run", "log", MONITOR, STORE, MANAGER)) {
      Files.createDirectory(folder.resolve(name));
    }
    String cluster = UUID.randomUUID().toString();
    int[] ports = {freePort(), freePort()};
    port = ports[1];
    Files.writeString(conf(), configuration(cluster, ports));
    Path admin = folder.resolve("admin.keyring");
    Path first = folder.resolve("first.keyring");
    run(
        "ceph-authtool",
        "--create-keyring",
        admin.toString(),
        "--gen-key",
        "-n",
        "client.admin",
        "--cap",
        "mon",
        "allow *",
        "--cap",
        "osd",
        "allow *",
        "--cap",
        "mgr",
        "allow *");
    Files.copy(admin, first);
    run("ceph-authtool", first.toString(), "--gen-key", "-n", "mon.", "--cap", "mon", "allow *");
    Path map = folder.resolve("monmap");
    run(
        "monmaptool",
        "--create",
        "--fsid",
        cluster,
        "--addv",
        "a",
        "[v2:127.0.0.1:%d,v1:127.0.0.1:%d]".formatted(ports[0], ports[1]),
        map.toString());
    tool(
        "ceph-mon", "-i", "a", "--mkfs", "--monmap", map.toString(), "--keyring", first.toString());
    startDaemon(MONITOR, "a");
    tool(
        "ceph",
        "auth",
        "get-or-create",
        "mgr.x",
        "mon",
        "allow profile mgr",
        "osd",
        "allow *",
        "-o",
        folder.resolve(MANAGER).resolve("keyring").toString());
    startDaemon(MANAGER, "x");
    createStore();
    tool("ceph", "osd", "set-require-min-compat-client", "mimic");
    tool("ceph", "osd", "pool", "create", POOL, "8", "8");
    tool("ceph", "osd", "pool", "application", "enable", POOL, "rbd");
    tool(
        "ceph",
        "auth",
        "get-or-create",
        "client." + USER,
        "mon",
        "profile rbd",
        "osd",
        "profile rbd pool=" + POOL,
        "mgr",
        "profile rbd pool=" + POOL,
        "-o",
        keyring().toString());
    await("the pool serves", () -> succeeds("rbd", "-c", conf().toString(), "pool", "init", POOL));
    await(
        "the manager reports",
        () -> !tool("ceph", "df", "--format", "json").contains("\"max_avail\":0}"));
  }

  private void createStore() {
    String id = UUID.randomUUID().toString();
    String number = tool("ceph", "osd", "new", id).strip();
    Path keyring = folder.resolve(STORE).resolve("keyring");
    run(
        "ceph-authtool",
        "--create-keyring",
        keyring.toString(),
        "--gen-key",
        "-n",
        "osd." + number);
    tool(
        "ceph",
        "auth",
        "add",
        "osd." + number,
        "osd",
        "allow *",
        "mon",
        "allow profile osd",
        "mgr",
        "allow profile osd",
        "-i",
        keyring.toString());
    tool("ceph-osd", "-i", number, "--mkfs", "--osd-uuid", id, "--no-mon-config");
    startDaemon(STORE, number);
    await(
        "the OSD is up",
        () -> tool("ceph", "osd", "stat", "--format", "json").contains("\"num_up_osds\":1"));
  }

  private String configuration(String cluster, int[] ports) {
    return """
        [global]
        fsid = %1$s
        mon host = [v2:127.0.0.1:%2$d,v1:127.0.0.1:%3$d]
        public addr = 127.0.0.1
        cluster addr = 127.0.0.1
        ms bind port min = 20000
        ms bind port max = 31999
        keyring = %4$s/admin.keyring
        run dir = %4$s/run
        admin socket = %4$s/run/$name.$pid.asok
        pid file = %4$s/run/$name.pid
        log file = %4$s/log/$name.log
        crash dir = %4$s/log
        osd pool default size = 1
        osd pool default min size = 1
        osd pool default pg autoscale mode = off
        osd crush chooseleaf type = 0
        mon allow pool size one = true
        mon warn on pool no redundancy = false
        [client]
        log file =
        admin socket =
        pid file =
        [mon]
        mon data = %4$s/mon
        keyring = %4$s/mon/keyring
        mon cluster log file = %4$s/log/cluster.log
        mon data avail warn = 1
        mon data avail crit = 0
        paxos propose interval = 0.05
        paxos min wait = 0.01
        auth allow insecure global id reclaim = false
        [osd]
        osd data = %4$s/osd
        keyring = %4$s/osd/keyring
        osd objectstore = bluestore
        bluestore block size = 4294967296
        bluestore block db create = false
        bluestore block wal create = false
        bluestore fsck on mount = false
        osd memory target = 939524096
        [mgr]
        mgr data = %4$s/mgr
        keyring = %4$s/mgr/keyring
        mgr initial modules =
        mgr stats period = 1
        """
        .formatted(cluster, ports[0], ports[1], folder);
  }

  private void startDaemon(String kind, String id) {
    List<String> command =
        List.of(
            "setpriv",
            "--pdeathsig",
            "KILL",
            "--",
            "ceph-" + kind,
            "-f",
            "-i",
            id,
            "-c",
            conf().toString());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").resolve(kind + ".out").toFile())
            .redirectInput(Path.of("/dev/null").toFile());
    try {
      daemons.put(kind, starter.submit(builder::start).get());
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException("is package ceph-" + kind + " installed?", e);
    }
  }

  /** Runs a tool and returns what it says. */
  public String run(String... command) {
    CommandResult result = runner.run(new Command(List.of(command), TOOL, false));
    if (!result.succeeded()) {
      throw new IllegalStateException(String.join(" ", command) + ": " + result);
    }
    return result.out();
  }

  private boolean succeeds(String... command) {
    return runner.run(new Command(List.of(command), TOOL, false)).succeeded();
  }

  /** Something that comes true in time. */
  interface Condition {
    boolean holds();
  }

  static void await(String what, Condition condition) {
    long end = System.nanoTime() + READY.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException("waited in vain until " + what);
      }
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  /** Sends a signal to a process of the test. */
  void signal(ProcessHandle daemon, String name) {
    run("kill", "-" + name, Long.toString(daemon.pid()));
  }

  /** Below the range from which the kernel hands out ports by itself. */
  private static int freePort() throws IOException {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (BindException taken) {
        continue;
      }
    }
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

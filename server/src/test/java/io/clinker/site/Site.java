package io.clinker.site;

import io.clinker.cli.LocalDev;
import io.clinker.drivers.simulator.SimulatorAdmin;
import io.clinker.oracle.InstallationFile;
import io.clinker.store.testing.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Database, engine, a simulated array in its own process and any number of nodes, in one folder.
 * Four backends: {@code file}, {@code array} (1,000 GiB, copies of one volume take turns), {@code
 * small} (100 GiB, nothing promised twice) and {@code narrow} (100 GiB, one call at a time).
 */
public final class Site implements AutoCloseable {
  /** The backend of the large pool of the array. */
  public static final String ARRAY = "array";

  /** The backend of the pool of 100 GiB. */
  public static final String SMALL = "small";

  /** The backend of the pool that bears one call at a time. */
  public static final String NARROW = "narrow";

  public static final String FILE = "file";

  private static final Path HOME = Path.of(System.getProperty("clinker.home", ".."));
  private static final Path SCRIPT = HOME.resolve("clinker");
  private static final Path JAR = HOME.resolve("server").resolve("target").resolve("clinker.jar");

  private final Path folder;
  private final LocalDev dev;
  private final List<NodeProcess> nodes = new ArrayList<>();
  private final int arrayPort = Ports.free();
  private final Process array;
  private final SimulatorAdmin admin;

  private Site(Path folder) throws IOException, InterruptedException {
    this.folder = folder;
    this.dev = new LocalDev(data());
    try {
      this.array = startArray();
      this.admin = new SimulatorAdmin(arrayAddress());
      dev.startReady("--without-node");
      Files.writeString(configuration(), configurationText());
    } catch (IOException | InterruptedException | RuntimeException | AssertionError failed) {
      dev.close();
      throw failed;
    }
  }

  /** Starts database, engine and array, and no node. */
  public static Site start(Path folder) throws IOException, InterruptedException {
    return new Site(folder);
  }

  private Process startArray() throws IOException {
    Process started =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-cp",
                JAR.toAbsolutePath().toString(),
                "io.clinker.drivers.simulator.SimulatorServer",
                "--port",
                Integer.toString(arrayPort),
                "--pool",
                "large:1000",
                "--pool",
                "small:100:thick",
                "--pool",
                "narrow:100")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("array.log").toFile())
            .start();
    HttpRequest health = HttpRequest.newBuilder(arrayAddress().resolve("/health")).build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      Await.until(
          "the array serves",
          Duration.ofSeconds(60),
          () -> http.send(health, HttpResponse.BodyHandlers.discarding()).statusCode() == 200);
    }
    return started;
  }

  private String configurationText() throws IOException {
    String written = Files.readString(data().resolve("clinker.yml"));
    return written.substring(written.indexOf('\n') + 1)
        + arrayBackend(ARRAY, "large", true, ", serialSections: [COPY_OF_ONE_VOLUME]")
        + arrayBackend(SMALL, "small", false, "")
        + arrayBackend(NARROW, "narrow", true, ", serialSections: [EVERY_CALL]")
        + "findings: {pace: 1s, passes: 2}\n";
  }

  private String arrayBackend(String name, String pool, boolean thin, String more) {
    return """
      - name: %s
        driver: simulator
        options: {address: "%s", pool: %s, thin: %s, timeLimit: 3600%s}
    """
        .formatted(name, arrayAddress(), pool, thin, more);
  }

  private URI arrayAddress() {
    return URI.create("http://127.0.0.1:" + arrayPort);
  }

  /** The folder of database and engine. */
  public Path data() {
    return folder.resolve("data");
  }

  /** Where tests may write. */
  public Path folder() {
    return folder;
  }

  /** What every node is started with. */
  public Path configuration() {
    return folder.resolve("site.yml");
  }

  /** A copy of the configuration in which the database is another one, without a password. */
  public Path configurationWith(String databaseUrl, String name) throws IOException {
    String text =
        Files.readString(configuration())
            .replaceFirst(
                "(?m)^database:\\n(?:[ ]+.*\\n)+",
                "database:\n  url: \"" + databaseUrl + "\"\n  user: root\n  password: \"\"\n");
    Path file = folder.resolve("site-" + name + ".yml");
    Files.writeString(file, text);
    return file;
  }

  public InstallationFile installation() throws IOException {
    return InstallationFile.read(configuration());
  }

  /** The launcher of database and engine. */
  public LocalDev dev() {
    return dev;
  }

  public String engineAddress() {
    return "127.0.0.1:" + dev.port("--engine-port");
  }

  /** The administrative side of the array. */
  public SimulatorAdmin array() {
    return admin;
  }

  /** A node with its own ports, not started yet. */
  public NodeProcess node(String name, String roles, String... jvmOptions) {
    return node(name, roles, configuration(), jvmOptions);
  }

  /** The same with a configuration of its own. */
  public NodeProcess node(String name, String roles, Path configuration, String... jvmOptions) {
    NodeProcess node =
        new NodeProcess(
            SCRIPT,
            configuration,
            new NodeProcess.Identity(name, roles, Ports.free(), Ports.free(), List.of(jvmOptions)),
            folder.resolve(name + ".log"));
    nodes.add(node);
    return node;
  }

  /** Ends all that runs; the folder stays. */
  @Override
  public void close() throws IOException, InterruptedException {
    admin.close();
    nodes.forEach(NodeProcess::close);
    array.destroyForcibly();
    dev.close();
  }
}

package io.clinker.cli.dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A Temporal server with its Web UI; its store is an SQLite file in the data folder. */
final class EnginePart implements Part {
  static final String NAMESPACE = "clinker";

  /**
   * Settings that a one-shard server needs for Clinker. The poll limits take 50 ms off every hop; a
   * single partition per queue keeps tasks from waiting where nobody polls; the new matcher with
   * fairness lets projects take turns in a queue; the keep-alive lets go of a frozen worker's polls
   * after 5 s. Tasks that are done leave a queue's memory when its progress is written down, and
   * every new task is put beside all that are there: at the server's own 30 s that was a tenth of
   * its processor time under load.
   *
   * <p>What can be searched is written once a second, and not for a run that has ended meanwhile:
   * every such row is one of some fifty indexes, and most runs need one of them instead of three.
   * Four at a time, so that they do not stand before everything else that wants the store.
   */
  private static final List<String> DYNAMIC_CONFIGURATION =
      List.of(
          "history.transferProcessorMaxPollRPS=2000",
          "history.transferProcessorMaxPollHostRPS=4000",
          "history.timerProcessorMaxPollRPS=500",
          "history.visibilityProcessorMaxPollRPS=1",
          "history.visibilityTaskBatchSize=1000",
          "history.visibilityProcessorSchedulerWorkerCount=4",
          "history.transferProcessorUpdateAckInterval=\"2s\"",
          "history.timerProcessorUpdateAckInterval=\"2s\"",
          "history.visibilityProcessorUpdateAckInterval=\"2s\"",
          "matching.numTaskqueueReadPartitions=1",
          "matching.numTaskqueueWritePartitions=1",
          "matching.useNewMatcher=true",
          "matching.enableFairness=true",
          "frontend.keepAliveTime=\"3s\"",
          "frontend.keepAliveTimeout=\"2s\"");

  /**
   * A checkpoint of the log copies each changed page into the file: at SQLite's own 1,000 pages, a
   * dozen runs apart, the same pages again and again, and with 2 MB of pages in memory each is read
   * back for it. 80 MB of log and 64 MB of pages made the bare server a quarter faster.
   */
  private static final List<String> STORE =
      List.of(
          "journal_mode=WAL",
          "synchronous=NORMAL",
          "cache_size=-65536",
          "wal_autocheckpoint=20000");

  /**
   * What the Go server collects its garbage by. It holds 60 MB and makes 7 MB of garbage in the
   * life of a volume: at Go's own setting (100) it marks all that it holds every nine lives.
   */
  private static final String GARBAGE_COLLECTION = "GOGC";

  private static final String SELDOM = "400";

  private final DataFolder folder;
  private final Path program;
  private final int port;
  private final int uiPort;

  EnginePart(DataFolder folder, Path program, int port, int uiPort) {
    this.folder = folder;
    this.program = program;
    this.port = port;
    this.uiPort = uiPort;
  }

  @Override
  public String name() {
    return "engine";
  }

  @Override
  public List<String> command() {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(program.toString(), "server", "start-dev"));
    command.addAll(List.of("--ip", "127.0.0.1", "--port", Integer.toString(port)));
    command.addAll(List.of("--ui-ip", "127.0.0.1", "--ui-port", Integer.toString(uiPort)));
    command.addAll(List.of("--namespace", NAMESPACE));
    command.addAll(List.of("--db-filename", folder.engine().resolve("temporal.db").toString()));
    for (String pragma : STORE) {
      command.addAll(List.of("--sqlite-pragma", pragma));
    }
    for (String value : DYNAMIC_CONFIGURATION) {
      command.addAll(List.of("--dynamic-config-value", value));
    }
    return List.copyOf(command);
  }

  @Override
  public Map<String, String> environment() {
    return Map.of(
        GARBAGE_COLLECTION, Objects.requireNonNullElse(System.getenv(GARBAGE_COLLECTION), SELDOM));
  }

  @Override
  public Map<String, Integer> ports() {
    return Map.of(PortNumbers.ENGINE_OPTION, port, PortNumbers.UI_OPTION, uiPort);
  }

  @Override
  public void prepare() throws IOException {
    if (!Files.isExecutable(program)) {
      throw new LauncherException("the Temporal server " + program + " cannot be run");
    }
    // A test may delete the folder to see the engine come back empty.
    Files.createDirectories(folder.engine());
  }

  @Override
  public String missing() {
    String address = "http://127.0.0.1:" + uiPort + "/api/v1/namespaces/" + NAMESPACE;
    try {
      Http.Answer answer = Http.get(address);
      return answer.status() == 200 ? "" : "answer " + answer.status() + " from " + address;
    } catch (IOException e) {
      return "no answer from " + address;
    }
  }

  @Override
  public Duration startLimit() {
    return Duration.ofSeconds(60);
  }

  /**
   * The server picks ports for its inner services by itself and gives up when another program is
   * quicker to take one.
   */
  @Override
  public int startAttempts() {
    return 3;
  }

  /**
   * A server whose store once failed it in a bad moment can go on without its namespace, or with
   * nothing but errors, until it is started anew.
   */
  @Override
  public Duration unservedLimit() {
    return Duration.ofMinutes(2);
  }

  @Override
  public Duration stopLimit() {
    return Duration.ofSeconds(15);
  }
}

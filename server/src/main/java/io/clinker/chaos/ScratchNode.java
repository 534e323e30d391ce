package io.clinker.chaos;

import io.clinker.cli.dev.StartCache;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One node of a scratch installation, started and hit again and again. Used by one thread. */
public final class ScratchNode {
  private static final Duration READY = Duration.ofMinutes(5);

  /** Long enough to write a start cache on a busy machine. */
  private static final Duration END = Duration.ofSeconds(180);

  private static final String STALE = "clinker_stale_tokens_refused_total";

  private final String name;
  private final int apiPort;
  private final int adminPort;
  private final Path log;
  private final List<String> command;
  private final Map<String, String> environment;
  private @Nullable ChildProcess process;
  private @Nullable Path other;
  private boolean paused;
  private long staleOfEarlierLives;
  private long staleOfThisLife;

  ScratchNode(
      String name,
      int apiPort,
      int adminPort,
      Path log,
      List<String> command,
      Map<String, String> environment) {
    this.name = name;
    this.apiPort = apiPort;
    this.adminPort = adminPort;
    this.log = log;
    this.environment = Map.copyOf(environment);
    this.command = new ArrayList<>(command);
    this.command.addAll(
        List.of(
            "--node", name,
            "--api-port", Integer.toString(apiPort),
            "--admin-port", Integer.toString(adminPort)));
  }

  public String name() {
    return name;
  }

  public URI api() {
    return URI.create("http://127.0.0.1:" + apiPort);
  }

  public void start() throws IOException {
    process = ChildProcess.start(command(), environment, log);
    paused = false;
  }

  /**
   * It is this build from the next start on.
   *
   * @param jar null: the build that it began with
   */
  void use(@Nullable Path jar) {
    other = jar;
  }

  private List<String> command() {
    Path jar = other;
    if (jar == null) {
      return command;
    }
    List<String> exchanged = new ArrayList<>(command);
    exchanged.set(exchanged.indexOf("-cp") + 1, jar.toString());
    // What one build wrote down of its classes does not fit another.
    exchanged.removeIf(StartCache.Means::isUse);
    return exchanged;
  }

  public void awaitReady() {
    if (!Waiting.until(this::isReady, READY, Duration.ofMillis(100))) {
      throw new IllegalStateException("node %s is not ready, see %s".formatted(name, log));
    }
  }

  boolean isReady() {
    return isAlive() && answers("/healthcheck");
  }

  boolean isAlive() {
    ChildProcess running = process;
    return running != null && running.isAlive();
  }

  boolean is(long pid) {
    ChildProcess running = process;
    return running != null && running.pid() == pid;
  }

  public void kill() {
    countStale();
    staleOfEarlierLives += staleOfThisLife;
    staleOfThisLife = 0;
    running().kill();
  }

  boolean isPaused() {
    return paused;
  }

  /** How much later the node's clock is than ours, by the time that its answers carry. */
  Duration clockOffset() {
    try {
      HttpURLConnection connection =
          (HttpURLConnection) URI.create(api() + "/healthcheck").toURL().openConnection();
      connection.setConnectTimeout(1000);
      connection.setReadTimeout(5000);
      long date = connection.getDate();
      connection.disconnect();
      return date == 0 ? Duration.ofDays(1) : Duration.ofMillis(date - System.currentTimeMillis());
    } catch (IOException away) {
      return Duration.ofDays(1);
    }
  }

  void pause() throws IOException {
    paused = true;
    running().pause();
  }

  void goOn() throws IOException {
    running().goOn();
    paused = false;
  }

  void end() {
    countStale();
    staleOfEarlierLives += staleOfThisLife;
    staleOfThisLife = 0;
    ChildProcess running = process;
    if (running != null) {
      running.end(END);
    }
  }

  /** How many stale tokens this node saw refused, in all its lives as far as they were asked. */
  long staleTokensRefused() {
    countStale();
    return staleOfEarlierLives + staleOfThisLife;
  }

  private void countStale() {
    if (paused || !isAlive()) {
      return;
    }
    try {
      staleOfThisLife = count(STALE);
    } catch (IOException away) {
      // Counted at the next look.
      staleOfThisLife = Math.max(staleOfThisLife, 0);
    }
  }

  /**
   * What it has counted since it was started, over all labels.
   *
   * @param metric as on the page of metrics
   * @throws IOException if it does not answer
   */
  long count(String metric) throws IOException {
    long sum = 0;
    for (String line : get("/metrics").split("\n", -1)) {
      if (line.startsWith(metric)) {
        sum += (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
      }
    }
    return sum;
  }

  private boolean answers(String path) {
    try {
      get(path);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  private String get(String path) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection)
            URI.create("http://127.0.0.1:" + adminPort + path).toURL().openConnection();
    connection.setConnectTimeout(1000);
    connection.setReadTimeout(8000);
    try {
      if (connection.getResponseCode() != 200) {
        throw new IOException("answer " + connection.getResponseCode());
      }
      try (var body = connection.getInputStream()) {
        return new String(body.readAllBytes(), StandardCharsets.UTF_8);
      }
    } finally {
      connection.disconnect();
    }
  }

  private ChildProcess running() {
    ChildProcess running = process;
    if (running == null) {
      throw new IllegalStateException("node " + name + " was not started");
    }
    return running;
  }
}

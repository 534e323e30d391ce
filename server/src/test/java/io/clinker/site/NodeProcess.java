package io.clinker.site;

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
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A node as a process, started with {@code ./clinker run}, which is killed and started again. */
public final class NodeProcess implements AutoCloseable {
  private static final Duration READY = Duration.ofSeconds(300);

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
  private final Path script;
  private final Path configuration;
  private final Identity identity;
  private final Path log;
  private @Nullable Process process;

  /**
   * @param roles as in the configuration, separated by commas
   * @param jvmOptions beside those of the script
   */
  public record Identity(
      String name, String roles, int apiPort, int adminPort, List<String> jvmOptions) {}

  NodeProcess(Path script, Path configuration, Identity identity, Path log) {
    this.script = script;
    this.configuration = configuration;
    this.identity = identity;
    this.log = log;
  }

  public String name() {
    return identity.name();
  }

  public URI api() {
    return URI.create("http://127.0.0.1:" + identity.apiPort());
  }

  public void start() {
    List<String> command = new ArrayList<>(List.of(script.toString(), "run"));
    command.addAll(List.of(configuration.toString(), "--node", identity.name()));
    command.addAll(List.of("--roles", identity.roles()));
    command.addAll(List.of("--api-port", Integer.toString(identity.apiPort())));
    command.addAll(List.of("--admin-port", Integer.toString(identity.adminPort())));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("CLINKER_BUILD", "never");
    if (!identity.jvmOptions().isEmpty()) {
      builder.environment().put("JAVA_TOOL_OPTIONS", String.join(" ", identity.jvmOptions()));
    }
    try {
      process =
          builder
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .redirectInput(Path.of("/dev/null").toFile())
              .start();
    } catch (IOException failure) {
      throw new IllegalStateException("node " + name() + " could not be started", failure);
    }
  }

  /** Returns when all its health checks are good. */
  public void awaitReady() {
    Await.until(
        "node " + name() + " ready, see " + log, READY, () -> admin("/healthcheck") != null);
  }

  /** Returns when it answers for its health, good or bad. */
  public void awaitUp() {
    Await.until("node " + name() + " up, see " + log, READY, () -> status("/healthcheck") > 0);
  }

  /** A page of the admin side, null if it does not answer with 200. */
  public @Nullable String admin(String path) {
    try {
      HttpResponse<String> answer = get(path);
      return answer.statusCode() == 200 ? answer.body() : null;
    } catch (IOException away) {
      return null;
    }
  }

  private int status(String path) throws IOException {
    return get(path).statusCode();
  }

  private HttpResponse<String> get(String path) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:%d%s".formatted(identity.adminPort(), path)))
            .timeout(Duration.ofSeconds(5))
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", stopped);
    }
  }

  /** SIGKILL. */
  public void kill() {
    running().destroyForcibly();
    awaitEnd(Duration.ofSeconds(10));
  }

  /** SIGTERM, which drains it. */
  public void stop() {
    running().destroy();
    if (!awaitEnd(Duration.ofSeconds(60))) {
      kill();
    }
  }

  /** What it has said so far. */
  public String said() {
    try {
      return Files.readString(log);
    } catch (IOException unreadable) {
      return "";
    }
  }

  /** Its exit code once it has ended by itself. */
  public int awaitExit(Duration atMost) {
    if (!awaitEnd(atMost)) {
      throw new IllegalStateException("node " + name() + " still runs");
    }
    return running().exitValue();
  }

  private boolean awaitEnd(Duration atMost) {
    try {
      return running().waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", stopped);
    }
  }

  private Process running() {
    Process running = process;
    if (running == null) {
      throw new IllegalStateException("node " + name() + " was not started");
    }
    return running;
  }

  @Override
  public void close() {
    Process running = process;
    if (running != null && running.isAlive()) {
      kill();
    }
    http.close();
  }
}

package io.clinker.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.clinker.cli.dev.DataFolder;
import io.clinker.cli.dev.LauncherException;
import io.clinker.load.Api;
import io.clinker.load.Identity;
import io.clinker.oracle.InstallationFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What is drained, and through which API. */
final class DrainTarget {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String PROJECT = "0";
  private static final int UNAUTHORIZED = 401;

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "NODE", arity = "0..1", description = "The name of a node.")
  private @Nullable String node;

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      description = "A backend, at every node, in place of a node.")
  private @Nullable String backend;

  @Option(
      names = "--api",
      paramLabel = "URL",
      description = "The API of any node (default: the one of the configuration).")
  private @Nullable URI api;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The configuration of a node (default: clinker.yml in the data folder).")
  private @Nullable Path config;

  @Option(names = "--data", paramLabel = "DIR", description = "The folder given to clinker dev.")
  private Path data = DataFolder.standard();

  /**
   * How far it is.
   *
   * @param left driver calls that still run
   * @param estimateSeconds when they will have ended, null if one of them does not tell
   */
  record State(String name, String status, int left, @Nullable Integer estimateSeconds) {
    boolean isDrained() {
      return status.equals("drained");
    }

    String text() {
      String until =
          left == 0
              ? ""
              : estimateSeconds == null
                  ? ", they do not tell for how long"
                  : ", about %d s more".formatted(estimateSeconds);
      return "%s: %s, %d calls left%s".formatted(name, status, left, until);
    }
  }

  boolean isBackend() {
    return backend != null;
  }

  void say(State state) {
    spec().commandLine().getOut().println(state.text());
    spec().commandLine().getOut().flush();
  }

  /** Connects; the caller closes it. */
  Remote open() throws IOException {
    if ((node == null) == (backend == null)) {
      throw new ParameterException(spec().commandLine(), "Either NODE or --backend NAME.");
    }
    return new Remote(new Api(List.of(address()), Identity.of(System.getenv(), PROJECT)));
  }

  private URI address() throws IOException {
    if (api != null) {
      return api;
    }
    Path file = config == null ? data.resolve("clinker.yml") : config;
    if (!Files.isReadable(file)) {
      throw new LauncherException("the configuration " + file + " cannot be read; or give --api");
    }
    return InstallationFile.read(file).api();
  }

  private CommandSpec spec() {
    if (spec == null) {
      throw new IllegalStateException("not started by the command line");
    }
    return spec;
  }

  /** The thing as the API shows it. */
  final class Remote implements AutoCloseable {
    private final Api connection;

    private Remote(Api connection) {
      this.connection = connection;
    }

    State order(String order, Map<String, Object> members) {
      return read(connection.change("POST", path() + "/action", Map.of(order, members), PATIENCE));
    }

    State state() {
      return read(connection.get(path(), PATIENCE));
    }

    private String path() {
      return isBackend() ? "/backends/" + backend : "/nodes/" + node;
    }

    private State read(Api.Answer answer) {
      if (answer.status() == UNAUTHORIZED) {
        throw new LauncherException(
            "the API does not know the caller: OS_TOKEN must hold a token of an administrator that"
                + " has not expired");
      }
      if (!answer.accepted()) {
        String message = answer.body().findPath("message").asText("");
        throw new LauncherException(
            answer.status() == 0
                ? "the API does not answer"
                : message.isEmpty() ? "answer " + answer.status() : message);
      }
      JsonNode body = answer.body().path(isBackend() ? "backend" : "node");
      JsonNode estimate = body.path("estimate_seconds");
      return new State(
          body.path("name").asText(),
          body.path("status").asText(),
          body.path("calls_left").asInt(),
          estimate.isInt() ? estimate.intValue() : null);
    }

    @Override
    public void close() {
      connection.close();
    }
  }
}

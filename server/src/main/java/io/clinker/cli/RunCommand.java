package io.clinker.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.clinker.cli.dev.LauncherException;
import io.clinker.cli.dev.PortCheck;
import io.clinker.cli.dev.PortNumbers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code clinker run}: one node in the foreground, as the configuration says. The options replace
 * single values of the configuration, so that several nodes can share one file. Signals reach the
 * service itself, which drains on SIGTERM.
 */
@Command(
    name = "run",
    description = "Runs one node in the foreground.",
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  @Parameters(paramLabel = "CONFIG", description = "The configuration file.")
  private Path configuration = Path.of("clinker.yml");

  @Option(names = "--node", paramLabel = "NAME", description = "The node's name.")
  private @Nullable String node;

  @Option(
      names = "--roles",
      paramLabel = "ROLE",
      split = ",",
      description = "Roles of this node: api, engine, volume.")
  private List<String> roles = List.of();

  @Option(names = PortNumbers.API_OPTION, paramLabel = "N", description = "Port of the API.")
  private @Nullable Integer apiPort;

  @Option(
      names = PortNumbers.ADMIN_OPTION,
      paramLabel = "N",
      description = "Port of health and metrics.")
  private @Nullable Integer adminPort;

  @Override
  public Integer call() throws Exception {
    if (!Files.isReadable(configuration)) {
      throw new LauncherException("the configuration " + configuration + " cannot be read");
    }
    if (node != null) {
      override("node.name", node);
      separateLogFiles(node);
    }
    if (!roles.isEmpty()) {
      override("node.roles", String.join(",", roles));
    }
    if (apiPort != null) {
      PortCheck.requireFree(PortNumbers.API_OPTION, apiPort, Set.of());
      override("server.applicationConnectors[0].port", apiPort.toString());
    }
    if (adminPort != null) {
      PortCheck.requireFree(PortNumbers.ADMIN_OPTION, adminPort, Set.of());
      override("server.adminConnectors[0].port", adminPort.toString());
    }
    new NodeApplication().run(NodeApplication.COMMAND, configuration.toString());
    // The server's threads live on; returning would end them through the exit code of main.
    Thread.currentThread().join();
    return 0;
  }

  /** Nodes that share a configuration must not write into one log file. */
  private void separateLogFiles(String name) throws IOException {
    JsonNode root = new YAMLMapper().readTree(configuration.toFile());
    String configured = root.path("node").path("name").asText("");
    if (configured.isEmpty() || configured.equals(name)) {
      return;
    }
    JsonNode appenders = root.path("logging").path("appenders");
    for (int index = 0; index < appenders.size(); index++) {
      for (String key : List.of("currentLogFilename", "archivedLogFilenamePattern")) {
        JsonNode value = appenders.get(index).path(key);
        if (value.isTextual()) {
          Path file = Path.of(value.asText());
          String renamed = file.getFileName().toString().replace(configured, name);
          override(
              "logging.appenders[" + index + "]." + key, file.resolveSibling(renamed).toString());
        }
      }
    }
  }

  private static void override(String key, String value) {
    System.setProperty("dw." + key, value);
  }
}

package io.clinker.cli;

import io.clinker.cli.dev.DataFolder;
import io.clinker.cli.dev.Installation;
import io.clinker.cli.dev.Launcher;
import io.clinker.cli.dev.Messages;
import io.clinker.cli.dev.PortNumbers;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code clinker dev}: database, engine and service on this machine, in one folder, until it is
 * interrupted.
 */
@Command(
    name = "dev",
    description = "Runs database, engine and service on this machine, all in one folder.",
    mixinStandardHelpOptions = true)
final class DevCommand implements Callable<Integer> {
  @Option(names = "--data", paramLabel = "DIR", description = "The folder everything lives in.")
  private Path data = DataFolder.standard();

  @Option(
      names = PortNumbers.API_OPTION,
      paramLabel = "N",
      description = "Port of the API (${DEFAULT-VALUE}).")
  private int apiPort = 8776;

  @Option(
      names = PortNumbers.ADMIN_OPTION,
      paramLabel = "N",
      description = "Port of health and metrics (${DEFAULT-VALUE}).")
  private int adminPort = 8778;

  @Option(
      names = PortNumbers.ENGINE_OPTION,
      paramLabel = "N",
      description = "Port of the Temporal server (${DEFAULT-VALUE}).")
  private int enginePort = 7233;

  @Option(
      names = PortNumbers.UI_OPTION,
      paramLabel = "N",
      description = "Port of Temporal's Web UI (${DEFAULT-VALUE}).")
  private int uiPort = 8233;

  @Option(
      names = PortNumbers.DATABASE_OPTION,
      paramLabel = "N",
      description = "Port of the database (${DEFAULT-VALUE}).")
  private int databasePort = 13306;

  @Option(
      names = "--without-node",
      description = "Starts only database and engine, and writes clinker.yml into the folder.")
  private boolean withoutNode;

  @Override
  public Integer call() throws Exception {
    PortNumbers ports = new PortNumbers(apiPort, adminPort, enginePort, uiPort, databasePort);
    Messages messages = new Messages(System.out);
    new Launcher(new DataFolder(data), ports, Installation.ofEnvironment(), messages)
        .run(!withoutNode);
    return 0;
  }
}

package io.clinker.cli;

import io.clinker.cli.dev.DataFolder;
import io.clinker.cli.dev.Messages;
import io.clinker.cli.dev.Stopper;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code clinker stop}: ends what {@code clinker dev} started in a folder. */
@Command(
    name = "stop",
    description = "Ends what clinker dev started in a folder.",
    mixinStandardHelpOptions = true)
final class StopCommand implements Callable<Integer> {
  @Option(names = "--data", paramLabel = "DIR", description = "The folder given to clinker dev.")
  private Path data = DataFolder.standard();

  @Option(
      names = "--exports",
      description = "Also ends the export daemons, connected clients or not.")
  private boolean exports;

  @Override
  public Integer call() {
    new Stopper(new DataFolder(data), new Messages(System.out)).stop(exports);
    return 0;
  }
}

package io.clinker.cli;

import ch.qos.logback.classic.Level;
import io.clinker.cli.dev.LauncherException;
import io.dropwizard.logging.common.BootstrapLogging;
import java.io.FileNotFoundException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The main class: reads the arguments and hands over to a subcommand. Exit codes: 0 done, 1 not
 * done (the reason is one line on standard error), 2 wrong arguments.
 */
@Command(
    name = "clinker",
    description = "An active-active block storage service.",
    mixinStandardHelpOptions = true,
    version = "clinker 0.1.0",
    footer = {
      "",
      "Of the script itself: clinker doctor [--for dev|test], clinker test [--full] [Maven arguments]."
    })
public final class Clinker implements Runnable {
  @Spec private CommandSpec spec;

  private Clinker(CommandSpec spec) {
    this.spec = spec;
  }

  /** Every subcommand, in the order of the help text. A new command is a line here. */
  private static List<Object> commands() {
    return List.of(
        new DevCommand(),
        new RunCommand(),
        new StopCommand(),
        new BenchCommand(),
        new DrainCommand(),
        new UndrainCommand(),
        new CheckCommand(),
        new ChaosCommand(),
        new RehearseCommand(),
        ConformanceCommand.create());
  }

  public static void main(String[] arguments) {
    // Until a node's own configuration says otherwise: what libraries tell below a warning is no
    // answer of a command.
    BootstrapLogging.bootstrap(Level.WARN);
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Clinker(CommandSpec.create()));
    for (Object command : commands()) {
      line.addSubcommand(command);
    }
    line.setExecutionExceptionHandler(
        (exception, failed, parsed) -> {
          PrintWriter errors = failed.getErr();
          if (exception instanceof LauncherException expected) {
            errors.println("clinker: " + expected.getMessage());
          } else if (exception instanceof FileNotFoundException
              || exception instanceof NoSuchFileException) {
            errors.println("clinker: a file is not there: " + exception.getMessage());
          } else {
            exception.printStackTrace(errors);
          }
          return CommandLine.ExitCode.SOFTWARE;
        });
    return line;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which command?");
  }
}

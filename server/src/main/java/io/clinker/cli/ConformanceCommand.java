package io.clinker.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code clinker conformance}: what others wrote to test block storage services. */
@Command(
    name = "conformance",
    description = "Runs suites of tests that others wrote against a scratch installation.",
    subcommands = {TempestCommand.class, SchemathesisCommand.class},
    mixinStandardHelpOptions = true)
final class ConformanceCommand implements Runnable {
  @Spec private CommandSpec spec;

  private ConformanceCommand(CommandSpec spec) {
    this.spec = spec;
  }

  static ConformanceCommand create() {
    return new ConformanceCommand(CommandSpec.create());
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which suite?");
  }
}

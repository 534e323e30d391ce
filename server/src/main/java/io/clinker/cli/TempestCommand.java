package io.clinker.cli;

import io.clinker.cli.dev.Installation;
import io.clinker.cli.dev.LauncherException;
import io.clinker.conformance.TempestConformance;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code clinker conformance tempest}: OpenStack's own tests of block storage. */
@Command(
    name = "tempest",
    description = {
      "Starts a Keystone and a scratch installation that knows its callers by it, and runs Tempest's",
      "tests of block storage and those of cinder-tempest-plugin, then asks the oracle. Exits with 1",
      "if an invariant does not hold or a test fails that is not in the list of known failures,",
      "which are those that need what is not there yet."
    },
    mixinStandardHelpOptions = true)
final class TempestCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "REGEX",
      arity = "0..1",
      description = "Only tests whose id contains a match (default: all).")
  private String regex = ".";

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The folder of everything, logs too (default: a new temporary one).")
  private @Nullable Path data;

  @Option(names = "--workers", description = "Classes of tests at a time (${DEFAULT-VALUE}).")
  private int workers = 2;

  @Option(
      names = "--kill-every",
      paramLabel = "SECONDS",
      description = {
        "Two nodes, one of which is killed so often. A test whose connection broke may fail then;",
        "no other, and no invariant."
      })
  private int killEvery;

  @Override
  public Integer call() throws Exception {
    if (spec == null) {
      throw new IllegalStateException("not started by the command line");
    }
    Path folder = data == null ? Files.createTempDirectory("clinker-tempest-") : data;
    return new TempestConformance(
                folder,
                new TempestConformance.Programs(
                    Installation.ofEnvironment(),
                    programs("CLINKER_KEYSTONE"),
                    programs("CLINKER_TEMPEST")),
                spec.commandLine().getOut())
            .run(regex, new TempestConformance.Settings(workers, Duration.ofSeconds(killEvery)))
        ? 0
        : 1;
  }

  private static Path programs(String variable) {
    String folder = System.getenv(variable);
    if (folder == null) {
      throw new LauncherException(variable + " is not set: start through the script ./clinker");
    }
    return Path.of(folder);
  }
}

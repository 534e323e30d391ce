package io.clinker.cli;

import io.clinker.chaos.Chaos;
import io.clinker.cli.dev.Installation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code clinker chaos}: a scratch installation whose parts are killed, paused and cut off. */
@Command(
    name = "chaos",
    description = {
      "Starts a scratch installation, hits it, and asks the oracle: exits with 1 on any violation.",
      "Without --matrix and --engine-faults: random nodes are killed under load."
    },
    mixinStandardHelpOptions = true)
final class ChaosCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The folder of the scratch installation (default: a new temporary one).")
  private @Nullable Path data;

  @Option(names = "--minutes", description = "Length of the load (${DEFAULT-VALUE}).")
  private double minutes = 5;

  @Option(
      names = "--kill-every",
      paramLabel = "SECONDS",
      description = "Time between two kills (${DEFAULT-VALUE}).")
  private String killEvery = "5s";

  @Option(names = "--clients", description = "Clients of the load (${DEFAULT-VALUE}).")
  private int clients = 8;

  @Option(names = "--nodes", description = "Nodes (${DEFAULT-VALUE}).")
  private int nodes = 2;

  @Option(names = "--seed", description = "Of all randomness (default: from the clock).")
  private @Nullable Long seed;

  @Option(
      names = "--backends",
      paramLabel = "FILE",
      description =
          "A file with the section 'backends' of the nodes (default: one file backend in the folder).")
  private @Nullable Path backends;

  @Option(names = "--without-exports", description = "Attaches no volume to a host.")
  private boolean withoutExports;

  @Option(
      names = "--engine-faults",
      description = "Kills the engine for 60 s under load, then again with its store deleted.")
  private boolean engineFaults;

  @Option(
      names = "--takeover",
      paramLabel = "N",
      description =
          "With N operations of all kinds in flight a node is killed for good: tells how long it is"
              + " felt. Use --nodes 3.")
  private int takeover;

  @Option(
      names = "--matrix",
      description = "Every operation, every step: killed, paused, its reply lost.")
  private boolean matrix;

  @Option(
      names = "--only",
      paramLabel = "TEXT",
      description =
          "With --matrix: only cells whose name contains this, or one of several (commas).")
  private String only = "";

  @Override
  public Integer call() throws Exception {
    if (spec == null) {
      throw new IllegalStateException("not started by the command line");
    }
    Path folder = data == null ? Files.createTempDirectory("clinker-chaos-") : data;
    Chaos chaos =
        new Chaos(
            folder,
            Installation.ofEnvironment(),
            new Chaos.Settings(
                seconds(minutes * 60),
                seconds(Double.parseDouble(killEvery.replace("s", ""))),
                clients,
                nodes,
                seed == null ? System.nanoTime() & 0xffff : seed,
                !withoutExports,
                backends),
            spec.commandLine().getOut());
    if (takeover > 0) {
      return chaos.takeover(takeover) ? 0 : 1;
    }
    boolean held =
        matrix ? chaos.matrix(only) : engineFaults ? chaos.engineFaults() : chaos.kills();
    return held ? 0 : 1;
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis((long) (seconds * 1000));
  }
}

package io.clinker.cli;

import io.clinker.chaos.Chaos;
import io.clinker.chaos.FaultKind;
import io.clinker.cli.dev.Installation;
import io.clinker.cli.dev.LauncherException;
import io.clinker.cli.dev.Messages;
import io.clinker.cli.dev.ScratchDatabase;
import io.clinker.load.Load;
import io.clinker.simulation.Simulation;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code clinker chaos}: a scratch installation whose parts are killed, paused and cut off. */
@Command(
    name = "chaos",
    description = {
      "Starts a scratch installation, hits it, and asks the oracle: exits with 1 on any violation.",
      "By default faults of all kinds strike at random under load: nodes, engine and database are",
      "killed, nodes paused, cut off and made slow, clocks skewed, the simulated array disturbed.",
      "With --kill-every: only nodes are killed. The seed that is printed gives the same run again.",
      "With --simulate nothing is started but a database: see there."
    },
    mixinStandardHelpOptions = true)
final class ChaosCommand implements Callable<Integer> {
  /** Schedules of the simulation that are played at once. */
  private static final int LANES = 2;

  /** The simulation ends after so many schedules that broke an invariant. */
  private static final int MOST_BROKEN = 3;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The folder of the scratch installation (default: a new temporary one).")
  private @Nullable Path data;

  @Option(names = "--minutes", description = "Length of the load (${DEFAULT-VALUE}).")
  private double minutes = 5;

  @Option(
      names = "--faults",
      paramLabel = "KIND",
      split = ",",
      converter = FaultKindConverter.class,
      completionCandidates = FaultWords.class,
      description = "Only these kinds of faults (default: all), of ${COMPLETION-CANDIDATES}.")
  private List<FaultKind> faults = List.of(FaultKind.values());

  @Option(
      names = "--kill-every",
      paramLabel = "SECONDS",
      description = "Only kills of nodes, with this time between two of them.")
  private @Nullable String killEvery;

  @Option(names = "--clients", description = "Clients of the load (${DEFAULT-VALUE}).")
  private int clients = 8;

  @Option(
      names = "--nodes",
      description = "Nodes (default: 3; 2 with --kill-every, --engine-faults and --matrix).")
  private @Nullable Integer nodes;

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
      names = "--without-groups",
      description = "Makes no groups: an act on one is many operations on its volumes.")
  private boolean withoutGroups;

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
      names = "--open",
      paramLabel = "N",
      description =
          "With --takeover: this many operations are open when the engine, and then every node,"
              + " is killed (default: as many as with --takeover).")
  private @Nullable Integer open;

  @Option(
      names = "--simulate",
      paramLabel = "N",
      description =
          "Plays N short schedules of operations and faults in this process, from --seed on, on an"
              + " engine whose clock is moved, and tells schedules, operations, faults and violations.")
  private int schedules;

  @Option(
      names = "--matrix",
      description = "Every operation, every step: killed, paused, its reply lost.")
  private boolean matrix;

  @Option(
      names = "--cases",
      description =
          "Single cases: a worker that is cut off, frozen or has a wrong clock changes nothing; a"
              + " slow engine, an engine's store of some time ago; nodes exchanged under load.")
  private boolean cases;

  @Option(
      names = "--pause",
      paramLabel = "SECONDS",
      description =
          "With --cases and --matrix: a frozen node stays so for at least this long (default: until"
              + " another node has ended its operation).")
  private double pause;

  @Option(
      names = "--only",
      paramLabel = "TEXT",
      description =
          "With --matrix and --cases: only those whose name contains this, or one of several"
              + " (commas).")
  private String only = "";

  @Option(
      names = "--other-build",
      paramLabel = "JAR",
      description = "With --cases: nodes are exchanged for this build one by one, and back.")
  private @Nullable Path other;

  @Override
  public Integer call() throws Exception {
    if (spec == null) {
      throw new IllegalStateException("not started by the command line");
    }
    Path folder = data == null ? Files.createTempDirectory("clinker-chaos-") : data;
    if (schedules > 0) {
      return simulate(folder, spec.commandLine().getOut()) ? 0 : 1;
    }
    boolean all = !matrix && !cases && !engineFaults && takeover == 0 && killEvery == null;
    Chaos chaos =
        new Chaos(
            folder,
            Installation.ofEnvironment(),
            new Chaos.Settings(
                seconds(minutes * 60),
                killEvery == null
                    ? Duration.ZERO
                    : seconds(Double.parseDouble(killEvery.replace("s", ""))),
                clients,
                nodes == null ? (all || cases ? 3 : 2) : nodes,
                seed(),
                new Load.Scope(!withoutExports, !withoutGroups),
                backends),
            spec.commandLine().getOut());
    if (all) {
      return chaos.faults(faults) ? 0 : 1;
    }
    if (cases) {
      return chaos.cases(only, other, seconds(pause)) ? 0 : 1;
    }
    if (takeover > 0) {
      return chaos.takeover(takeover, open == null ? takeover : open) ? 0 : 1;
    }
    boolean held =
        matrix
            ? chaos.matrix(only, seconds(pause))
            : engineFaults ? chaos.engineFaults() : chaos.kills();
    return held ? 0 : 1;
  }

  private boolean simulate(Path folder, PrintWriter out) throws Exception {
    if (!Simulation.isPossible()) {
      throw new LauncherException(
          "the engine of the simulation is not on the class path: start through the script ./clinker");
    }
    try (ScratchDatabase database =
        ScratchDatabase.start(
            folder, Installation.databaseFilesOfEnvironment(), new Messages(System.out))) {
      return new Simulation(
              new Simulation.Settings(seed(), schedules, LANES, MOST_BROKEN),
              lane -> database.schema("clinker_" + lane),
              out)
          .run();
    }
  }

  private long seed() {
    return seed == null ? System.nanoTime() & 0xffff : seed;
  }

  /** Reads the words of faults. */
  static final class FaultKindConverter implements ITypeConverter<FaultKind> {
    @Override
    public FaultKind convert(String word) {
      try {
        return FaultKind.of(word);
      } catch (IllegalArgumentException unknown) {
        throw new TypeConversionException(unknown.getMessage());
      }
    }
  }

  /** All words of faults. */
  static final class FaultWords implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(FaultKind.values()).map(FaultKind::word).iterator();
    }
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis((long) (seconds * 1000));
  }
}

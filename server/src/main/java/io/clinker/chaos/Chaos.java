package io.clinker.chaos;

import io.clinker.cli.dev.Installation;
import io.clinker.load.Load;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The ways to hit a scratch installation; each starts and ends its own. */
public final class Chaos {
  private static final String PROJECT = "c1a05c1a05c1a05c1a05c1a05c1a05c1";

  /** Longer than every lease, so that another node has taken the step over. */
  private static final Duration TAKEN_OVER = Duration.ofSeconds(8);

  private final Path data;
  private final Installation installation;
  private final Settings settings;
  private final PrintWriter out;

  /**
   * What is common to all of them.
   *
   * @param scope what clients of the load do
   * @param backends a file with the section {@code backends} of the nodes, null for a file backend
   */
  public record Settings(
      Duration length,
      Duration killEvery,
      int clients,
      int nodes,
      long seed,
      Load.Scope scope,
      @Nullable Path backends) {}

  public Chaos(Path data, Installation installation, Settings settings, PrintWriter out) {
    this.data = data;
    this.installation = installation;
    this.settings = settings;
    this.out = out;
  }

  /**
   * Faults of these kinds strike under load, as the seed says.
   *
   * @param kinds those that need a clock are left out where none can be set
   */
  public boolean faults(List<FaultKind> kinds) throws IOException {
    List<FaultKind> possible =
        SkewedClock.library().isPresent()
            ? kinds
            : kinds.stream().filter(kind -> !kind.needsClock()).toList();
    if (possible.size() < kinds.size()) {
      out.println("clocks stay true: libfaketime (Debian package faketime) is not installed");
    }
    Schedule schedule =
        Schedule.random(settings.seed(), settings.length(), settings.nodes(), possible);
    return with(
        scratch -> scratch.startWithArray(setup().comparing().exposing()),
        scratch -> new FaultRun(scratch, run(), schedule, out).run());
  }

  /** Nodes are killed at random under load. */
  public boolean kills() throws IOException {
    return with(
        scratch -> scratch.start(setup()), scratch -> new KillRun(scratch, run(), out).run());
  }

  /** The engine is killed under load. */
  public boolean engineFaults() throws IOException {
    return with(
        scratch -> scratch.start(setup()), scratch -> new EngineFaults(scratch, run(), out).run());
  }

  /**
   * Cases of the catalogue of failures whose name contains one of these, separated by commas.
   *
   * @param other the jar of another build for those that exchange nodes, null if there is none
   * @param pause how long a frozen node stays so at least
   */
  public boolean cases(String only, @Nullable Path other, Duration pause) throws IOException {
    FaultFiles faults = new FaultFiles(data.toAbsolutePath().resolve("faults"));
    return with(
        scratch ->
            scratch.start(
                ScratchSetup.of(settings.nodes())
                    .with(List.of("-Dclinker.faults=" + faults.directory()))
                    .comparing()
                    .exposing()),
        scratch ->
            new Cases(
                    scratch,
                    faults,
                    PROJECT,
                    new Cases.Settings(settings.seed(), other, pause),
                    out)
                .run(List.of(only.split(",", -1))));
  }

  /**
   * A node is killed for good, and the engine once, and every node once.
   *
   * @param operations how many are in flight when the node is killed
   * @param open how many are open when the engine, and then every node, is killed
   */
  public boolean takeover(int operations, int open) throws IOException {
    return with(
        scratch -> scratch.start(settings.backends() == null ? setup().ample() : setup()),
        scratch ->
            new TakeoverRun(scratch, new TakeoverRun.Settings(operations, open, PROJECT), out)
                .run());
  }

  /**
   * Every cell of the crash matrix whose name contains one of these, separated by commas.
   *
   * @param pause how long a node is stopped, if that is more than what lets another take over
   */
  public boolean matrix(String only, Duration pause) throws IOException {
    Duration stopped = pause.compareTo(TAKEN_OVER) < 0 ? TAKEN_OVER : pause;
    FaultFiles faults = new FaultFiles(data.toAbsolutePath().resolve("faults"));
    List<Cell> cells =
        Cell.all().stream()
            .filter(cell -> Arrays.stream(only.split(",", -1)).anyMatch(cell.name()::contains))
            .filter(cell -> settings.scope().exports() || !cell.play().needsExports())
            .toList();
    try (ComputeDouble compute = ComputeDouble.startOpen()) {
      return with(
          scratch ->
              scratch.start(
                  setup()
                      .with(List.of("-Dclinker.faults=" + faults.directory()))
                      .comparing()
                      .changed(written -> told(compute) + written)),
          scratch ->
              new CrashMatrix(
                      scratch, faults, compute, new CrashMatrix.Settings(PROJECT, stopped), out)
                  .run(playable(cells, scratch)));
    }
  }

  private static String told(ComputeDouble compute) {
    return "compute: {endpoint: \"%s\"}\n".formatted(compute.address());
  }

  /** Those that the backends there are can play. */
  private static List<Cell> playable(List<Cell> cells, Scratch scratch) {
    boolean turns = scratch.copiesTakeTurns();
    boolean snapshots = scratch.takesSnapshotsOver();
    return cells.stream()
        .filter(cell -> turns || !cell.play().waitsForTheHeld())
        .filter(cell -> snapshots || !cell.play().needsForeignSnapshots())
        .toList();
  }

  private KillRun.Settings run() {
    return new KillRun.Settings(
        settings.length(),
        settings.killEvery(),
        settings.clients(),
        settings.seed(),
        PROJECT,
        settings.scope());
  }

  @FunctionalInterface
  private interface Hit {
    boolean run(Scratch scratch) throws IOException;
  }

  @FunctionalInterface
  private interface Start {
    void of(Scratch scratch) throws IOException;
  }

  private ScratchSetup setup() {
    return ScratchSetup.of(settings.nodes()).over(settings.backends());
  }

  private boolean with(Start start, Hit hit) throws IOException {
    out.printf("data in %s, seed %d%n", data, settings.seed());
    out.flush();
    try (Scratch scratch = new Scratch(data, installation, out)) {
      Thread ending = new Thread(scratch::close, "end");
      Runtime.getRuntime().addShutdownHook(ending);
      start.of(scratch);
      boolean held = hit.run(scratch);
      Runtime.getRuntime().removeShutdownHook(ending);
      return held;
    }
  }
}

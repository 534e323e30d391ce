package io.clinker.chaos;

import io.clinker.chaos.Cell.Fault;
import io.clinker.load.Api;
import io.clinker.load.Recorder;
import io.clinker.load.Verbs;
import io.clinker.oracle.History;
import io.clinker.oracle.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plays every cell on one installation of two nodes and asks the oracle after each. */
final class CrashMatrix {
  private static final Duration REACHED = Duration.ofSeconds(40);
  private static final Duration ENDED = Duration.ofSeconds(120);
  private static final Duration REQUEST = Duration.ofSeconds(8);
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final Duration AWAKE = Duration.ofMillis(1500);

  private final Scratch scratch;
  private final FaultFiles faults;
  private final ComputeDouble compute;
  private final Settings settings;
  private final PrintWriter out;
  private final List<Result> results = new ArrayList<>();

  /**
   * How a cell ended.
   *
   * @param problem empty if the cell was played to its end
   */
  record Result(
      Cell cell, double seconds, long staleRefused, List<String> violations, String problem) {
    boolean good() {
      return violations.isEmpty() && problem.isEmpty();
    }
  }

  /**
   * What is common to all cells.
   *
   * @param project whose clients ask
   * @param pause how long a node is stopped at least
   */
  record Settings(String project, Duration pause) {}

  /**
   * @param compute what the nodes tell of volumes that have grown
   */
  CrashMatrix(
      Scratch scratch,
      FaultFiles faults,
      ComputeDouble compute,
      Settings settings,
      PrintWriter out) {
    this.scratch = scratch;
    this.faults = faults;
    this.compute = compute;
    this.settings = settings;
    this.out = out;
  }

  /** Plays these cells; false if any invariant was violated or a cell did not end. */
  boolean run(List<Cell> cells) throws IOException {
    long begin = System.nanoTime();
    out.printf("%n| operation | point | fault | ended after s | stale refused | violations |%n");
    out.println("| --- | --- | --- | --: | --: | --- |");
    try (Recorder recorder = new Recorder(scratch.folder().root().resolve("matrix-history.jsonl"));
        Api api = new Api(scratch.addresses(), settings.project(), REQUEST)) {
      Stage stage = new Stage(new Verbs(api, recorder, PATIENCE), new Orphans(scratch.jdbi(), api));
      for (Cell cell : cells) {
        Result result = play(cell, stage);
        results.add(result);
        out.printf(
            "| %s | %s | %s | %.1f | %d | %s |%n",
            cell.play().word(),
            cell.point(),
            cell.fault().word(),
            result.seconds(),
            result.staleRefused(),
            result.good() ? "0" : result.problem() + " " + String.join("; ", result.violations()));
        out.flush();
      }
    }
    summary(System.nanoTime() - begin);
    return results.stream().allMatch(Result::good);
  }

  private void summary(long nanos) {
    out.printf(
        "%n%d cells in %.0f s: %d violations, %d cells not played to their end, %d stale tokens refused, longest end %.1f s%n",
        results.size(),
        nanos / 1e9,
        results.stream().mapToInt(result -> result.violations().size()).sum(),
        results.stream().filter(result -> !result.problem().isEmpty()).count(),
        results.stream().mapToLong(Result::staleRefused).sum(),
        results.stream().mapToDouble(Result::seconds).max().orElse(0));
    out.flush();
  }

  private Result play(Cell cell, Stage stage) throws IOException {
    faults.clear();
    long staleBefore = stale();
    int toldBefore = compute.events().size();
    Stage.Ready ready;
    try {
      ready = stage.prepare(cell.play());
    } catch (IllegalStateException failed) {
      return new Result(cell, 0, 0, List.of(), String.valueOf(failed.getMessage()));
    }
    List<Thread> asking = new ArrayList<>();
    Optional<Long> reached = reach(cell, ready, asking);
    long begin = System.nanoTime();
    String problem = reached.isEmpty() ? "the point was not reached" : "";
    if (reached.isPresent()) {
      strike(cell, reached.get(), asking);
    } else {
      faults.release();
    }
    // Whoever is held somewhere wakes up after all is over, which must change nothing.
    boolean ended = awaitEnd(asking);
    double seconds = (System.nanoTime() - begin) / 1e9;
    faults.release();
    if (cell.parkedBefore() != null || cell.fault() == Fault.PAUSE) {
      Waiting.sleep(AWAKE);
    }
    if (!ended) {
      problem += " did not end in " + ENDED.toSeconds() + " s";
    }
    scratch.nodes().forEach(ScratchNode::awaitReady);
    ended &= scratch.settle(ENDED);
    if (ended && cell.play().tellsCompute() && compute.events().size() == toldBefore) {
      problem += " the compute service was not told";
    }
    if (ended) {
      ready.restore().run();
    }
    Verdict verdict = scratch.check(true, History.none(), settings.project());
    long stale = stale() - staleBefore;
    if (ended) {
      ready.strike().run();
    }
    return new Result(cell, seconds, stale, verdict.violations(), problem.strip());
  }

  private Optional<Long> reach(Cell cell, Stage.Ready ready, List<Thread> asking)
      throws IOException {
    boolean lose = cell.fault() == Fault.LOST_REPLY;
    String held = cell.parkedBefore();
    faults.arm(held == null ? cell.point() : held, held == null && lose);
    asking.add(Thread.ofVirtual().start(ready.ask()));
    Optional<Long> first = faults.awaitReached(REACHED);
    if (held == null || first.isEmpty()) {
      return first;
    }
    faults.arm(cell.point(), lose);
    asking.add(Thread.ofVirtual().start(ready.stop()));
    return faults.awaitReached(REACHED);
  }

  private void strike(Cell cell, long pid, List<Thread> asking) throws IOException {
    ScratchNode node =
        scratch.nodes().stream()
            .filter(one -> one.is(pid))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no node is process " + pid));
    switch (cell.fault()) {
      case KILL -> {
        node.kill();
        letGo(cell);
        node.start();
      }
      case PAUSE -> {
        node.pause();
        letGo(cell);
        Waiting.sleep(settings.pause());
        awaitEnd(asking);
        node.goOn();
        faults.release();
      }
      case LOST_REPLY -> letGo(cell);
    }
  }

  /** The one that others wait for; a paused process does not see it. */
  private void letGo(Cell cell) throws IOException {
    if (cell.play().waitsForTheHeld()) {
      faults.release();
    }
  }

  /** Every request is answered and every operation has ended. */
  private boolean awaitEnd(List<Thread> asking) {
    return Waiting.until(
        () -> asking.stream().noneMatch(Thread::isAlive) && scratch.open() == 0,
        ENDED,
        Duration.ofMillis(50));
  }

  private long stale() {
    return scratch.nodes().stream().mapToLong(ScratchNode::staleTokensRefused).sum();
  }
}

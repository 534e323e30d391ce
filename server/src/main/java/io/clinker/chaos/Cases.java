package io.clinker.chaos;

import io.clinker.load.Api;
import io.clinker.load.Recorder;
import io.clinker.load.Verbs;
import io.clinker.oracle.History;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Plays cases of the catalogue of failures by their numbers, with the oracle after each. */
final class Cases {
  private static final Duration REQUEST = Duration.ofSeconds(8);
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration ENDED = Duration.ofSeconds(180);

  private final Scratch scratch;
  private final FaultFiles faults;
  private final String project;
  private final Settings settings;
  private final PrintWriter out;

  /**
   * How cases are played.
   *
   * @param seed of the load where there is one
   * @param other the jar of another build for those that exchange nodes, null if there is none
   * @param pause how long a frozen node stays so at least
   */
  record Settings(long seed, @Nullable Path other, Duration pause) {}

  /**
   * A case.
   *
   * @param number in the catalogue
   * @param what happens, in a few words
   */
  record Case(String number, String what, Act act) {
    String name() {
      return number + " " + what;
    }
  }

  /** Plays a case. */
  @FunctionalInterface
  interface Act {
    /** What went wrong; empty if nothing did. */
    List<String> play() throws IOException;
  }

  Cases(Scratch scratch, FaultFiles faults, String project, Settings settings, PrintWriter out) {
    this.scratch = scratch;
    this.faults = faults;
    this.project = project;
    this.settings = settings;
    this.out = out;
  }

  /** Plays those whose name contains one of these texts; false if anything went wrong. */
  boolean run(List<String> only) throws IOException {
    int played = 0;
    int bad = 0;
    out.printf("%n| case | what happens | s | stale refused | problems |%n");
    out.println("| --- | --- | --: | --: | --- |");
    try (Recorder recorder = new Recorder(scratch.folder().root().resolve("cases-history.jsonl"));
        Api api = new Api(scratch.addresses(), project, REQUEST)) {
      Verbs verbs = new Verbs(api, recorder, PATIENCE);
      Stage stage = new Stage(verbs, new Orphans(scratch.jdbi(), api));
      List<Case> cases =
          new ArrayList<>(
              new CutOffCases(scratch, faults, verbs, stage, project, settings.pause()).all());
      cases.addAll(new EngineCases(scratch, faults, verbs).all());
      cases.addAll(new RollingCases(scratch, project, settings.seed(), settings.other()).all());
      for (Case one : cases) {
        if (only.stream().noneMatch(one.name()::contains)) {
          continue;
        }
        played++;
        bad += played(one) ? 0 : 1;
      }
    }
    out.printf("%n%d cases, %d with problems%n", played, bad);
    out.flush();
    return played > 0 && bad == 0;
  }

  private boolean played(Case one) throws IOException {
    faults.clear();
    long begin = System.nanoTime();
    long staleBefore = stale();
    List<String> problems = new ArrayList<>();
    try {
      problems.addAll(one.act().play());
    } catch (IllegalStateException failed) {
      problems.add(String.valueOf(failed.getMessage()));
    }
    faults.release();
    scratch.nodes().forEach(ScratchNode::awaitReady);
    if (!scratch.settle(ENDED)) {
      problems.add(scratch.open() + " operations did not end");
    }
    problems.addAll(scratch.check(true, History.none(), project).violations());
    out.printf(
        "| %s | %s | %.1f | %d | %s |%n",
        one.number(),
        one.what(),
        (System.nanoTime() - begin) / 1e9,
        stale() - staleBefore,
        problems.isEmpty() ? "0" : String.join("; ", problems));
    out.flush();
    return problems.isEmpty();
  }

  private long stale() {
    return scratch.nodes().stream().mapToLong(ScratchNode::staleTokensRefused).sum();
  }
}

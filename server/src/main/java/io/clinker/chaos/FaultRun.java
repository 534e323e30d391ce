package io.clinker.chaos;

import io.clinker.load.Load;
import io.clinker.load.Recorder;
import io.clinker.operations.OperationKind;
import io.clinker.oracle.History;
import io.clinker.oracle.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jdbi.v3.core.JdbiException;

/** All operations under load while faults of all kinds strike as a schedule says. */
final class FaultRun {
  private static final Duration LAST_ACTS = Duration.ofSeconds(150);
  private static final Duration SETTLE = Duration.ofSeconds(240);

  private final Scratch scratch;
  private final KillRun.Settings settings;
  private final Schedule schedule;
  private final PrintWriter out;
  private final ConcurrentLinkedQueue<Moment> moments = new ConcurrentLinkedQueue<>();

  /** What was under way when a fault began. */
  private record Moment(Map<OperationKind, Long> open, Map<OperationKind, Long> asked) {}

  /**
   * How it went.
   *
   * @param end seconds from the end of the faults until nothing was open
   * @param endedByThemselves how often a node did
   */
  private record Course(boolean settled, double end, int endedByThemselves, OpenTimes times) {}

  FaultRun(Scratch scratch, KillRun.Settings settings, Schedule schedule, PrintWriter out) {
    this.scratch = scratch;
    this.settings = settings;
    this.schedule = schedule;
    this.out = out;
  }

  /** Runs it all; false if an invariant does not hold or something did not end. */
  boolean run() throws IOException {
    Path file = scratch.folder().root().resolve("history.jsonl");
    Nemesis nemesis;
    OpenTimes times;
    List<Nemesis.Done> done;
    boolean settled;
    double end;
    Recorder recorder = new Recorder(file);
    try (recorder;
        Load load =
            new Load(
                new Load.Settings(
                    scratch.addresses(),
                    settings.project(),
                    settings.clients(),
                    settings.seed(),
                    settings.scope()),
                recorder);
        OpenTimes watch = new OpenTimes(scratch.jdbi())) {
      times = watch;
      load.start();
      long begin = System.nanoTime();
      nemesis = new Nemesis(scratch, () -> moments.add(moment(recorder)), out);
      done = nemesis.run(schedule);
      Waiting.sleep(rest(settings.length(), begin));
      long whole = System.nanoTime();
      // New requests end here; what was accepted must end by itself.
      Thread stopper = Thread.ofPlatform().start(() -> load.stop(LAST_ACTS));
      settled = scratch.settle(SETTLE);
      join(stopper);
      settled &= scratch.settle(SETTLE);
      end = (System.nanoTime() - whole) / 1e9;
    }
    scratch.nodes().forEach(ScratchNode::awaitReady);
    Verdict verdict = scratch.check(true, History.read(file), settings.project());
    String report =
        report(
            recorder, done, verdict, new Course(settled, end, nemesis.endedByThemselves(), times));
    Path written = scratch.folder().root().resolve("report.md");
    Files.writeString(written, report);
    out.print(report);
    out.printf("%nThis report: %s%n", written);
    out.flush();
    return verdict.holds() && settled;
  }

  private String report(
      Recorder recorder, List<Nemesis.Done> done, Verdict verdict, Course course) {
    StringWriter text = new StringWriter();
    PrintWriter lines = new PrintWriter(text);
    lines.printf("# Chaos run, seed %d%n%n", settings.seed());
    lines.printf(
        "%.1f minutes, %d nodes, %d clients, %d faults. The same again: `./clinker chaos --minutes %s --nodes %d --clients %d --seed %d`%n",
        settings.length().toSeconds() / 60.0,
        scratch.nodes().size(),
        settings.clients(),
        done.size(),
        minutes(),
        scratch.nodes().size(),
        settings.clients(),
        settings.seed());
    lines.printf(
        "%n- violations of the invariants: %d%n- operations that did not end: %d%n"
            + "- stale tokens refused: %d%n"
            + "- nodes that ended by themselves and were started again: %d%n- from the end of the faults until nothing was open: %.1f s%n",
        verdict.violations().size(),
        course.settled() ? 0 : scratch.open(),
        scratch.nodes().stream().mapToLong(ScratchNode::staleTokensRefused).sum(),
        course.endedByThemselves(),
        course.end());
    course
        .times()
        .longest()
        .ifPresent(
            one ->
                lines.printf(
                    "- longest transitional time: %.1f s (%s %s)%n",
                    one.seconds(), one.kind().word(), one.id()));
    Hits hits = new Hits();
    moments.forEach(moment -> hits.kill(moment.open(), moment.asked()));
    FaultReport faults = new FaultReport(lines);
    faults.byKind(done);
    new OperationReport(scratch.jdbi(), lines)
        .print("Operations", recorder, hits, course.times().of());
    faults.inOrder(done);
    lines.printf("%n## The oracle%n%n```%n%s```%n", verdict.text());
    lines.flush();
    return text.toString();
  }

  private Moment moment(Recorder recorder) {
    try {
      return new Moment(scratch.openByKind(), recorder.underway());
    } catch (JdbiException away) {
      return new Moment(Map.of(), recorder.underway());
    }
  }

  private String minutes() {
    double minutes = settings.length().toMillis() / 60_000.0;
    return minutes == Math.rint(minutes) ? Long.toString((long) minutes) : Double.toString(minutes);
  }

  private static Duration rest(Duration length, long begin) {
    long left = length.toNanos() - (System.nanoTime() - begin);
    return Duration.ofNanos(Math.max(0, left));
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}

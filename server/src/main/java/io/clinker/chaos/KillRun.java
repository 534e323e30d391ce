package io.clinker.chaos;

import io.clinker.load.Load;
import io.clinker.load.Recorder;
import io.clinker.oracle.History;
import io.clinker.oracle.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** All operations under load while a random node is killed again and again. */
final class KillRun {
  private static final Duration LAST_ACTS = Duration.ofSeconds(150);
  private static final Duration SETTLE = Duration.ofSeconds(180);

  private final Scratch scratch;
  private final Settings settings;
  private final PrintWriter out;
  private final Hits hits = new Hits();

  /**
   * What the run is.
   *
   * @param scope what clients do
   */
  record Settings(
      Duration length,
      Duration killEvery,
      int clients,
      long seed,
      String project,
      Load.Scope scope) {}

  KillRun(Scratch scratch, Settings settings, PrintWriter out) {
    this.scratch = scratch;
    this.settings = settings;
    this.out = out;
  }

  /** Runs it all; false if an invariant does not hold or something did not end. */
  boolean run() throws IOException {
    Path file = scratch.folder().root().resolve("history.jsonl");
    boolean settled;
    long afterLastKill;
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
                recorder)) {
      load.start();
      long lastKill = killAgainAndAgain(recorder);
      // New requests end here; what was accepted must end by itself.
      Thread stopper = Thread.ofPlatform().start(() -> load.stop(LAST_ACTS));
      settled = scratch.settle(SETTLE);
      join(stopper);
      settled &= scratch.settle(SETTLE);
      afterLastKill = hits.kills() == 0 ? 0 : longestAfter(lastKill);
    }
    scratch.nodes().forEach(ScratchNode::awaitReady);
    Verdict verdict = scratch.check(true, History.read(file), settings.project());
    new OperationReport(scratch.jdbi(), out).print("Kill run", recorder, hits, settings.seed());
    out.printf(
        "%nLongest time from the last kill to the end of an operation that was open then: %d s%n",
        afterLastKill);
    out.printf("All operations ended: %s%n%n", settled);
    out.print(verdict.text());
    out.flush();
    return verdict.holds() && settled && afterLastKill <= 60;
  }

  /** The moment of the last kill, by the database's clock. */
  private long killAgainAndAgain(Recorder recorder) throws IOException {
    Random random = new Random(settings.seed());
    long begin = System.nanoTime();
    long every = settings.killEvery().toNanos();
    long lastKill = 0;
    List<ScratchNode> nodes = scratch.nodes();
    for (long moment = every; moment < settings.length().toNanos(); moment += every) {
      Waiting.sleep(Duration.ofNanos(Math.max(0, begin + moment - System.nanoTime())));
      ScratchNode victim = nodes.get(random.nextInt(nodes.size()));
      hits.kill(scratch.openByKind(), recorder.underway());
      lastKill = now();
      victim.kill();
      victim.start();
      if (hits.kills() % 6 == 0) {
        out.printf("%d kills, %d operations open%n", hits.kills(), scratch.open());
        out.flush();
      }
    }
    long rest = begin + settings.length().toNanos() - System.nanoTime();
    Waiting.sleep(Duration.ofNanos(Math.max(0, rest)));
    return lastKill;
  }

  private long now() {
    return scratch
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery("select unix_timestamp(utc_timestamp())")
                    .mapTo(Long.class)
                    .one());
  }

  private long longestAfter(long moment) {
    return scratch
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "select coalesce(max(unix_timestamp(coalesce(ended_at, utc_timestamp()))"
                            + " - :moment), 0) from operation"
                            + " where unix_timestamp(admitted_at) <= :moment"
                            + " and unix_timestamp(coalesce(ended_at, utc_timestamp())) >= :moment")
                    .bind("moment", moment)
                    .mapTo(Long.class)
                    .one());
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}

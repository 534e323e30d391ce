package io.clinker.chaos;

import io.clinker.load.Api;
import io.clinker.load.Recorder;
import io.clinker.load.Verbs;
import io.clinker.load.Verbs.Wanted;
import io.clinker.operations.OperationKind;
import io.clinker.oracle.History;
import io.clinker.oracle.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How long a kill is felt: many operations of all kinds are in flight when one of the nodes that
 * work on them is killed and does not come back; nodes are killed under load; the engine and then
 * every node is killed with as many operations open. Prints what was measured beside what was aimed
 * at; only that everything ends and the oracle finds nothing is required.
 */
final class TakeoverRun {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final Duration SETTLE = Duration.ofMinutes(5);
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final int AT_ONCE = 24;
  private static final String BACKEND = "file";

  /** A step that had more than one attempt. */
  private static final String TAKEN_OVER =
      " and exists (select 1 from operation_step s where s.operation_id = o.id"
          + " and s.attempts > 1)";

  private final Scratch scratch;
  private final Settings settings;
  private final PrintWriter out;
  private final Hits hits = new Hits();

  /**
   * What the run is.
   *
   * @param operations how many are in flight when a node is killed
   * @param open how many are open when the engine, and then every node, is killed
   */
  record Settings(int operations, int open, String project) {}

  TakeoverRun(Scratch scratch, Settings settings, PrintWriter out) {
    this.scratch = scratch;
    this.settings = settings;
    this.out = out;
  }

  /** False if an invariant does not hold or something did not end. */
  boolean run() throws IOException {
    Path file = scratch.folder().root().resolve("history.jsonl");
    boolean settled;
    String killed;
    Recorder recorder = new Recorder(file);
    try (recorder;
        Api api = new Api(scratch.addresses(), settings.project());
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      Verbs verbs = new Verbs(api, recorder, PATIENCE);
      liftLimits(api);
      List<Subject> subjects = prepare(verbs, threads);
      order(api, "drain", Map.of("deadline_seconds", 5));
      ask(verbs, threads, subjects);
      long asked = scratch.open();
      say(api, "undrain", Map.of());
      Waiting.until(() -> scratch.open() < asked, SETTLE, LOOK);
      ScratchNode victim = scratch.nodes().getFirst();
      killed = "%s of %d killed".formatted(victim.name(), scratch.nodes().size());
      long open = scratch.open();
      hits.kill(openByKind(), Map.of());
      BigDecimal moment = now();
      victim.kill();
      // A kill that met nothing has shown nothing.
      settled = scratch.settle(SETTLE) && open > 0;
      tell(open, moment);
      victim.start();
      victim.awaitReady();
      if (scratch.nodes().size() > 1) {
        new KilledUnderLoad(scratch, settings.project(), out).run();
      }
      ManyOpen manyOpen = new ManyOpen(scratch, settings.project(), out);
      open(api, verbs, threads);
      settled &= manyOpen.engineDies(() -> order(api, "undrain", Map.of()));
      open(api, verbs, threads);
      settled &= manyOpen.nodesDie(() -> order(api, "undrain", Map.of()));
    }
    Verdict verdict = scratch.check(true, History.read(file), settings.project());
    new OperationReport(scratch.jdbi(), out).print("Takeover, " + killed, recorder, hits, 0);
    out.print(verdict.text());
    out.flush();
    return verdict.holds() && settled;
  }

  /** Operations that wait at their step. */
  private void open(Api api, Verbs verbs, ExecutorService threads) {
    order(api, "drain", Map.of("deadline_seconds", 5));
    all(threads, settings.open(), number -> verbs.createVolume(Wanted.blank(1)));
  }

  /** What an operation is asked of. */
  private record Subject(String volume, String snapshot) {}

  private List<Subject> prepare(Verbs verbs, ExecutorService threads) {
    return all(
        threads,
        settings.operations(),
        number -> {
          String volume = verbs.createVolume(Wanted.blank(1)).orElse("");
          verbs.awaitRest("volume/" + volume, PATIENCE);
          String snapshot = "";
          if (number % 6 > 3) {
            snapshot = verbs.createSnapshot(volume).orElse("");
            verbs.awaitRest("snapshot/" + snapshot, PATIENCE);
          }
          return new Subject(volume, snapshot);
        });
  }

  /** Asks for one operation of each subject, six kinds by turns, as quickly as it goes. */
  private void ask(Verbs verbs, ExecutorService threads, List<Subject> subjects) {
    all(
        threads,
        subjects.size(),
        number -> {
          Subject subject = subjects.get(number);
          switch (number % 6) {
            case 0 -> verbs.createVolume(new Wanted(1, null, subject.volume(), null));
            case 1 -> verbs.extend(subject.volume(), 2);
            case 2 -> verbs.createSnapshot(subject.volume());
            case 3 -> verbs.deleteVolume(subject.volume(), false);
            case 4 -> verbs.revert(subject.volume(), subject.snapshot());
            default -> verbs.deleteSnapshot(subject.snapshot(), subject.volume());
          }
          return number;
        });
  }

  /** While nobody calls the backend, operations are admitted and wait at their step. */
  private static void order(Api api, String order, Map<String, Object> members) {
    say(api, order, members);
    Waiting.until(
        () -> {
          String status =
              api.get("/backends/" + BACKEND, PATIENCE)
                  .body()
                  .path("backend")
                  .path("status")
                  .asText();
          return status.equals(order.equals("drain") ? "drained" : "enabled");
        },
        PATIENCE,
        LOOK);
  }

  private static void say(Api api, String order, Map<String, Object> members) {
    api.change("POST", "/backends/" + BACKEND + "/action", Map.of(order, members), PATIENCE);
  }

  private void liftLimits(Api api) {
    api.change(
        "PUT",
        "/os-quota-sets/" + settings.project(),
        Map.of("quota_set", Map.of("volumes", -1, "snapshots", -1, "gigabytes", -1)),
        PATIENCE);
  }

  private Map<OperationKind, Long> openByKind() {
    return scratch
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "select kind, count(*) from operation where open = 1 group by kind")
                    .map(
                        (row, context) ->
                            Map.entry(OperationKind.of(row.getString(1)), row.getLong(2)))
                    .stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  private BigDecimal now() {
    return scratch
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery("select unix_timestamp(utc_timestamp(3))")
                    .mapTo(BigDecimal.class)
                    .one());
  }

  /** What became of the operations that were open at the kill, in seconds after it. */
  private void tell(long open, BigDecimal moment) {
    out.printf("%noperations open at the kill: %d%n", open);
    tell("of them ended (all within 60 s are aimed at)", "", moment);
    tell(
        "taken over in the middle of a step (at the median within 15 s are aimed at)",
        TAKEN_OVER,
        moment);
    out.flush();
  }

  private void tell(String what, String more, BigDecimal moment) {
    List<Double> seconds =
        scratch
            .jdbi()
            .withHandle(
                handle ->
                    handle
                        .createQuery(
                            "select unix_timestamp(ended_at) - :moment as s from operation o"
                                + " where unix_timestamp(ended_at) >= :moment"
                                + " and unix_timestamp(admitted_at) <= :moment"
                                + more
                                + " order by s")
                        .bind("moment", moment)
                        .mapTo(Double.class)
                        .list());
    if (seconds.isEmpty()) {
      out.printf("%s: none%n", what);
      return;
    }
    out.printf(
        "%s: %d, after %.1f s at the median and %.1f s at the longest%n",
        what, seconds.size(), seconds.get(seconds.size() / 2), seconds.getLast());
  }

  private static <T> List<T> all(ExecutorService threads, int count, Function<Integer, T> each) {
    List<Future<T>> futures = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      int mine = number;
      futures.add(threads.submit(() -> each.apply(mine)));
    }
    List<T> results = new ArrayList<>();
    for (Future<T> future : futures) {
      try {
        results.add(future.get());
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", stopped);
      } catch (ExecutionException failed) {
        throw new IllegalStateException(failed.getCause());
      }
    }
    return results;
  }
}

package io.clinker.chaos;

import io.clinker.load.Api;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The engine, or every node, dies with many operations open and comes back: how long until all have
 * ended, and how many histories are replayed, and how long reads take meanwhile.
 */
final class ManyOpen {
  private static final Duration AWAY = Duration.ofSeconds(10);
  private static final Duration SETTLE = Duration.ofMinutes(10);
  private static final Duration READ = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofMillis(50);

  /** Nodes hand on their counts every five seconds. */
  private static final Duration COUNTED = Duration.ofSeconds(6);

  private static final String REPLAYS = "temporal_workflow_task_replay_latency_seconds_count";

  private final Scratch scratch;
  private final String project;
  private final PrintWriter out;

  ManyOpen(Scratch scratch, String project, PrintWriter out) {
    this.scratch = scratch;
    this.project = project;
    this.out = out;
  }

  /**
   * Prints the figures; false if something did not end.
   *
   * @param goOn lets the steps be done for which the operations wait
   */
  boolean engineDies(Runnable goOn) throws IOException {
    Waiting.sleep(COUNTED);
    long before = replays();
    AtomicBoolean reading = new AtomicBoolean(true);
    List<Long> millis = new ArrayList<>();
    Thread reader = Thread.ofPlatform().start(() -> read(reading, millis));
    boolean settled =
        run(
            "the engine",
            before,
            () -> {
              scratch.kill("engine");
              Waiting.sleep(AWAY);
              scratch.letStart();
            },
            goOn);
    reading.set(false);
    join(reader);
    millis.sort(null);
    out.printf(
        "reads meanwhile: %d, p99 %d ms (less than a second is aimed at), slowest %d ms%n",
        millis.size(),
        millis.isEmpty() ? 0 : millis.get((int) (millis.size() * 0.99)),
        millis.isEmpty() ? 0 : millis.getLast());
    out.flush();
    return settled;
  }

  /** The same for the nodes, none of which remembers a history then. */
  boolean nodesDie(Runnable goOn) throws IOException {
    return run(
        "every node",
        0,
        () -> {
          scratch.nodes().forEach(ScratchNode::kill);
          for (ScratchNode node : scratch.nodes()) {
            node.start();
          }
        },
        goOn);
  }

  @FunctionalInterface
  private interface Death {
    void strike() throws IOException;
  }

  private boolean run(String victim, long replaysBefore, Death death, Runnable goOn)
      throws IOException {
    long open = scratch.open();
    death.strike();
    long back = System.nanoTime();
    goOn.run();
    boolean settled = scratch.settle(SETTLE);
    double seconds = (System.nanoTime() - back) / 1e9;
    Waiting.sleep(COUNTED);
    long replays = replays() - replaysBefore;
    out.printf(
        "%noperations open when %s died: %d; all ended: %s, %.1f s after it was let start;"
            + " runs per operation at most %d%n",
        victim, open, settled, seconds, mostRuns());
    out.printf(
        "histories replayed meanwhile: %d, %.2f per operation (at most 2 are aimed at)%n",
        replays, open == 0 ? 0 : (double) replays / open);
    out.flush();
    return settled;
  }

  private long replays() throws IOException {
    long sum = 0;
    for (ScratchNode node : scratch.nodes()) {
      sum += node.count(REPLAYS);
    }
    return sum;
  }

  private int mostRuns() {
    return scratch
        .jdbi()
        .withHandle(
            handle ->
                handle.createQuery("select max(run) from operation").mapTo(Integer.class).one());
  }

  private void read(AtomicBoolean reading, List<Long> millis) {
    try (Api api = new Api(scratch.addresses(), project, READ)) {
      while (reading.get()) {
        long begin = System.nanoTime();
        api.send("GET", "/volumes/detail?limit=20", null, null);
        millis.add((System.nanoTime() - begin) / 1_000_000);
        Waiting.sleep(PAUSE);
      }
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}

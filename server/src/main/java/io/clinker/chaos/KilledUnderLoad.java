package io.clinker.chaos;

import io.clinker.load.Api;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Volumes are made and deleted without a pause while nodes are killed one after the other until one
 * is left: how much less is done, for how long, and what clients are told.
 */
final class KilledUnderLoad {
  private static final int CLIENTS = 8;
  private static final Duration WINDOW = Duration.ofSeconds(5);
  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final Duration MEASURED = Duration.ofSeconds(15);
  private static final int WINDOWS = 6;
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(25);
  private static final Duration PAUSE = Duration.ofMillis(150);

  private final Scratch scratch;
  private final String project;
  private final PrintWriter out;
  private final AtomicLong lifecycles = new AtomicLong();
  private final AtomicLong unanswered = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();

  KilledUnderLoad(Scratch scratch, String project, PrintWriter out) {
    this.scratch = scratch;
    this.project = project;
    this.out = out;
  }

  /** Prints the figures; the nodes that were killed serve again afterwards. */
  void run() throws IOException {
    AtomicBoolean going = new AtomicBoolean(true);
    List<Thread> clients = new ArrayList<>();
    try (Api api = new Api(scratch.addresses(), project, LIMIT)) {
      for (int client = 0; client < CLIENTS; client++) {
        clients.add(Thread.ofPlatform().daemon().start(() -> live(api, going)));
      }
      Waiting.sleep(WARM_UP);
      double all = rate(MEASURED);
      List<ScratchNode> nodes = scratch.nodes();
      nodes.getLast().kill();
      List<Double> windows = new ArrayList<>();
      for (int window = 0; window < WINDOWS; window++) {
        windows.add(rate(WINDOW));
      }
      long unansweredThen = unanswered.get();
      long failedThen = failed.get();
      for (ScratchNode node : nodes.subList(1, nodes.size() - 1)) {
        node.kill();
      }
      Waiting.sleep(MEASURED);
      double alone = rate(MEASURED);
      for (ScratchNode node : nodes.subList(1, nodes.size())) {
        node.start();
        node.awaitReady();
      }
      going.set(false);
      clients.forEach(KilledUnderLoad::join);
      tell(nodes.size(), all, windows, alone, unansweredThen, failedThen);
    }
  }

  private void tell(
      int nodes,
      double all,
      List<Double> windows,
      double alone,
      long unansweredThen,
      long failedThen) {
    out.printf("%n| load of %d clients | lifecycles per s |%n| --- | --- |%n", CLIENTS);
    out.printf("| %d nodes | %.1f |%n", nodes, all);
    out.printf(
        "| after the kill of one, by windows of %d s | %s |%n",
        WINDOW.toSeconds(),
        windows.stream().map("%.1f"::formatted).collect(Collectors.joining(", ")));
    out.printf("| one node alone | %.1f |%n%n", alone);
    out.printf("back to two thirds (within 15 s is aimed at): %s%n", back(all, windows));
    out.printf(
        "requests without an answer until then: %d; answered with 5xx (none is aimed at): %d%n",
        unansweredThen, failedThen);
    out.flush();
  }

  private static String back(double all, List<Double> windows) {
    for (int window = 0; window < windows.size(); window++) {
      if (windows.get(window) >= all * 2 / 3) {
        return "in the window that ends after %d s"
            .formatted((window + 1) * (int) WINDOW.toSeconds());
      }
    }
    return "not within %d s".formatted(windows.size() * WINDOW.toSeconds());
  }

  private double rate(Duration time) {
    long before = lifecycles.get();
    long begin = System.nanoTime();
    Waiting.sleep(time);
    return (lifecycles.get() - before) * 1e9 / (System.nanoTime() - begin);
  }

  /** One client: makes a volume, waits until it is there, deletes it, waits until it is gone. */
  private void live(Api api, AtomicBoolean going) {
    while (going.get()) {
      Api.Answer made = ask(api, "POST", "/volumes", "{\"volume\": {\"size\": 1}}");
      if (!made.accepted()) {
        throw new IllegalStateException("a volume was refused: " + made.body());
      }
      String id = made.body().path("volume").path("id").asText();
      await(api, id, "available");
      ask(api, "DELETE", "/volumes/" + id, null);
      await(api, id, "");
      lifecycles.incrementAndGet();
    }
  }

  /** Again under the same key while there was no answer, or none that decides. */
  private Api.Answer ask(Api api, String method, String path, @Nullable String body) {
    String key = UUID.randomUUID().toString();
    while (true) {
      Api.Answer answer = api.send(method, path, body, key);
      if (answer.accepted() || answer.refused()) {
        return answer;
      }
      (answer.status() == 0 ? unanswered : failed).incrementAndGet();
      Waiting.sleep(PAUSE);
    }
  }

  /**
   * @param status empty: gone
   */
  private void await(Api api, String volume, String status) {
    while (true) {
      Api.Answer answer = ask(api, "GET", "/volumes/" + volume, null);
      String now = answer.body().path("volume").path("status").asText();
      if (now.equals(status) || now.startsWith("error")) {
        return;
      }
      Waiting.sleep(POLL);
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

package io.clinker.chaos;

import io.clinker.chaos.Cases.Case;
import io.clinker.load.Api;
import io.clinker.load.Load;
import io.clinker.load.Recorder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Nodes are exchanged one by one under load, forward to another build and back. A probe asks as a
 * load balancer lets clients ask: at the next node when one does not answer.
 */
final class RollingCases {
  private static final Duration PROBE = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Duration LAST_ACTS = Duration.ofSeconds(150);
  private static final Duration MIXED = Duration.ofSeconds(10);
  private static final int CLIENTS = 4;

  private final Scratch scratch;
  private final String project;
  private final long seed;
  private final @Nullable Path other;

  /**
   * @param other the jar of another build; null: the nodes are started again as they were
   */
  RollingCases(Scratch scratch, String project, long seed, @Nullable Path other) {
    this.scratch = scratch;
    this.project = project;
    this.seed = seed;
    this.other = other;
  }

  List<Case> all() {
    return List.of(
        new Case(
            "M-1 M-2 M-3",
            other == null
                ? "every node restarted in its turn, operations in flight"
                : "every node exchanged for the other build in its turn, and back",
            this::roll));
  }

  private List<String> roll() throws IOException {
    List<String> problems = new CopyOnWriteArrayList<>();
    AtomicBoolean probing = new AtomicBoolean(true);
    AtomicLong asked = new AtomicLong();
    Thread prober = Thread.ofPlatform().start(() -> probe(probing, asked, problems));
    try (Recorder recorder = new Recorder(scratch.folder().root().resolve("rolling.jsonl"));
        Load load =
            new Load(
                new Load.Settings(scratch.addresses(), project, CLIENTS, seed, Load.Scope.all()),
                recorder)) {
      load.start();
      Waiting.sleep(MIXED);
      exchange(other);
      if (other != null) {
        exchange(null);
      }
      if (!load.stop(LAST_ACTS)) {
        problems.add("clients still waited when all nodes served again");
      }
      recorder.counts().forEach((what, count) -> failed(what, count, problems));
    } finally {
      probing.set(false);
    }
    join(prober);
    if (asked.get() == 0) {
      problems.add("the probe was never answered");
    }
    return problems;
  }

  /** One after the other; the next when the one before serves. */
  private void exchange(@Nullable Path jar) throws IOException {
    for (ScratchNode node : scratch.nodes()) {
      node.end();
      node.use(jar);
      node.start();
      node.awaitReady();
      // Both builds at work together for a while.
      Waiting.sleep(MIXED);
    }
  }

  private static void failed(String what, long count, List<String> problems) {
    if (what.endsWith(" UNKNOWN")) {
      problems.add(count + " requests without an outcome: " + what);
    }
  }

  private void probe(AtomicBoolean probing, AtomicLong asked, List<String> problems) {
    List<URI> addresses = new ArrayList<>(scratch.addresses());
    try (Api api = new Api(addresses, project, PROBE)) {
      while (probing.get()) {
        if (!answered(api, addresses.size())) {
          problems.add("the probe found no node after " + asked.get() + " answers");
        }
        asked.incrementAndGet();
        Waiting.sleep(PAUSE);
      }
    }
  }

  /** By one of the nodes at least. */
  private static boolean answered(Api api, int nodes) {
    for (int turn = 0; turn < nodes; turn++) {
      if (api.send("GET", "/volumes?limit=1", null, null).status() == 200) {
        return true;
      }
    }
    return false;
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}

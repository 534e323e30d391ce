package io.clinker.chaos;

import io.clinker.load.Api;
import io.clinker.load.Load;
import io.clinker.load.Recorder;
import io.clinker.oracle.History;
import io.clinker.oracle.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** The engine is killed under load, twice; the second time its store is deleted too. */
final class EngineFaults {
  private static final Duration WARM_UP = Duration.ofSeconds(20);
  private static final Duration AWAY = Duration.ofSeconds(60);
  private static final Duration BETWEEN = Duration.ofSeconds(45);
  private static final Duration SETTLE = Duration.ofSeconds(240);
  private static final Duration READ = Duration.ofSeconds(3);

  private final Scratch scratch;
  private final KillRun.Settings settings;
  private final PrintWriter out;
  private final Hits hits = new Hits();
  private final AtomicLong reads = new AtomicLong();
  private final AtomicLong readsFailed = new AtomicLong();
  private final AtomicLong slowestRead = new AtomicLong();

  EngineFaults(Scratch scratch, KillRun.Settings settings, PrintWriter out) {
    this.scratch = scratch;
    this.settings = settings;
    this.out = out;
  }

  boolean run() throws IOException {
    Path file = scratch.folder().root().resolve("history.jsonl");
    AtomicBoolean probing = new AtomicBoolean(true);
    boolean settled;
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
      Thread prober = Thread.ofPlatform().start(() -> probe(probing));
      load.start();
      Waiting.sleep(WARM_UP);
      engineAway("killed", false, recorder);
      Waiting.sleep(BETWEEN);
      engineAway("killed and its store deleted", true, recorder);
      Waiting.sleep(BETWEEN);
      load.stop(SETTLE);
      settled = scratch.settle(SETTLE);
      probing.set(false);
      join(prober);
    }
    Verdict verdict = scratch.check(true, History.read(file), settings.project());
    new OperationReport(scratch.jdbi(), out).print("Engine run", recorder, hits, settings.seed());
    out.printf(
        "%nReads: %d, of them failed: %d, slowest %d ms%nAll operations ended: %s%n%n",
        reads.get(), readsFailed.get(), slowestRead.get(), settled);
    out.print(verdict.text());
    out.flush();
    return verdict.holds() && settled && readsFailed.get() == 0;
  }

  private void engineAway(String how, boolean deleteStore, Recorder recorder) throws IOException {
    long open = scratch.open();
    hits.kill(scratch.openByKind(), recorder.underway());
    scratch.kill("engine");
    if (deleteStore) {
      delete(scratch.folder().engine());
    }
    out.printf("engine %s, %d operations open%n", how, open);
    out.flush();
    Waiting.sleep(AWAY);
    out.printf("engine comes back, %d operations open%n", scratch.open());
    out.flush();
    scratch.letStart();
  }

  private void probe(AtomicBoolean probing) {
    try (Api api = new Api(scratch.addresses(), settings.project(), READ)) {
      for (int turn = 0; probing.get(); turn++) {
        String path =
            List.of("/volumes/detail?limit=20", "/snapshots", "/operations").get(turn % 3);
        long begin = System.nanoTime();
        Api.Answer answer = api.send("GET", path, null, null);
        long millis = (System.nanoTime() - begin) / 1_000_000;
        slowestRead.accumulateAndGet(millis, Math::max);
        reads.incrementAndGet();
        if (answer.status() != 200) {
          readsFailed.incrementAndGet();
        }
        Waiting.sleep(Duration.ofMillis(100));
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
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

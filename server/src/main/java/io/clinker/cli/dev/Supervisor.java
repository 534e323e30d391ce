package io.clinker.cli.dev;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Brings the parts up in their order, starts again what died or lives without serving, and takes
 * them down in the opposite order when it is told to stop.
 */
public final class Supervisor {
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(30);
  private static final Duration STEADY = Duration.ofSeconds(60);

  private final Messages messages;
  private final ExportDaemons exports;
  private final List<Keeper> keepers;
  private final Map<Keeper, Backoff> backoffs = new LinkedHashMap<>();
  private final Set<Keeper> restarting = new HashSet<>();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile boolean stopping;
  private volatile @Nullable Thread runner;

  /** When a part that died may be started again. */
  private record Backoff(int failures, long startedAt, long notBefore) {}

  Supervisor(DataFolder folder, List<Part> parts, Messages messages) {
    this.exports = new ExportDaemons(folder);
    this.messages = messages;
    this.keepers = parts.stream().map(part -> new Keeper(part, folder, messages)).toList();
  }

  /**
   * Runs until it is told to stop. A part that does not come up the first time ends everything that
   * was started, with the reason.
   *
   * @param ready called once all parts serve
   */
  void run(Runnable ready) throws IOException {
    requirePorts();
    // Loads what the end needs: until then the files of this build may have been replaced.
    exports.list();
    runner = Thread.currentThread();
    try {
      bringUp();
      ready.run();
      watch();
    } catch (InterruptedException e) {
      if (!stopping) {
        throw new LauncherException("interrupted", e);
      }
    } finally {
      Thread.interrupted();
      try {
        takeDown();
      } finally {
        // Whatever went wrong: the process is to end, and waits for this.
        stopped.countDown();
      }
    }
  }

  /** Tells {@link #run} to stop and waits until all parts have ended. */
  void stop() {
    stopping = true;
    Thread running = runner;
    if (running == null) {
      return;
    }
    running.interrupt();
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Fails when a port is taken by anybody but a process that an earlier launcher left. */
  private void requirePorts() {
    Set<Long> ours =
        keepers.stream()
            .flatMap(keeper -> keeper.left().stream())
            .map(RunningProcess::pid)
            .collect(Collectors.toSet());
    for (Keeper keeper : keepers) {
      keeper.part().ports().forEach((option, port) -> PortCheck.requireFree(option, port, ours));
    }
  }

  private void bringUp() throws IOException, InterruptedException {
    List<Keeper> started = new ArrayList<>();
    for (Keeper keeper : keepers) {
      if (keeper.part() instanceof NodePart) {
        // Side by side, but for the service, which needs the other two.
        awaitAll(started);
      }
      keeper.adopt();
      if (!keeper.isAlive()) {
        messages.say("%s: starting", keeper.part().name());
        keeper.start();
        started.add(keeper);
      }
      backoffs.put(keeper, new Backoff(0, System.nanoTime(), System.nanoTime()));
    }
    awaitAll(started);
  }

  private static void awaitAll(List<Keeper> started) throws IOException, InterruptedException {
    for (Keeper keeper : started) {
      keeper.awaitReady();
    }
    started.clear();
  }

  private void watch() throws InterruptedException {
    while (!stopping) {
      for (Keeper keeper : keepers) {
        if (!keeper.isAlive() || keeper.endIfStuck()) {
          restart(keeper);
        } else if (restarting.contains(keeper) && keeper.part().missing().isEmpty()) {
          restarting.remove(keeper);
          messages.say("%s: serves again (process %d)", keeper.part().name(), keeper.pid());
        }
      }
      Pause.of(LOOK);
    }
  }

  private void restart(Keeper keeper) throws InterruptedException {
    Backoff last = backoffs.getOrDefault(keeper, new Backoff(0, 0, 0));
    long now = System.nanoTime();
    if (now < last.notBefore()) {
      return;
    }
    int failures = now - last.startedAt() > STEADY.toNanos() ? 0 : last.failures();
    long wait = Duration.ofSeconds(1L << Math.min(failures, 5)).toNanos();
    backoffs.put(
        keeper, new Backoff(failures + 1, now, now + Math.min(wait, LONGEST_BACKOFF.toNanos())));
    messages.say(
        "%s: process %d died, starting it again (log: %s)",
        keeper.part().name(), keeper.pid(), keeper.logFile());
    try {
      // Not waited for here: another part that it needs may be dead as well.
      keeper.start();
      restarting.add(keeper);
    } catch (IOException | LauncherException e) {
      messages.say("%s: %s", keeper.part().name(), String.valueOf(e.getMessage()));
    }
  }

  private void takeDown() {
    for (Keeper keeper : keepers.reversed()) {
      keeper.stop();
    }
    exports.endIdle(messages);
    for (ExportDaemons.Daemon daemon : exports.list()) {
      messages.say(
          "export daemon left, a client is connected: %s; clinker stop --exports ends it",
          daemon.description());
    }
  }
}

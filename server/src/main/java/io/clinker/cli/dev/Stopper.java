package io.clinker.cli.dev;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Ends a local installation from outside; what {@code clinker stop} does. */
public record Stopper(DataFolder folder, Messages messages) {
  private static final Duration LAUNCHER_LIMIT = Duration.ofSeconds(120);
  private static final Duration POLL = Duration.ofMillis(200);

  /**
   * Ends the launcher of the folder and with it its parts, or the parts alone when no launcher
   * lives.
   *
   * @param exports whether export daemons are ended too, connected clients or not
   */
  public void stop(boolean exports) {
    if (!Files.isDirectory(folder.run())) {
      throw new LauncherException(folder.root() + " is no data folder of clinker dev");
    }
    Optional<RunningProcess> launcher = Optional.empty();
    Optional<LauncherLock> lock = LauncherLock.take(folder);
    if (lock.isEmpty()) {
      launcher = LauncherLock.holder(folder);
      launcher.ifPresent(
          process -> {
            messages.say("launcher: stopping process %d", process.pid());
            ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroy);
          });
      lock = awaitLock();
    }
    try (LauncherLock held = lock.get()) {
      boolean found = launcher.isPresent();
      for (Map.Entry<String, Duration> part :
          List.of(
              Map.entry("service", Duration.ofSeconds(60)),
              Map.entry("engine", Duration.ofSeconds(15)),
              Map.entry("database", Duration.ofSeconds(30)))) {
        Optional<RunningProcess> left = left(part.getKey());
        if (left.isPresent()) {
          found = true;
          left.get().end(part.getValue());
          messages.say("%s: process %d stopped", part.getKey(), left.get().pid());
        }
      }
      if (!found) {
        messages.say("nothing runs in %s", folder.root());
      }
      ExportDaemons daemons = new ExportDaemons(folder);
      if (exports) {
        daemons.endAll(messages);
      } else {
        for (ExportDaemons.Daemon daemon : daemons.list()) {
          messages.say("export daemon left: %s; --exports ends it", daemon.description());
        }
      }
    }
  }

  private Optional<RunningProcess> left(String part) {
    Path file = folder.run().resolve(part + ".pid");
    return RunningProcess.recorded(file)
        .filter(process -> process.mentions(folder.root().toString()));
  }

  private Optional<LauncherLock> awaitLock() {
    long end = System.nanoTime() + LAUNCHER_LIMIT.toNanos();
    while (true) {
      Optional<LauncherLock> lock = LauncherLock.take(folder);
      if (lock.isPresent()) {
        return lock;
      }
      if (System.nanoTime() > end) {
        throw new LauncherException(
            "the launcher of "
                + folder.root()
                + " has not stopped after "
                + LAUNCHER_LIMIT.toSeconds()
                + " s");
      }
      Pause.uninterruptibly(POLL);
    }
  }
}

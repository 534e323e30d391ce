package io.clinker.cli.dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets a node of an installation of its own live once, so that the next start of the service costs
 * less: beside the service that runs, once per build, with the processor time that nobody else
 * wants. Nothing depends on it. What a killed one leaves behind, the next one and {@code clinker
 * stop} end.
 */
final class BackgroundRehearsal implements AutoCloseable {
  /** Whoever has just started a service has something in mind to do with it. */
  private static final Duration DELAY = Duration.ofSeconds(30);

  private static final Duration END = Duration.ofSeconds(60);
  private static final String LOG = "rehearsal";

  private final DataFolder folder;
  private final Installation installation;
  private final Thread thread;
  private volatile @Nullable Process process;

  BackgroundRehearsal(DataFolder folder, Installation installation) {
    this.folder = folder;
    this.installation = installation;
    this.thread = Thread.ofPlatform().daemon().name("rehearsal").unstarted(this::run);
  }

  /** Begins with it, if there is anything to do. */
  void begin() {
    boolean wanted = installation.startCache().filter(cache -> !cache.isThere()).isPresent();
    if (wanted || Files.exists(folder.rehearsal())) {
      thread.start();
    }
  }

  private void run() {
    try {
      Thread.sleep(DELAY);
      Path log = folder.log(LOG);
      process =
          new ProcessBuilder(command())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .redirectInput(Path.of("/dev/null").toFile())
              .start();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (IOException impossible) {
      // Without it the service starts as it did.
      return;
    }
  }

  private List<String> command() {
    List<String> command = new ArrayList<>(List.of("nice", "-n", "19", Installation.java()));
    command.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(installation.main());
    command.addAll(List.of("rehearse", "--data", folder.rehearsal().toString()));
    return command;
  }

  /** Tells it to end, and does not wait. */
  void interrupt() {
    thread.interrupt();
    Process running = process;
    if (running != null) {
      running.destroy();
    }
  }

  /** Ends it; returns when it has ended. */
  @Override
  public void close() {
    thread.interrupt();
    boolean interrupted = Thread.interrupted();
    try {
      thread.join();
      Process running = process;
      if (running != null) {
        running.destroy();
        if (!running.waitFor(END.toMillis(), TimeUnit.MILLISECONDS)) {
          running.destroyForcibly();
        }
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

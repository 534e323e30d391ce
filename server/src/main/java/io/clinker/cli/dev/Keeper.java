package io.clinker.cli.dev;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Starts, adopts and stops the process of one part. The process runs in a session of its own and
 * writes itself down before it becomes the program, so that a launcher killed at any moment leaves
 * a process that the next one knows.
 */
final class Keeper {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration ADOPT_LIMIT = Duration.ofSeconds(10);

  /** Writes the stat line (process id and start time survive the exec) and becomes the program. */
  private static final String WRITE_DOWN =
      "umask 077; read -r stat </proc/$$/stat; printf '%s\\n' \"$stat\" >\"$0\"; exec \"$@\"";

  private final Part part;
  private final DataFolder folder;
  private final Messages messages;
  private @Nullable RunningProcess process;

  Keeper(Part part, DataFolder folder, Messages messages) {
    this.part = part;
    this.folder = folder;
    this.messages = messages;
  }

  Part part() {
    return part;
  }

  boolean isAlive() {
    return process != null && process.isAlive();
  }

  /**
   * Takes over the process that an earlier launcher left, if it still runs with the very command
   * this launcher would use and serves. One with other settings is ended.
   */
  void adopt() throws InterruptedException {
    Optional<RunningProcess> left = left();
    if (left.isEmpty()) {
      return;
    }
    RunningProcess found = left.get();
    if (!found.commandLine().equals(part.command())) {
      messages.say(
          "%s: process %d runs with other settings or an older build, ending it",
          part.name(), found.pid());
      found.end(part.stopLimit());
      return;
    }
    long end = System.nanoTime() + ADOPT_LIMIT.toNanos();
    while (found.isAlive() && System.nanoTime() < end) {
      if (part.missing().isEmpty()) {
        process = found;
        messages.say("%s: process %d still runs, adopted", part.name(), found.pid());
        return;
      }
      Pause.of(POLL);
    }
    if (found.isAlive()) {
      messages.say("%s: process %d does not answer, ending it", part.name(), found.pid());
      found.end(part.stopLimit());
    }
  }

  /** The process that was written down for this part, whoever started it, if it lives. */
  Optional<RunningProcess> left() {
    return RunningProcess.recorded(record())
        .filter(found -> found.mentions(folder.root().toString()));
  }

  /** Starts the process; does not wait until it serves. */
  void start() throws IOException, InterruptedException {
    part.prepare();
    List<String> command = new ArrayList<>();
    command.addAll(List.of("setsid", "sh", "-c", WRITE_DOWN, record().toString()));
    command.addAll(part.command());
    Files.deleteIfExists(record());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.directory(folder.root().toFile());
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(folder.log(part.name()).toFile()));
    Process started = builder.start();
    process = RunningProcess.of(started.pid()).orElse(null);
  }

  /** Waits until the process serves; fails with the end of its log if it ends before. */
  void awaitReady() throws InterruptedException {
    long begin = System.nanoTime();
    long end = begin + part.startLimit().toNanos();
    long report = begin + Duration.ofSeconds(10).toNanos();
    while (true) {
      String missing = part.missing();
      if (missing.isEmpty()) {
        return;
      }
      if (!isAlive()) {
        throw new LauncherException(
            "%s ended while starting; the end of %s:%n%s"
                .formatted(part.name(), logFile(), logEnd()));
      }
      long now = System.nanoTime();
      if (now > end) {
        throw new LauncherException(
            "%s does not serve after %d s: %s (log: %s)"
                .formatted(part.name(), part.startLimit().toSeconds(), missing, logFile()));
      }
      if (now > report) {
        messages.say(
            "%s: waiting since %d s: %s",
            part.name(), Duration.ofNanos(now - begin).toSeconds(), missing);
        report = now + Duration.ofSeconds(10).toNanos();
      }
      Pause.of(POLL);
    }
  }

  /** Ends the process, killing it when its time is over. */
  void stop() {
    RunningProcess ending = process != null && process.isAlive() ? process : left().orElse(null);
    if (ending == null) {
      return;
    }
    long begin = System.nanoTime();
    boolean inOrder = ending.end(part.stopLimit());
    Duration taken = Duration.ofNanos(System.nanoTime() - begin);
    if (inOrder) {
      messages.say("%s: stopped after %.1f s", part.name(), taken.toMillis() / 1000.0);
    } else {
      messages.say(
          "%s: had not stopped after %d s and was killed",
          part.name(), part.stopLimit().toSeconds());
    }
  }

  long pid() {
    return process == null ? -1 : process.pid();
  }

  private Path record() {
    return folder.run().resolve(part.name() + ".pid");
  }

  Path logFile() {
    return folder.logs().resolve(part.name() + ".log");
  }

  private String logEnd() {
    try {
      byte[] bytes = Files.readAllBytes(logFile());
      List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package io.clinker.cli.dev;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
  private static final Duration REPORT = Duration.ofSeconds(10);
  private static final int LOG_SHOWN = 1 << 20;
  private static final int LINES_SHOWN = 20;

  /** A part is asked so many times before its time is over: one lost answer says nothing. */
  private static final int QUESTIONS = 12;

  private static final Duration ADOPT_LIMIT = Duration.ofSeconds(10);

  /** Writes the stat line (process id and start time survive the exec) and becomes the program. */
  private static final String WRITE_DOWN =
      "umask 077; read -r stat </proc/$$/stat; printf '%s\\n' \"$stat\" >\"$0\"; exec \"$@\"";

  private final Part part;
  private final DataFolder folder;
  private final Messages messages;
  private @Nullable RunningProcess process;
  private long logStart;
  private long servedAt;
  private long askedAt;

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
   * Ends the process if it lives and has not served for as long as its part may go without.
   *
   * @return whether it was ended
   */
  boolean endIfStuck() {
    long limit = part.unservedLimit().toNanos();
    long now = System.nanoTime();
    if (limit == 0 || !isAlive() || now - askedAt < limit / QUESTIONS) {
      return false;
    }
    askedAt = now;
    String missing = part.missing();
    if (missing.isEmpty()) {
      servesNow();
      return false;
    }
    Duration unserved = Duration.ofNanos(System.nanoTime() - servedAt);
    if (unserved.toNanos() < limit) {
      return false;
    }
    messages.say(
        "%s: process %d lives and has not served for %.0f s (%s), ending it",
        part.name(), pid(), unserved.toMillis() / 1000.0, missing);
    stop();
    return true;
  }

  private void servesNow() {
    servedAt = System.nanoTime();
    askedAt = servedAt;
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
    if (!part.isOfThis(found.commandLine())) {
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
        servesNow();
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
    Path log = folder.log(part.name());
    logStart = Files.exists(log) ? Files.size(log) : 0;
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.directory(folder.root().toFile());
    builder.environment().putAll(part.environment());
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    Process started = builder.start();
    servesNow();
    process = RunningProcess.of(started.pid()).orElse(null);
  }

  /** Waits until the process serves; fails with what it wrote if it ends before. */
  void awaitReady() throws IOException, InterruptedException {
    for (int attempt = 1; !servesInTime(); attempt++) {
      if (attempt >= part.startAttempts()) {
        throw new LauncherException(
            "%s ended while starting; what it wrote into %s:%n%s"
                .formatted(part.name(), logFile(), written()));
      }
      messages.say("%s: ended while starting, trying again", part.name());
      start();
    }
  }

  /** False if the process ended before it served. */
  private boolean servesInTime() throws InterruptedException {
    long begin = System.nanoTime();
    long end = begin + part.startLimit().toNanos();
    long report = begin + REPORT.toNanos();
    while (true) {
      String missing = part.missing();
      if (missing.isEmpty()) {
        return true;
      }
      if (!isAlive()) {
        return false;
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
        report = now + REPORT.toNanos();
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

  /** What the process wrote since its start: the beginning and the end of it. */
  private String written() throws IOException {
    List<String> lines;
    try (FileChannel log = FileChannel.open(logFile(), StandardOpenOption.READ)) {
      log.position(Math.min(logStart, log.size()));
      byte[] bytes = Channels.newInputStream(log).readNBytes(LOG_SHOWN);
      lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
    }
    if (lines.size() <= LINES_SHOWN) {
      return String.join("\n", lines);
    }
    return String.join("\n", lines.subList(0, LINES_SHOWN / 2))
        + "\n...\n"
        + String.join("\n", lines.subList(lines.size() - LINES_SHOWN / 2, lines.size()));
  }
}

package io.clinker.cli.dev;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A process, known by its id and its start time: an id that was given to another process since does
 * not count as the same. Works for processes that are no children of this one.
 *
 * @param pid the process id
 * @param startTicks the kernel's start time of the process, in clock ticks since boot
 */
public record RunningProcess(long pid, long startTicks) {
  private static final Duration POLL = Duration.ofMillis(50);

  /** The process with this id, if there is one and it is not a zombie. */
  public static Optional<RunningProcess> of(long pid) {
    try {
      return parse(Files.readString(Path.of("/proc", Long.toString(pid), "stat")));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  /** The live process whose {@code /proc/PID/stat} line was written to a file when it started. */
  public static Optional<RunningProcess> recorded(Path file) {
    try {
      return parse(Files.readString(file)).filter(RunningProcess::isAlive);
    } catch (IOException absent) {
      return Optional.empty();
    }
  }

  private static Optional<RunningProcess> parse(String stat) {
    int open = stat.indexOf(" (");
    int close = stat.lastIndexOf(')');
    if (open < 0 || close < open) {
      return Optional.empty();
    }
    String[] fields = stat.substring(close + 1).trim().split("\\s+", -1);
    if (fields.length < 20 || fields[0].equals("Z") || fields[0].equals("X")) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new RunningProcess(
              Long.parseLong(stat.substring(0, open).trim()), Long.parseLong(fields[19])));
    } catch (NumberFormatException torn) {
      return Optional.empty();
    }
  }

  public boolean isAlive() {
    return of(pid).filter(this::equals).isPresent();
  }

  /** The arguments it was started with; empty when it is gone. */
  public List<String> commandLine() {
    try {
      byte[] bytes = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "cmdline"));
      String text = new String(bytes, StandardCharsets.UTF_8);
      return text.isEmpty() ? List.of() : Arrays.asList(text.split("\0"));
    } catch (IOException gone) {
      return List.of();
    }
  }

  /** True if an argument of its command line contains this text. */
  public boolean mentions(String text) {
    return commandLine().stream().anyMatch(argument -> argument.contains(text));
  }

  /**
   * Asks it to end, and kills it when it has not ended within the limit.
   *
   * @return false if it had to be killed
   */
  public boolean end(Duration limit) {
    if (!isAlive()) {
      return true;
    }
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
    if (awaitEnd(limit)) {
      return true;
    }
    if (isAlive()) {
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
      awaitEnd(Duration.ofSeconds(5));
    }
    return false;
  }

  private boolean awaitEnd(Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    while (isAlive()) {
      if (System.nanoTime() > end) {
        return false;
      }
      Pause.uninterruptibly(POLL);
    }
    return true;
  }
}

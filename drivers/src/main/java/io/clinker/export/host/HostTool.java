package io.clinker.export.host;

import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs short host tools with a time limit, and starts daemons that belong to nobody. Arguments are
 * never put into errors or logs: some of them are secrets.
 */
public final class HostTool {
  private HostTool() {}

  /**
   * What a tool answered.
   *
   * @param output both streams, as they came
   */
  public record Outcome(int exit, String output) {
    public boolean succeeded() {
      return exit == 0;
    }
  }

  /**
   * Runs a tool to its end.
   *
   * @throws ClinkerException BACKEND_UNAVAILABLE if the tool is not there; OUTCOME_UNKNOWN if it
   *     did not end in time (it is killed then)
   */
  public static Outcome run(List<String> command, Map<String, String> environment, Duration limit) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    // Nothing to read, and read-only: a daemon must not inherit a descriptor 0 that takes writes.
    builder.redirectInput(new File("/dev/null"));
    builder.environment().putAll(environment);
    String tool = command.get(0);
    Process process;
    try {
      process = builder.start();
    } catch (IOException cannotStart) {
      throw new ClinkerException(
          ErrorCode.BACKEND_UNAVAILABLE,
          "a host tool cannot be started",
          Map.of("tool", tool),
          cannotStart);
    }
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    Thread reader =
        Thread.ofVirtual()
            .start(
                () -> {
                  try (InputStream stream = process.getInputStream()) {
                    stream.transferTo(output);
                  } catch (IOException closed) {
                    // The process was killed at its limit; what was read is all there is.
                  }
                });
    try {
      boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
      if (!ended) {
        process.destroyForcibly();
        throw new ClinkerException(
            ErrorCode.OUTCOME_UNKNOWN, "a host tool did not end in time", Map.of("tool", tool));
      }
      // A daemon that the tool left behind may hold the pipe: its text is not waited for.
      reader.join(Duration.ofMillis(500));
      return new Outcome(process.exitValue(), text(output));
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new ClinkerException(
          ErrorCode.CANCELLED, "interrupted while a host tool ran", Map.of("tool", tool));
    }
  }

  /**
   * Starts a daemon in a session of its own, child of no process of ours, both streams to a log
   * file. Returns when it has been started, not when it is ready.
   */
  public static void detach(List<String> command, Map<String, String> environment, Path log) {
    List<String> detached = new java.util.ArrayList<>(List.of("setsid", "--fork"));
    detached.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(detached);
    builder.redirectInput(new File("/dev/null"));
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new ClinkerException(
            ErrorCode.BACKEND_UNAVAILABLE,
            "a daemon cannot be started",
            Map.of("tool", command.get(0)));
      }
    } catch (IOException cannotStart) {
      throw new UncheckedIOException(cannotStart);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new ClinkerException(ErrorCode.CANCELLED, "interrupted while a daemon was started");
    }
  }

  private static String text(ByteArrayOutputStream output) {
    return output.toString(StandardCharsets.UTF_8).strip();
  }
}

package io.clinker.export.host;

import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Starts daemons that belong to nobody. */
public final class Detached {
  private Detached() {}

  /**
   * Starts a daemon in a session of its own, child of no process of ours, both streams to a log
   * file. Returns when it has been started, not when it is ready.
   */
  public static void start(List<String> command, Map<String, String> environment, Path log) {
    List<String> detached = new ArrayList<>(List.of("setsid", "--fork"));
    detached.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(detached);
    // Read-only: tgt writes to descriptor 0 in one of its error paths, and must see that fail.
    builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw cannotStart(command, null);
      }
    } catch (IOException missing) {
      throw cannotStart(command, missing);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new ClinkerException(ErrorCode.CANCELLED, "interrupted while a daemon was started");
    }
  }

  private static ClinkerException cannotStart(
      List<String> command, @org.jspecify.annotations.Nullable Throwable cause) {
    return new ClinkerException(
        ErrorCode.BACKEND_UNAVAILABLE,
        "a daemon could not be started; is it installed?",
        Map.of("tool", command.getFirst()),
        cause);
  }
}

package io.clinker.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process that was started here, with the signals that a test sends. */
public final class ChildProcess {
  private final Process process;

  private ChildProcess(Process process) {
    this.process = process;
  }

  public static ChildProcess start(List<String> command, Path log) throws IOException {
    return start(command, Map.of(), log);
  }

  /**
   * @param environment beside that of this process
   */
  public static ChildProcess start(List<String> command, Map<String, String> environment, Path log)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    return new ChildProcess(
        builder
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .redirectInput(Path.of("/dev/null").toFile())
            .start());
  }

  long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** SIGKILL; returns when it is gone. */
  public void kill() {
    process.destroyForcibly();
    await(Duration.ofSeconds(10));
  }

  /** SIGTERM, and SIGKILL when it has not ended by then. */
  public void end(Duration atMost) {
    process.destroy();
    if (!await(atMost)) {
      kill();
    }
  }

  /** Whether it ends by itself within this time and says that all is well; killed if not. */
  boolean succeeds(Duration atMost) {
    if (!await(atMost)) {
      kill();
      return false;
    }
    return process.exitValue() == 0;
  }

  /** SIGSTOP. */
  public void pause() throws IOException {
    signal(process.pid(), "STOP");
  }

  /** SIGCONT. */
  public void goOn() throws IOException {
    signal(process.pid(), "CONT");
  }

  static void signal(long pid, String name) throws IOException {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
    try {
      boolean sent = kill.waitFor(60, TimeUnit.SECONDS) && kill.exitValue() == 0;
      // One that has ended by itself meanwhile needs no signal.
      if (!sent && ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent()) {
        throw new IOException("no SIG" + name + " to process " + pid);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean await(Duration atMost) {
    try {
      return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}

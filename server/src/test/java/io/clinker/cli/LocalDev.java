package io.clinker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.store.testing.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * {@code ./clinker dev} as a process on free ports, started through the script itself. Several
 * starts on one folder use the same ports.
 */
public final class LocalDev implements AutoCloseable {
  private static final Path SCRIPT = Path.of(System.getProperty("clinker.home", ".."), "clinker");
  private static final Duration READY_LIMIT = Duration.ofSeconds(300);

  private final Path data;
  private final List<String> ports;
  private final List<Process> launchers = new ArrayList<>();

  public LocalDev(Path data) {
    this.data = data;
    this.ports = freePorts();
  }

  private static List<String> freePorts() {
    return Stream.of("--api-port", "--admin-port", "--engine-port", "--ui-port", "--db-port")
        .flatMap(option -> Stream.of(option, Integer.toString(Ports.free())))
        .toList();
  }

  public int port(String option) {
    return Integer.parseInt(ports.get(ports.indexOf(option) + 1));
  }

  /** Starts a launcher and waits until it says that it is ready. */
  public Process startReady(String... more) throws IOException, InterruptedException {
    Path log = Files.createTempFile(data.getParent(), "dev", ".log");
    Process launcher = start(log, more);
    long end = System.nanoTime() + READY_LIMIT.toNanos();
    while (!Files.readString(log).contains(" ready after ")) {
      assertThat(launcher.isAlive()).as(() -> "launcher: " + read(log)).isTrue();
      assertThat(System.nanoTime()).as(() -> "launcher: " + read(log)).isLessThan(end);
      Thread.sleep(100);
    }
    return launcher;
  }

  /** Starts a launcher that writes into this file. */
  public Process start(Path log, String... more) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("dev", "--data", data.toString()));
    arguments.addAll(ports);
    arguments.addAll(List.of(more));
    Process launcher = clinker(log, arguments);
    launchers.add(launcher);
    return launcher;
  }

  /** Runs a subcommand to its end and answers what it said; fails when it exits otherwise. */
  public String run(int exitCode, String... arguments) throws IOException, InterruptedException {
    return run(Map.of(), exitCode, arguments);
  }

  /** The same in a shell that has these variables too. */
  public String run(Map<String, String> variables, int exitCode, String... arguments)
      throws IOException, InterruptedException {
    Path log = Files.createTempFile(data.getParent(), "run", ".log");
    Process process = clinker(log, variables, List.of(arguments));
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    String said = Files.readString(log);
    assertThat(process.exitValue()).as(said).isEqualTo(exitCode);
    return said;
  }

  private static Process clinker(Path log, List<String> arguments) throws IOException {
    return clinker(log, Map.of(), arguments);
  }

  private static Process clinker(Path log, Map<String, String> variables, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(SCRIPT.toString()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("CLINKER_BUILD", "never");
    builder.environment().putAll(variables);
    return builder
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .redirectInput(Path.of("/dev/null").toFile())
        .start();
  }

  /** The process id of the launcher that was started last. */
  public long launcher() {
    return launchers.getLast().pid();
  }

  /** The process id of a part: service, engine or database. */
  public long pid(String part) throws IOException {
    String record = Files.readString(record(part));
    return Long.parseLong(record.substring(0, record.indexOf(' ')));
  }

  public Path record(String part) {
    return data.resolve("run").resolve(part + ".pid");
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends whatever still runs in the folder. */
  @Override
  public void close() throws IOException, InterruptedException {
    if (Files.isDirectory(data)) {
      clinker(
              Files.createTempFile("stop", ".log"),
              List.of("stop", "--exports", "--data", data.toString()))
          .waitFor(120, TimeUnit.SECONDS);
    }
    launchers.forEach(Process::destroyForcibly);
  }
}

package io.clinker.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.cli.LocalDev;
import io.clinker.cli.dev.DataFolder;
import io.clinker.cli.dev.ExportDaemons;
import io.clinker.cli.dev.RunningProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code ./clinker dev} in a folder of its own, with what a test does to it. */
final class Installation implements AutoCloseable {
  private final Path data;
  private final LocalDev dev;
  private Process launcher;

  private Installation(Path data, LocalDev dev, Process launcher) {
    this.data = data;
    this.dev = dev;
    this.launcher = launcher;
  }

  static Installation start(Path folder) throws IOException, InterruptedException {
    Path data = folder.resolve("data");
    LocalDev dev = new LocalDev(data);
    try {
      return new Installation(data, dev, dev.startReady());
    } catch (AssertionError | IOException | InterruptedException failed) {
      dev.close();
      throw failed;
    }
  }

  URI api() {
    return URI.create("http://127.0.0.1:" + dev.port("--api-port"));
  }

  /** Gives the service a backend more; the launcher starts it again when it is killed. */
  void addBackend(String entry) throws IOException, InterruptedException {
    Path configuration = data.resolve("clinker.yml");
    Files.writeString(
        configuration, Files.readString(configuration).stripTrailing() + "\n" + entry);
    kill(dev.pid("service"));
  }

  /** Kills launcher, service, engine and database at once. */
  void killEverything() throws IOException, InterruptedException {
    launcher.destroyForcibly().waitFor();
    for (String part : List.of("service", "engine", "database")) {
      kill(dev.pid(part));
    }
  }

  /** Starts it again after {@link #killEverything}. */
  void startAgain() throws IOException, InterruptedException {
    launcher = dev.startReady();
  }

  /** The daemons that serve volumes. */
  List<ExportDaemons.Daemon> daemons() {
    return new ExportDaemons(new DataFolder(data)).list();
  }

  static void kill(long pid) throws InterruptedException {
    RunningProcess process = RunningProcess.of(pid).orElseThrow();
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    long end = System.nanoTime() + 10_000_000_000L;
    while (process.isAlive()) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.sleep(10);
    }
  }

  /** What the oracle says; fails if it finds a violation. */
  String check() throws IOException, InterruptedException {
    return dev.run(0, "check", "--config", data.resolve("clinker.yml").toString());
  }

  @Override
  public void close() throws IOException, InterruptedException {
    dev.close();
  }
}

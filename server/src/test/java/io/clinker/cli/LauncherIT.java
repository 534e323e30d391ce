package io.clinker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.cli.dev.RunningProcess;
import io.clinker.site.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(900)
class LauncherIT {
  private static final String ONLY = "--without-node";

  @TempDir Path temporary;

  @Test
  void databaseAndEngineSurviveTheLauncherAndAreAdopted() throws Exception {
    Path data = temporary.resolve("data");
    try (LocalDev dev = new LocalDev(data)) {
      Process first = dev.startReady(ONLY);
      assertThat(Files.getPosixFilePermissions(data))
          .isEqualTo(PosixFilePermissions.fromString("rwx------"));
      assertThat(Files.getPosixFilePermissions(data.resolve("clinker.yml")))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      long database = dev.pid("database");
      long engine = dev.pid("engine");

      assertThat(dev.run(1, "dev", "--data", data.toString(), ONLY))
          .contains("a launcher (process " + first.pid() + ") already runs on " + data);

      first.destroyForcibly().waitFor();
      assertThat(RunningProcess.of(database)).isPresent();
      Process second = dev.startReady(ONLY);
      assertThat(dev.pid("database")).isEqualTo(database);
      assertThat(dev.pid("engine")).isEqualTo(engine);

      second.destroyForcibly().waitFor();
      kill(engine);
      Process third = dev.startReady(ONLY);
      assertThat(dev.pid("database")).isEqualTo(database);
      assertThat(dev.pid("engine")).isNotEqualTo(engine);

      assertThat(dev.run(0, "stop", "--data", data.toString()))
          .contains("stopping process " + third.pid());
      assertThat(third.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(RunningProcess.of(dev.pid("database"))).isEmpty();
      assertThat(RunningProcess.of(dev.pid("engine"))).isEmpty();
    }
  }

  @Test
  void theSimulationIsPlayedBesideADatabaseAlone() throws Exception {
    Path data = temporary.resolve("data");
    try (LocalDev dev = new LocalDev(data)) {
      assertThat(dev.run(0, "chaos", "--simulate", "3", "--seed", "1", "--data", data.toString()))
          .contains("3 schedules from seed 1 on")
          .contains("3 schedules with")
          .contains("schedules that broke an invariant: 0");
      assertThat(data.resolve("run").resolve("mariadb.pid")).doesNotExist();
    }
  }

  @Test
  void aPartThatDiesIsStartedAgain() throws Exception {
    try (LocalDev dev = new LocalDev(temporary.resolve("data"))) {
      dev.startReady(ONLY);
      for (String part : new String[] {"database", "engine"}) {
        long before = dev.pid(part);
        kill(before);
        awaitOther(dev, part, before);
      }
    }
  }

  @Test
  void theServiceIsAdoptedAndComesBackWhenEverythingWasKilled() throws Exception {
    try (LocalDev dev = new LocalDev(temporary.resolve("data"))) {
      Process first = dev.startReady();
      long service = dev.pid("service");
      first.destroyForcibly().waitFor();
      Process second = dev.startReady();
      assertThat(dev.pid("service")).isEqualTo(service);

      second.destroyForcibly().waitFor();
      for (String part : new String[] {"service", "engine", "database"}) {
        kill(dev.pid(part));
      }
      Process third = dev.startReady();
      assertThat(dev.pid("service")).isNotEqualTo(service);
      third.destroy();
      assertThat(third.waitFor(90, TimeUnit.SECONDS)).isTrue();
      assertThat(RunningProcess.of(dev.pid("service"))).isEmpty();
      assertThat(RunningProcess.of(dev.pid("database"))).isEmpty();
    }
  }

  @Test
  void aWrongConfigurationIsSaidInPlainWords() throws Exception {
    Path wrong = temporary.resolve("wrong.yml");
    Files.writeString(wrong, "backends:\n  - {name: file, drivr: file}\n");
    try (LocalDev dev = new LocalDev(temporary.resolve("data"))) {
      assertThat(dev.run(1, "run", wrong.toString()))
          .contains("backends.[0].drivr")
          .doesNotContain("\tat ");
    }
  }

  @Test
  void aTakenPortIsNamedAndNothingIsStarted() throws Exception {
    Path data = temporary.resolve("data");
    try (LocalDev dev = new LocalDev(data);
        ServerSocket taken =
            new ServerSocket(dev.port("--ui-port"), 1, InetAddress.getLoopbackAddress())) {
      Path log = temporary.resolve("log");
      Process launcher = dev.start(log, ONLY);
      assertThat(launcher.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(launcher.exitValue()).isEqualTo(1);
      assertThat(Files.readString(log))
          .contains("port " + taken.getLocalPort() + " (--ui-port) is taken by process")
          .contains(Long.toString(ProcessHandle.current().pid()));
      assertThat(data.resolve("run").resolve("database.pid")).doesNotExist();
    }
  }

  private static void kill(long pid) {
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
  }

  private static void awaitOther(LocalDev dev, String part, long before)
      throws IOException, InterruptedException {
    // A record that is just being replaced cannot be read.
    Await.until(part + " runs again", Duration.ofSeconds(120), () -> dev.pid(part) != before);
  }
}

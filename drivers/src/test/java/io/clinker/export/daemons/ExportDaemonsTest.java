package io.clinker.export.daemons;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.driver.ConnectRequest;
import io.clinker.driver.ConnectionInfo;
import io.clinker.exec.CommandRunner;
import io.clinker.export.LiveVolume;
import io.clinker.export.Place;
import io.clinker.export.QemuIo;
import io.clinker.model.StorageProtocol;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExportDaemonsTest {
  @TempDir private Path directory;
  private final CommandRunner runner = new CommandRunner();

  @AfterEach
  void end() {
    try (ExportDaemons daemons = new ExportDaemons(directory.resolve("exports"))) {
      daemons.stopAll();
    }
    runner.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"NBD", "ISCSI"})
  void aWriterDoesNotNoticeThatTheServiceIsKilledAndAnotherAdoptsTheDaemon(StorageProtocol protocol)
      throws Exception {
    Place place = new Place(directory);
    LiveVolume volume = place.volume("raw", 64L << 20);
    ConnectRequest request = Place.request(volume, protocol, false);
    Path sealed = place.seal(request.attachment(), volume, "f1");
    String[] arguments = {
      protocol.word(),
      directory.resolve("exports").toString(),
      volume.volume().value(),
      volume.image().toString(),
      request.attachment().value(),
      sealed.toString()
    };
    Process service = service(arguments);
    ExportDaemons daemons = new ExportDaemons(directory.resolve("exports"));
    assertThat(daemons.list()).hasSize(1);
    long pid = daemons.list().get(0).pid();
    // Neither child nor session of the service.
    String[] stat = Files.readString(Path.of("/proc/" + pid + "/stat")).split("\\) ")[1].split(" ");
    assertThat(Long.parseLong(stat[1])).isNotEqualTo(service.pid());
    String[] own =
        Files.readString(Path.of("/proc/" + service.pid() + "/stat")).split("\\) ")[1].split(" ");
    assertThat(stat[3]).isNotEqualTo(own[3]);

    ConnectionInfo told = ConnectOnce.connect(arguments, runner);
    QemuIo client =
        protocol == StorageProtocol.NBD
            ? QemuIo.nbd(told.data(), directory, 0)
            : QemuIo.iscsi(told.data(), "iqn.2026-01.test:host1");
    QemuIo.Running writer = client.start();
    for (int index = 0; index < 60; index++) {
      writer.send("write -P 7 " + index * 64 + "k 64k");
      writer.send("sleep 10");
    }
    writer.awaitWrites(10);
    service.destroyForcibly().waitFor();
    Process next = service(arguments);
    writer.awaitWrites(60);

    assertThat(writer.text()).doesNotContain("ailed");
    assertThat(daemons.list())
        .containsExactly(
            new ExportDaemons.Daemon(
                protocol,
                protocol == StorageProtocol.NBD
                    ? java.util.Optional.of(volume.volume())
                    : java.util.Optional.empty(),
                pid,
                1));
    daemons.stopIdle();
    assertThat(daemons.list()).hasSize(1);
    assertThat(writer.finish()).matches(QemuIo.Outcome::clean);
    next.destroyForcibly().waitFor();
    daemons.stopAll();
    assertThat(daemons.list()).isEmpty();
    assertThat(QemuIo.file(volume.image(), "raw").run("read -P 7 0 3840k"))
        .matches(QemuIo.Outcome::clean);
    daemons.close();
  }

  @Test
  void aDirectoryThatIsNotThereHasNoDaemons() {
    try (ExportDaemons daemons = new ExportDaemons(directory.resolve("nowhere"))) {
      assertThat(daemons.list()).isEmpty();
      daemons.stopAll();
    }
    assertThat(directory.resolve("nowhere")).doesNotExist();
  }

  private static Process service(String[] arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                System.getProperty("java.home") + "/bin/java",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                ConnectOnce.class.getName()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    BufferedReader lines = process.inputReader();
    String line;
    do {
      line = lines.readLine();
    } while (line != null && !line.equals("connected"));
    assertThat(line).isEqualTo("connected");
    return process;
  }
}

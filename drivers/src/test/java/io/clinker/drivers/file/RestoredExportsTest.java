package io.clinker.drivers.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.clinker.contract.Turn;
import io.clinker.driver.ConnectRequest;
import io.clinker.driver.ConnectionInfo;
import io.clinker.driver.Driver;
import io.clinker.driver.ExportRecord;
import io.clinker.driver.ObservedExport;
import io.clinker.driver.RestoredExports;
import io.clinker.driver.VolumeSource;
import io.clinker.exec.CommandRunner;
import io.clinker.export.daemons.ExportDaemons;
import io.clinker.export.nbd.NbdExporter;
import io.clinker.export.nbd.NbdOptions;
import io.clinker.model.AttachmentId;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.Size;
import io.clinker.model.StorageProtocol;
import io.clinker.model.VolumeId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host comes back, and some of its exports cannot. */
class RestoredExportsTest {
  @TempDir Path directory;
  private final CommandRunner runner = new CommandRunner();
  private NbdExporter exporter;

  @BeforeEach
  void open() {
    Path exports = ExportDaemons.nbdDirectory(directory.resolve("exports"));
    exporter = new NbdExporter(NbdOptions.loopback(exports), runner);
  }

  @AfterEach
  void end() {
    try (ExportDaemons daemons = new ExportDaemons(directory.resolve("exports"))) {
      daemons.stopAll();
    }
    runner.close();
  }

  @Test
  void oneThatCannotBeBroughtBackKeepsNoOtherDown() throws IOException {
    try (Driver driver = driver()) {
      ExportRecord portTaken = connected(driver);
      ExportRecord damaged = connected(driver);
      ExportRecord sound = connected(driver);
      List<ExportRecord> wanted = List.of(portTaken, damaged, sound);
      crash();
      Path manifest = find("volume-" + damaged.request().volume(), "volume.json");
      byte[] whole = Files.readAllBytes(manifest);
      Files.writeString(manifest, "{\"version\":");
      int port = (Integer) portTaken.connection().data().get("port");

      RestoredExports round;
      try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
        assertThat(taken.isBound()).isTrue();
        round = driver.restoreExports(wanted);
      }

      assertThat(attachments()).containsExactly(sound.request().attachment());
      assertThat(round.restored()).hasSize(1);
      assertThat(round.failed())
          .extracting(RestoredExports.Failure::what)
          .containsExactly(
              "attachment " + portTaken.request().attachment(),
              "attachment " + damaged.request().attachment());
      ClinkerException shown = catchThrowableOfType(ClinkerException.class, round::requireAll);
      assertThat(shown.code()).isEqualTo(ErrorCode.BACKEND_BUSY);
      assertThat(shown.facts())
          .containsOnlyKeys(round.failed().stream().map(RestoredExports.Failure::what).toList());

      Files.write(manifest, whole);
      RestoredExports next = driver.restoreExports(wanted);

      assertThat(next.failed()).isEmpty();
      assertThat(next.restored()).hasSize(2);
      assertThat(attachments()).hasSize(3);
      next.requireAll();
    }
  }

  private Driver driver() throws IOException {
    Path backend = Files.createDirectory(directory.resolve("backend"));
    return new FileDriver(
        FileOptions.parse(Map.of("directory", backend.toString())),
        new ServingExporters(List.of(exporter)),
        PausePoints.none());
  }

  private static ExportRecord connected(Driver driver) {
    VolumeId volume = VolumeId.random();
    driver.createVolume(
        Turn.of(1, volume.ref()), volume, Size.ofGibibytes(1), new VolumeSource.Blank());
    ConnectRequest request =
        new ConnectRequest(
            AttachmentId.random(),
            volume,
            StorageProtocol.NBD,
            null,
            "host1",
            "127.0.0.1",
            false,
            "0123456789abcdef");
    ConnectionInfo told = driver.connect(Turn.of(1, request.attachment().ref()), request);
    return new ExportRecord(request, 1, told);
  }

  private void crash() {
    try (ExportDaemons daemons = new ExportDaemons(directory.resolve("exports"))) {
      for (ExportDaemons.Daemon daemon : daemons.list()) {
        ProcessHandle process = ProcessHandle.of(daemon.pid()).orElseThrow();
        process.destroyForcibly();
        process.onExit().join();
      }
    }
  }

  private List<AttachmentId> attachments() {
    return exporter.exports().stream().map(ObservedExport::attachment).toList();
  }

  private Path find(String object, String name) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(file -> file.endsWith(name) && file.toString().contains(object))
          .findFirst()
          .orElseThrow();
    }
  }
}

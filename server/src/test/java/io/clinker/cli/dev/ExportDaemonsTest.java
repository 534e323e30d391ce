package io.clinker.cli.dev;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.driver.ConnectRequest;
import io.clinker.export.LiveVolume;
import io.clinker.export.QemuIo;
import io.clinker.export.nbd.NbdExporter;
import io.clinker.export.nbd.NbdOptions;
import io.clinker.model.AttachmentId;
import io.clinker.model.StorageProtocol;
import io.clinker.model.VolumeId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ExportDaemonsTest {
  @TempDir Path temporary;

  @Test
  void idleDaemonsAreEndedAndThoseWithClientsOnlyWithAll() throws Exception {
    DataFolder folder = new DataFolder(temporary.resolve("data")).create();
    ExportDaemons daemons = new ExportDaemons(folder);
    assertThat(daemons.list()).isEmpty();
    VolumeId idle = new VolumeId(UUID.randomUUID().toString());
    VolumeId used = new VolumeId(UUID.randomUUID().toString());
    export(folder, idle);
    Map<String, Object> connection = export(folder, used);
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    Messages messages = new Messages(new PrintStream(said, true, StandardCharsets.UTF_8));
    QemuIo.Running client = QemuIo.nbd(connection, temporary).start();
    try {
      client.send("write 0 4k");
      client.awaitWrites(1);
      assertThat(daemons.list()).hasSize(2);

      daemons.endIdle(messages);

      assertThat(daemons.list())
          .singleElement()
          .satisfies(
              daemon -> {
                assertThat(daemon.volume()).contains(used);
                assertThat(daemon.connected()).isTrue();
                assertThat(daemon.description()).contains("nbd, process " + daemon.pid());
              });
      assertThat(said.toString(StandardCharsets.UTF_8)).contains(idle.value());

      daemons.endAll(messages);

      assertThat(daemons.list()).isEmpty();
      assertThat(said.toString(StandardCharsets.UTF_8)).contains(used.value());
    } finally {
      client.kill();
      daemons.endAll(messages);
    }
  }

  private static Map<String, Object> export(DataFolder folder, VolumeId volume) throws IOException {
    Path exports = folder.backend().resolve("exports");
    Path image = folder.backend().resolve(volume.value());
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(1 << 20);
    }
    AttachmentId attachment = new AttachmentId(UUID.randomUUID().toString());
    Path sealed =
        Files.createDirectories(folder.backend().resolve(attachment.value()).resolve("1"));
    Files.createLink(sealed.resolve("disk"), image);
    return new NbdExporter(
            NbdOptions.loopback(io.clinker.export.daemons.ExportDaemons.nbdDirectory(exports)))
        .connect(
            new LiveVolume(volume, image, "raw"),
            sealed,
            new ConnectRequest(
                attachment, volume, StorageProtocol.NBD, null, "client", null, false, "secret"))
        .data();
  }
}

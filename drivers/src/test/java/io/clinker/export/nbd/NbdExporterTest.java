package io.clinker.export.nbd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clinker.cases.Shows;
import io.clinker.driver.ConnectRequest;
import io.clinker.driver.ConnectionInfo;
import io.clinker.driver.ExportRecord;
import io.clinker.driver.ObservedExport;
import io.clinker.exec.CommandRunner;
import io.clinker.export.LiveVolume;
import io.clinker.export.Place;
import io.clinker.export.QemuIo;
import io.clinker.export.host.ProcFs;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.StorageProtocol;
import io.clinker.model.VolumeId;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NbdExporterTest {
  private static final long SIZE = 64L << 20;

  @TempDir private Path directory;
  private final CommandRunner runner = new CommandRunner();
  private Path exports;
  private NbdExporter exporter;
  private Place place;

  @BeforeEach
  void open() {
    exports = directory.resolve("exports/nbd");
    exporter = new NbdExporter(NbdOptions.loopback(exports), runner);
    place = new Place(directory);
  }

  @AfterEach
  void end() {
    for (NbdExporter.Running running : exporter.running()) {
      exporter.stopServing(running.volume());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"raw", "qcow2"})
  void bytesWrittenOverTheExportAreInTheImage(String format) throws Exception {
    LiveVolume volume = place.volume(format, SIZE);
    ConnectRequest request = request(volume);
    Path sealed = place.seal(request.attachment(), volume, "f1-s1");

    ConnectionInfo info = exporter.connect(volume, sealed, request);
    ConnectionInfo again = exporter.connect(volume, sealed, request);

    assertThat(again.data()).isEqualTo(info.data());
    assertThat(
            client(info)
                .run(
                    "write -P 0x11 0 1M",
                    "write -z 2M 1M",
                    "discard 4M 1M",
                    "flush",
                    "read -P 0x11 0 1M"))
        .matches(QemuIo.Outcome::clean);
    assertThat(exporter.exports())
        .containsExactly(
            new ObservedExport(request.attachment(), volume.volume(), StorageProtocol.NBD, 0));
    assertThat(exporter.isServing(volume.volume())).isTrue();

    exporter.disconnect(request.attachment(), volume.volume());
    exporter.disconnect(request.attachment(), volume.volume());

    assertThat(exporter.isServing(volume.volume())).isFalse();
    assertThat(exporter.exports()).isEmpty();
    assertThat(exporter.running()).isEmpty();
    assertThat(Files.list(exports)).isEmpty();
    assertThat(QemuIo.file(volume.image(), format).run("read -P 0x11 0 1M"))
        .matches(QemuIo.Outcome::clean);
  }

  @Test
  void libnbdReadsWhatQemuWrote() throws Exception {
    LiveVolume volume = place.volume("raw", SIZE);
    ConnectRequest request = request(volume);
    ConnectionInfo info = connect(volume, request);
    client(info).run("write -P 0x41 0 64k", "flush");
    Map<?, ?> tls = (Map<?, ?>) info.data().get("tls");
    Path keys = directory.resolve("nbdsh.psk");
    Files.writeString(keys, tls.get("username") + ":" + tls.get("key") + "\n");
    String uri =
        "nbds://%s@127.0.0.1:%s/%s?tls-psk-file=%s"
            .formatted(
                tls.get("username"), info.data().get("port"), info.data().get("export"), keys);
    Path copy = directory.resolve("copied");
    assertThat(Place.run("nbdinfo", "--size", uri)).isEqualTo("0 " + SIZE + "\n");
    assertThat(Place.run("nbdcopy", uri, copy.toString())).startsWith("0 ");
    assertThat(Files.mismatch(copy, volume.image())).isEqualTo(-1);
  }

  @Test
  void whoHasNoKeyIsRefusedAndKeysComeAndGoWhileTheDaemonRuns() throws Exception {
    LiveVolume volume = place.volume("raw", SIZE);
    ConnectRequest first = request(volume);
    ConnectRequest second = request(volume);
    ConnectionInfo one = connect(volume, first);

    Map<String, Object> plain = new LinkedHashMap<>(one.data());
    plain.remove("tls");
    Map<String, Object> wrong = new LinkedHashMap<>(one.data());
    Map<?, ?> tls = (Map<?, ?>) one.data().get("tls");
    wrong.put("tls", Map.of("username", tls.get("username"), "key", "00".repeat(32)));
    assertThat(QemuIo.nbd(plain, directory, 0).run("read 0 64k").clean()).isFalse();
    assertThat(QemuIo.nbd(wrong, directory, 0).run("read 0 64k").clean()).isFalse();

    long pid = exporter.running().get(0).pid();
    ConnectionInfo two = connect(volume, second);
    assertThat(client(two).run("read 0 64k")).matches(QemuIo.Outcome::clean);
    exporter.disconnect(first.attachment(), volume.volume());
    Map<String, Object> othersExport = new LinkedHashMap<>(one.data());
    othersExport.put("export", second.attachment().value());
    assertThat(QemuIo.nbd(othersExport, directory, 0).run("read 0 64k").clean()).isFalse();
    assertThat(client(two).run("read 0 64k")).matches(QemuIo.Outcome::clean);
    assertThat(exporter.running().get(0).pid()).isEqualTo(pid);
    assertThat(ProcFs.arguments(pid).toString()).doesNotContain(String.valueOf(tls.get("key")));
  }

  @Test
  void readOnlyExportsRefuseWrites() {
    LiveVolume volume = place.volume("raw", SIZE);
    ConnectRequest request = Place.request(volume, StorageProtocol.NBD, true);
    ConnectionInfo info = connect(volume, request);
    assertThat(client(info).run("write 0 64k").clean()).isFalse();
  }

  @Test
  @Shows("D-9")
  void noWriteHappensAfterDisconnect() throws Exception {
    LiveVolume volume = place.volume("raw", SIZE);
    ConnectRequest request = request(volume);
    QemuIo.Running writer = QemuIo.nbd(connect(volume, request).data(), directory, 2).start();
    ConnectRequest other = request(volume);
    connect(volume, other);
    for (int index = 0; index < 400; index++) {
      writer.send("write -P 0x33 " + index * 4096 + " 4096");
      writer.send("sleep 5");
    }
    writer.awaitWrites(20);

    exporter.disconnect(request.attachment(), volume.volume());
    byte[] at = Files.readAllBytes(volume.image());
    int acknowledged = writer.writes();
    Thread.sleep(1500);

    assertThat(Files.readAllBytes(volume.image())).isEqualTo(at);
    assertThat(writer.writes()).isLessThanOrEqualTo(acknowledged + 1);
    writer.kill();
    assertThat(exporter.exports())
        .extracting(ObservedExport::attachment)
        .containsExactly(other.attachment());
  }

  @Test
  void aWriterLosesNothingWhenTheDaemonIsKilledAndRestored() throws Exception {
    LiveVolume volume = place.volume("qcow2", SIZE);
    ConnectRequest request = request(volume);
    Path sealed = place.seal(request.attachment(), volume, "f1-s1");
    ConnectionInfo info = exporter.connect(volume, sealed, request);
    QemuIo.Running writer = client(info).start();
    send(writer, 60, 0);
    writer.awaitWrites(10);
    long pid = exporter.running().get(0).pid();
    ProcessHandle daemon = ProcessHandle.of(pid).orElseThrow();
    daemon.destroyForcibly();
    daemon.onExit().join();

    // The attachment was sealed again since, and another process restores.
    Path later = place.seal(request.attachment(), volume, "f1-s9");
    NbdExporter other = new NbdExporter(NbdOptions.loopback(exports), runner);
    ExportRecord record = new ExportRecord(request, 1, info);
    assertThat(other.restore(volume, later, record)).isTrue();
    assertThat(other.restore(volume, later, record)).isFalse();

    writer.awaitWrites(60);
    assertThat(writer.finish()).matches(QemuIo.Outcome::clean);
    verify(client(info), 60);
  }

  @ParameterizedTest
  @ValueSource(strings = {"raw", "qcow2"})
  void growingUnderAWriterLosesNothing(String format) throws Exception {
    LiveVolume volume = place.volume(format, SIZE);
    ConnectRequest request = request(volume);
    ConnectRequest reader = Place.request(volume, StorageProtocol.NBD, true);
    ConnectionInfo info = connect(volume, request);
    connect(volume, reader);
    QemuIo.Running writer = client(info).start();
    send(writer, 80, 0);
    writer.awaitWrites(10);

    LiveVolume sealed = place.reseal(volume, "f2");
    exporter.grow(volume.volume(), sealed, () -> resize(sealed, 2 * SIZE));

    writer.awaitWrites(80);
    assertThat(writer.finish()).matches(QemuIo.Outcome::clean);
    verify(client(info), 80);
    assertThat(client(info).run("length", "write -P 0x77 100M 64k").text())
        .contains("128 MiB")
        .contains("wrote");
    assertThat(exporter.exports()).hasSize(2);
  }

  @Test
  void aGrowThatFailsLeavesTheExportsServing() throws Exception {
    LiveVolume volume = place.volume("qcow2", SIZE);
    ConnectRequest request = request(volume);
    ConnectionInfo info = connect(volume, request);
    assertThatThrownBy(
            () ->
                exporter.grow(
                    volume.volume(),
                    volume,
                    () -> {
                      throw new ClinkerException(ErrorCode.BACKEND_FULL, "no space");
                    }))
        .isInstanceOf(ClinkerException.class)
        .hasMessage("no space");
    assertThat(client(info).run("write 0 64k", "length").text())
        .contains("wrote")
        .contains("64 MiB");
  }

  @Test
  void anOverlaySeparatesWhatWasBeforeFromWhatComesAfter() throws Exception {
    LiveVolume volume = place.volume("qcow2", SIZE);
    ConnectRequest request = request(volume);
    ConnectionInfo info = connect(volume, request);
    QemuIo.Running writer = client(info).start();
    send(writer, 20, 0);
    writer.awaitWrites(20);
    Path overlay = volume.image().resolveSibling("overlay");
    Place.run(
        "qemu-img",
        "create",
        "-q",
        "-f",
        "qcow2",
        "-b",
        volume.image().toString(),
        "-F",
        "qcow2",
        overlay.toString());

    assertThat(exporter.switchToOverlay(volume, overlay)).isTrue();
    assertThat(exporter.switchToOverlay(volume, overlay)).isTrue();
    byte[] frozen = Files.readAllBytes(volume.image());
    writer.send("write -P 0xee 0 1M");
    writer.awaitWrites(21);
    assertThat(writer.finish()).matches(QemuIo.Outcome::clean);

    assertThat(Files.readAllBytes(volume.image())).isEqualTo(frozen);
    exporter.disconnect(request.attachment(), volume.volume());
    assertThat(
            QemuIo.file(volume.image(), "qcow2")
                .run("read -P 0x01 0 64k", "read -P 0x14 1216k 64k"))
        .matches(QemuIo.Outcome::clean);
    assertThat(QemuIo.file(overlay, "qcow2").run("read -P 0xee 0 1M", "read -P 0x14 1216k 64k"))
        .matches(QemuIo.Outcome::clean);
    ConnectionInfo next =
        exporter.connect(
            new LiveVolume(volume.volume(), overlay, "qcow2"),
            place.seal(request.attachment(), volume, "f2"),
            request);
    assertThat(client(next).run("read -P 0xee 0 1M")).matches(QemuIo.Outcome::clean);
  }

  @Test
  void whatLiesUnderTheOverlayCanBeReadAndClonedWhileClientsWrite() throws Exception {
    LiveVolume volume = place.volume("qcow2", SIZE);
    ConnectRequest request = request(volume);
    ConnectionInfo info = connect(volume, request);
    client(info).run("write -P 0x11 0 1M", "flush");
    Path layer = directory.resolve("layer");
    Files.createLink(layer, volume.image());
    Path overlay = overlay(layer, "overlay");
    Files.move(overlay, volume.image(), StandardCopyOption.REPLACE_EXISTING);
    LiveVolume former = new LiveVolume(volume.volume(), layer, "qcow2");
    // The path that the daemon opened is now the overlay's, and the turn has changed its name.
    volume = place.reseal(volume, "f7");
    assertThat(exporter.switchToOverlay(former, volume.image())).isTrue();
    assertThat(client(info).run("read -P 0x11 0 1M")).matches(QemuIo.Outcome::clean);
    QemuIo.Running writer = client(info).start();
    writer.send("write -P 0x22 0 1M");
    writer.awaitWrites(1);

    LiveVolume clone = new LiveVolume(VolumeId.random(), overlay(layer, "clone"), "qcow2");
    ConnectionInfo cloned = connect(clone, request(clone));

    assertThat(client(cloned).run("read -P 0x11 0 1M", "write -P 0x33 0 64k"))
        .matches(QemuIo.Outcome::clean);
    assertThat(
            Place.run(
                "qemu-img",
                "convert",
                "-f",
                "qcow2",
                layer.toString(),
                "-O",
                "raw",
                directory.resolve("flat").toString()))
        .startsWith("0 ");
    assertThat(QemuIo.file(directory.resolve("flat"), "raw").run("read -P 0x11 0 1M"))
        .matches(QemuIo.Outcome::clean);
    assertThat(writer.finish()).matches(QemuIo.Outcome::clean);
    assertThat(client(info).run("read -P 0x22 0 1M")).matches(QemuIo.Outcome::clean);
  }

  @Test
  void aSwitchThatWasGivenUpIsMadeGoodByRestoreAndByTheNextConnect() throws Exception {
    LiveVolume volume = place.volume("qcow2", SIZE);
    ConnectRequest request = request(volume);
    Path sealed = place.seal(request.attachment(), volume, "f1");
    ConnectionInfo info = exporter.connect(volume, sealed, request);
    QemuIo.Running writer = client(info).start();
    writer.send("write -P 0x11 0 1M");
    writer.awaitWrites(1);
    Path layer = directory.resolve("layer");
    Files.createLink(layer, volume.image());
    Files.move(overlay(layer, "overlay"), volume.image(), StandardCopyOption.REPLACE_EXISTING);

    ConnectRequest other = request(volume);
    ConnectionInfo second = connect(volume, other);
    assertThat(exporter.restore(volume, sealed, new ExportRecord(request, 1, info))).isFalse();
    byte[] frozen = Files.readAllBytes(layer);
    writer.send("write -P 0x22 0 64k");
    writer.awaitWrites(2);
    assertThat(writer.finish()).matches(QemuIo.Outcome::clean);

    assertThat(client(second).run("read -P 0x22 0 64k", "read -P 0x11 64k 64k"))
        .matches(QemuIo.Outcome::clean);
    assertThat(Files.readAllBytes(layer)).isEqualTo(frozen);
  }

  @Test
  void anOverlayThatWasOpenedAndNotSwitchedToIsForgotten() throws Exception {
    LiveVolume volume = place.volume("qcow2", SIZE);
    connect(volume, request(volume));
    Path overlay = volume.image().resolveSibling("overlay");
    Place.run(
        "qemu-img",
        "create",
        "-q",
        "-f",
        "qcow2",
        "-b",
        volume.image().toString(),
        "-F",
        "qcow2",
        overlay.toString());
    QsdDaemon daemon =
        new QsdLauncher(NbdOptions.loopback(exports), runner).find(volume.volume()).orElseThrow();
    try (Qmp qmp = daemon.talk()) {
      String node = new BlockGraph(qmp).openImage(overlay, "qcow2", true);
      exporter.dropPendingSwitches(volume.volume());
      assertThatThrownBy(
              () ->
                  qmp.execute(
                      "blockdev-snapshot",
                      Map.of("node", new BlockGraph(qmp).images().get(0), "overlay", node)))
          .isInstanceOf(QmpException.class);
      new BlockGraph(qmp).openImage(overlay, "qcow2", true);
    }
    assertThat(exporter.switchToOverlay(volume, overlay)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"raw", "qcow2"})
  void aCopyIsTheVolumeAtOneInstant(String format) throws Exception {
    LiveVolume volume = place.volume("raw", SIZE);
    ConnectRequest request = request(volume);
    ConnectionInfo info = connect(volume, request);
    client(info).run("write -P 0xaa 0 32M", "flush");
    QemuIo.Running writer = client(info).start();
    Path target = directory.resolve("copy");
    boolean[] overwriting = {false};
    List<Long> progress = new ArrayList<>();
    assertThat(
            exporter.copyAsOfNow(
                volume,
                target,
                format,
                (done, total) -> {
                  progress.add(done);
                  if (!overwriting[0]) {
                    overwriting[0] = true;
                    for (int index = 0; index < 32; index++) {
                      writer.send("write -P 0xbb " + index + "M 1M");
                    }
                  }
                }))
        .isTrue();
    writer.awaitWrites(32);
    assertThat(writer.finish()).matches(QemuIo.Outcome::clean);
    assertThat(
            QemuIo.file(target, format)
                .run("read -P 0xaa 0 32M", "read -P 0 32M 32M", "length")
                .text())
        .contains("64 MiB")
        .doesNotContain("failed");
    assertThat(client(info).run("read -P 0xbb 0 32M")).matches(QemuIo.Outcome::clean);
    assertThat(progress).isNotEmpty();
    exporter.disconnect(request.attachment(), volume.volume());
    assertThat(exporter.running()).isEmpty();
  }

  @Test
  void aCopyThatIsStoppedLeavesNothing() throws Exception {
    LiveVolume volume = place.volume("raw", SIZE);
    connect(volume, request(volume));
    Path target = directory.resolve("copy");
    assertThatThrownBy(
            () ->
                exporter.copyAsOfNow(
                    volume,
                    target,
                    "raw",
                    (done, total) -> {
                      throw new ClinkerException(ErrorCode.CANCELLED, "stop");
                    }))
        .hasMessage("stop");
    assertThat(target).doesNotExist();
    try (Qmp qmp =
        new QsdLauncher(NbdOptions.loopback(exports), runner)
            .find(volume.volume())
            .orElseThrow()
            .talk()) {
      assertThat(qmp.execute("query-jobs")).isEmpty();
      assertThat(new BlockGraph(qmp).nodes().keySet())
          .noneMatch(name -> name.startsWith("t-") || name.startsWith("closing"));
    }
  }

  @Test
  void mapsThatAKilledCopyLeftAreRemovedWhenTheyAreOld() throws Exception {
    LiveVolume volume = place.volume("raw", SIZE);
    connect(volume, request(volume));
    QsdDaemon daemon =
        new QsdLauncher(NbdOptions.loopback(exports), runner).find(volume.volume()).orElseThrow();
    Path old = Files.createFile(daemon.run().resolve("copy-old.map"));
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
    Path young = Files.createFile(daemon.run().resolve("copy-young.map"));

    exporter.copyAsOfNow(volume, directory.resolve("copy"), "raw", (done, total) -> {});

    assertThat(old).doesNotExist();
    assertThat(young).exists();
  }

  @Test
  void lateCallsNeitherMakeNorCutExportsOfALaterTurn() throws Exception {
    LiveVolume volume = place.volume("raw", SIZE);
    ConnectRequest late = request(volume);
    ConnectRequest other = request(volume);
    connect(volume, other);
    Path old = place.seal(late.attachment(), volume, "f1-s1");
    exporter.connect(volume, old, late);
    Path ending = place.seal(late.attachment(), volume, "f2-s1");
    exporter.disconnect(late.attachment(), volume.volume(), ending);

    assertThatThrownBy(() -> exporter.connect(volume, old, late))
        .isInstanceOfSatisfying(
            ClinkerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STALE_TOKEN));
    assertThat(exporter.exports()).hasSize(1);

    // Paused before each of the two commands that make an export.
    QsdDaemon daemon =
        new QsdLauncher(NbdOptions.loopback(exports), runner).find(volume.volume()).orElseThrow();
    try (Qmp qmp = daemon.talk()) {
      BlockGraph graph = new BlockGraph(qmp);
      assertThatThrownBy(
              () ->
                  graph.addExport(
                      graph.images().get(0),
                      late.attachment(),
                      old.resolve(AttachmentNotes.GUARD),
                      false))
          .isInstanceOf(QmpException.class);
    }

    Path next = place.seal(late.attachment(), volume, "f3-s1");
    ConnectionInfo info = exporter.connect(volume, next, late);
    assertThatThrownBy(() -> exporter.disconnect(late.attachment(), volume.volume(), ending))
        .isInstanceOfSatisfying(
            ClinkerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STALE_TOKEN));
    assertThat(client(info).run("read 0 64k")).matches(QemuIo.Outcome::clean);
  }

  @ParameterizedTest
  @ValueSource(strings = {"raw", "qcow2"})
  void aLateCutOfAllExportsCutsNoneOfALaterTurn(String format) {
    LiveVolume late = place.volume(format, SIZE);
    LiveVolume volume = place.reseal(late, "f2");
    ConnectionInfo info = connect(volume, request(volume));
    QemuIo.Running writer = client(info).start();

    assertThatThrownBy(() -> exporter.stopServing(late))
        .isInstanceOfSatisfying(
            ClinkerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STALE_TOKEN));

    writer.send("write -P 0x11 0 64k");
    assertThat(writer.finish()).matches(QemuIo.Outcome::clean);
    exporter.stopServing(volume);
    exporter.stopServing(volume);
    assertThat(exporter.running()).isEmpty();
    assertThat(exports).isEmptyDirectory();
    assertThatThrownBy(() -> exporter.stopServing(late)).isInstanceOf(ClinkerException.class);
  }

  @Test
  void aReplacedImageIsServedAndNotTheOldOne() throws Exception {
    LiveVolume volume = place.volume("raw", SIZE);
    // A daemon that a killed connect left with the image open.
    QsdDaemon idle =
        new QsdLauncher(NbdOptions.loopback(exports), runner)
            .findOrStart(volume.volume(), java.util.OptionalInt.empty());
    try (Qmp qmp = idle.talk()) {
      new BlockGraph(qmp).openImage(volume.image(), "raw", false);
    }
    Path fresh = volume.image().resolveSibling("fresh");
    try (RandomAccessFile file = new RandomAccessFile(fresh.toFile(), "rw")) {
      file.setLength(SIZE);
      file.write("reverted".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    Files.move(fresh, volume.image(), StandardCopyOption.REPLACE_EXISTING);
    ConnectRequest request = request(volume);
    ConnectionInfo info = connect(volume, request);
    assertThat(client(info).run("read -P 0x72 0 1")).matches(QemuIo.Outcome::clean);
  }

  @Test
  void aPausedProcessThatHoldsMonitorsDoesNotStopOthers() throws Exception {
    LiveVolume volume = place.volume("raw", SIZE);
    connect(volume, request(volume));
    QsdDaemon daemon =
        new QsdLauncher(NbdOptions.loopback(exports), runner).find(volume.volume()).orElseThrow();
    try (Qmp one = daemon.talk();
        Qmp two = daemon.talk();
        Qmp three = daemon.talk()) {
      assertThat(exporter.exports()).hasSize(1);
    }
  }

  @Test
  @Shows("G-7")
  void whoComesWhileTheDaemonIsAboutToEndIsServed() throws Exception {
    LiveVolume volume = place.volume("raw", SIZE);
    for (int round = 0; round < 6; round++) {
      ConnectRequest going = request(volume);
      ConnectRequest coming = request(volume);
      connect(volume, going);
      Path sealed = place.seal(coming.attachment(), volume, "f1");
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        NbdExporter other = new NbdExporter(NbdOptions.loopback(exports), runner);
        List<Callable<Object>> calls =
            List.of(
                () -> {
                  exporter.disconnect(going.attachment(), volume.volume());
                  return going;
                },
                () -> other.connect(volume, sealed, coming));
        List<Future<Object>> both = threads.invokeAll(calls);
        both.get(0).get();
        ConnectionInfo info = (ConnectionInfo) both.get(1).get();
        assertThat(client(info).run("read 0 64k"))
            .as("round " + round)
            .matches(QemuIo.Outcome::clean);
      }
      exporter.disconnect(coming.attachment(), volume.volume());
      assertThat(exporter.running()).isEmpty();
    }
  }

  @Test
  @Shows("G-6")
  void manyConnectAtOnceAndShareOneDaemon() throws Exception {
    LiveVolume volume = place.volume("qcow2", SIZE);
    List<Callable<ConnectionInfo>> calls = new ArrayList<>();
    for (int index = 0; index < 6; index++) {
      ConnectRequest request = request(volume);
      Path sealed = place.seal(request.attachment(), volume, "f1");
      calls.add(
          () ->
              new NbdExporter(NbdOptions.loopback(exports), runner)
                  .connect(volume, sealed, request));
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<ConnectionInfo> made : threads.invokeAll(calls)) {
        assertThat(client(made.get()).run("read 0 64k")).matches(QemuIo.Outcome::clean);
      }
    }
    assertThat(exporter.running()).hasSize(1);
    assertThat(exporter.exports()).hasSize(6);
  }

  @Test
  void aUnixSocketServesWithoutTls() {
    NbdOptions options =
        new NbdOptions(exports, NbdOptions.Transport.UNIX, "", "", 1, 1, "qemu-storage-daemon");
    NbdExporter local = new NbdExporter(options, runner);
    LiveVolume volume = place.volume("raw", SIZE);
    ConnectRequest request = request(volume);
    Path sealed = place.seal(request.attachment(), volume, "f1");
    ConnectionInfo info = local.connect(volume, sealed, request);
    QemuIo.Running writer = client(info).start();
    writer.send("write 0 64k");
    try {
      writer.awaitWrites(1);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    assertThat(local.exports().get(0).clients()).isEqualTo(1);
    writer.finish();
    assertThat(String.valueOf(info.data().get("socket")).length()).isLessThan(108);
    local.disconnect(request.attachment(), volume.volume());
    assertThat(exports).isEmptyDirectory();
  }

  @Test
  void aPortThatClientsWereToldIsNotGivenToAnotherVolume() throws Exception {
    int first = twoFreePorts();
    NbdExporter narrow =
        new NbdExporter(
            new NbdOptions(
                exports,
                NbdOptions.Transport.TLS,
                "127.0.0.1",
                "127.0.0.1",
                first,
                first + 1,
                "qemu-storage-daemon"),
            runner);
    LiveVolume down = place.volume("raw", SIZE);
    ConnectRequest request = request(down);
    Path sealed = place.seal(request.attachment(), down, "f1");
    ConnectionInfo info = narrow.connect(down, sealed, request);
    ProcessHandle daemon = ProcessHandle.of(narrow.running().get(0).pid()).orElseThrow();
    daemon.destroyForcibly();
    daemon.onExit().join();

    LiveVolume other = place.volume("raw", SIZE);
    ConnectRequest coming = request(other);
    ConnectionInfo served =
        narrow.connect(other, place.seal(coming.attachment(), other, "f1"), coming);
    assertThat(served.data().get("port")).isNotEqualTo(info.data().get("port"));
    LiveVolume third = place.volume("raw", SIZE);
    ConnectRequest late = request(third);
    assertThatThrownBy(
            () -> narrow.connect(third, place.seal(late.attachment(), third, "f1"), late))
        .isInstanceOfSatisfying(
            ClinkerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BACKEND_BUSY));

    assertThat(narrow.restore(down, sealed, new ExportRecord(request, 1, info))).isTrue();
    assertThat(client(info).run("read 0 64k")).matches(QemuIo.Outcome::clean);
  }

  /** The clients were told that one, and the daemon before may be a moment late to let it go. */
  @Test
  void aPortThatIsStillTakenIsWaitedFor() throws Exception {
    LiveVolume volume = place.volume("raw", SIZE);
    int port = twoFreePorts();
    try (ServerSocket before = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<QsdDaemon> daemon =
          threads.submit(
              () ->
                  new QsdLauncher(NbdOptions.loopback(exports), runner)
                      .findOrStart(volume.volume(), java.util.OptionalInt.of(port)));
      Thread.sleep(300);
      before.close();

      assertThat(daemon.get().port()).isEqualTo(port);
    }
    connect(volume, request(volume));
  }

  /** Below those that the kernel hands out by itself, to whoever connects to somewhere. */
  private static int twoFreePorts() throws IOException {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(13_000, 19_000);
      try (ServerSocket one = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"));
          ServerSocket two = new ServerSocket(port + 1, 1, InetAddress.getByName("127.0.0.1"))) {
        return one.getLocalPort();
      } catch (BindException taken) {
        continue;
      }
    }
  }

  @Test
  void clientsAreCounted() throws Exception {
    LiveVolume volume = place.volume("raw", SIZE);
    ConnectionInfo info = connect(volume, request(volume));
    QemuIo.Running writer = client(info).start();
    writer.send("write 0 64k");
    writer.awaitWrites(1);
    assertThat(exporter.exports().get(0).clients()).isEqualTo(1);
    assertThat(exporter.running().get(0).clients()).isEqualTo(1);
    writer.finish();
  }

  private Path overlay(Path below, String name) {
    Path overlay = directory.resolve(name);
    Place.run(
        "qemu-img",
        "create",
        "-q",
        "-f",
        "qcow2",
        "-b",
        below.toString(),
        "-F",
        "qcow2",
        overlay.toString());
    return overlay;
  }

  private static void resize(LiveVolume volume, long size) {
    String answer =
        Place.run(
            "qemu-img",
            "resize",
            "-q",
            "-f",
            volume.format(),
            volume.image().toString(),
            String.valueOf(size));
    assertThat(answer).startsWith("0 ");
  }

  private static void send(QemuIo.Running writer, int count, int first) {
    for (int index = first; index < count; index++) {
      writer.send("write -P %d %dk 64k".formatted(index + 1, index * 64));
      writer.send("sleep 15");
    }
  }

  private static void verify(QemuIo client, int count) {
    String[] reads = new String[count];
    for (int index = 0; index < count; index++) {
      reads[index] = "read -P %d %dk 64k".formatted(index + 1, index * 64);
    }
    assertThat(client.run(reads)).matches(QemuIo.Outcome::clean);
  }

  private ConnectionInfo connect(LiveVolume volume, ConnectRequest request) {
    return exporter.connect(volume, place.seal(request.attachment(), volume, "f1-s1"), request);
  }

  private static ConnectRequest request(LiveVolume volume) {
    return Place.request(volume, StorageProtocol.NBD, false);
  }

  private QemuIo client(ConnectionInfo info) {
    return QemuIo.nbd(info.data(), directory);
  }
}

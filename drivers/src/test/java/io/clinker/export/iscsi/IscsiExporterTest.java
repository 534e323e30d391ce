package io.clinker.export.iscsi;

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
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.StorageProtocol;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IscsiExporterTest {
  private static final long SIZE = 64L << 20;
  private static final String INITIATOR = "iqn.2026-01.test:host1";

  @TempDir private Path directory;
  private final CommandRunner runner = new CommandRunner();
  private IscsiOptions options;
  private IscsiExporter exporter;
  private Place place;

  @BeforeEach
  void open() {
    options = IscsiOptions.loopback(directory.resolve("exports/iscsi"));
    exporter = new IscsiExporter(options, runner);
    place = new Place(directory);
  }

  @AfterEach
  void end() {
    exporter.stop();
  }

  @Test
  void bytesWrittenOverTheTargetAreInTheImage() {
    LiveVolume volume = place.volume("raw", SIZE);
    ConnectRequest request = request(volume);
    Path sealed = place.seal(request.attachment(), volume, "f1");

    ConnectionInfo info = exporter.connect(volume, sealed, request);
    ConnectionInfo again = exporter.connect(volume, sealed, request);

    assertThat(again.data()).isEqualTo(info.data());
    assertThat(info.data())
        .containsEntry("target_discovered", false)
        .containsEntry("target_lun", 1)
        .containsEntry("auth_method", "CHAP")
        .containsEntry("volume_id", volume.volume().value());
    assertThat(client(info).run("write -P 0x11 0 1M", "flush", "read -P 0x11 0 1M"))
        .matches(QemuIo.Outcome::clean);
    assertThat(Place.run("iscsi-inq", "-i", INITIATOR, url(info)))
        .startsWith("0 ")
        .contains("CLINKER")
        .contains("VOLUME");
    assertThat(exporter.exports())
        .containsExactly(
            new ObservedExport(request.attachment(), volume.volume(), StorageProtocol.ISCSI, 0));

    exporter.disconnect(request.attachment(), volume.volume());
    exporter.disconnect(request.attachment(), volume.volume());
    assertThat(exporter.exports()).isEmpty();
    assertThat(client(info).run("read 0 64k").clean()).isFalse();
    assertThat(QemuIo.file(volume.image(), "raw").run("read -P 0x11 0 1M"))
        .matches(QemuIo.Outcome::clean);
  }

  @Test
  void otherSecretsInitiatorsAndFormatsAreRefused() {
    LiveVolume volume = place.volume("raw", SIZE);
    ConnectionInfo info = connect(volume, request(volume));
    Map<String, Object> wrong = new LinkedHashMap<>(info.data());
    wrong.put("auth_password", "wrongwrongwrong");
    assertThat(QemuIo.iscsi(wrong, INITIATOR).run("read 0 64k").text()).contains("uthenti");
    assertThat(QemuIo.iscsi(info.data(), "iqn.2026-01.test:other").run("read 0 64k").clean())
        .isFalse();
    assertThat(client(info).run("read 0 64k")).matches(QemuIo.Outcome::clean);
    assertThat(exporter.serves("qcow2")).isFalse();
    LiveVolume qcow2 = place.volume("qcow2", SIZE);
    ConnectRequest request = request(qcow2);
    assertThatThrownBy(
            () -> exporter.connect(qcow2, place.seal(request.attachment(), qcow2, "f1"), request))
        .isInstanceOfSatisfying(
            ClinkerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_SUPPORTED));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "iqn.2026-01.test:host1\nTarget 99999999999: y",
        "iqn.2026-01.test:host 1",
        "host1",
        "iqn.",
        "ALL",
        ""
      })
  void anInitiatorThatIsNoIscsiNameIsRefusedBeforeAnythingIsMade(String initiator) {
    LiveVolume volume = place.volume("raw", SIZE);

    assertRefused(volume, initiator, "127.0.0.1", "connector.initiator");
    assertRefused(volume, "iqn." + "x".repeat(220), "127.0.0.1", "connector.initiator");

    assertThat(exporter.pid()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALL",
        "0.0.0.0/0",
        "10.0.0",
        "10.0.0.256",
        "1.2.3.4\n5",
        "host1",
        "::g",
        "",
        "::/0"
      })
  void anAddressThatIsNotOneIsRefused(String address) {
    assertRefused(place.volume("raw", SIZE), null, address, "connector.ip");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "10.0.0.255", "::1", "fe80::1:2", "::ffff:10.0.0.1"})
  void aHostWithoutAnInitiatorNameIsLetInByItsAddress(String address) {
    LiveVolume volume = place.volume("raw", SIZE);
    ConnectRequest request = request(volume, null, address);

    connect(volume, request);

    assertThat(daemon().targets())
        .singleElement()
        .extracting(Target::rules)
        .isEqualTo(List.of(address));
    exporter.disconnect(request.attachment(), volume.volume());
    assertThat(daemon().targets()).isEmpty();
  }

  @Test
  void everyKindOfIscsiNameIsTakenAndTakenBack() {
    LiveVolume volume = place.volume("raw", SIZE);
    for (String name :
        List.of("eui.02004567A425678D", "naa.52004567BA64678D", "iqn." + "x".repeat(219))) {
      ConnectRequest request = request(volume, name, null);

      ConnectionInfo info = connect(volume, request);

      assertThat(QemuIo.iscsi(info.data(), name).run("read 0 64k")).matches(QemuIo.Outcome::clean);
      exporter.disconnect(request.attachment(), volume.volume());
      assertThat(daemon().targets()).isEmpty();
    }
  }

  private void assertRefused(LiveVolume volume, String initiator, String address, String member) {
    ConnectRequest request = request(volume, initiator, address);
    Path sealed = place.seal(request.attachment(), volume, "f1");
    assertThatThrownBy(() -> exporter.connect(volume, sealed, request))
        .isInstanceOfSatisfying(
            ClinkerException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.INVALID_INPUT);
              assertThat(e.facts()).containsEntry("member", member);
            });
  }

  private static ConnectRequest request(LiveVolume volume, String initiator, String address) {
    ConnectRequest usual = request(volume);
    return new ConnectRequest(
        usual.attachment(),
        usual.volume(),
        usual.protocol(),
        initiator,
        usual.hostName(),
        address,
        usual.readOnly(),
        usual.secret());
  }

  @Test
  void readOnlyTargetsRefuseWrites() {
    LiveVolume volume = place.volume("raw", SIZE);
    ConnectionInfo info = connect(volume, Place.request(volume, StorageProtocol.ISCSI, true));
    assertThat(client(info).run("write 0 64k").clean()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aUnitThatWasMadeAndNotLabelledIsLabelledByTheNextCall(boolean readOnly) {
    LiveVolume volume = place.volume("raw", SIZE);
    ConnectRequest request = Place.request(volume, StorageProtocol.ISCSI, readOnly);
    Path sealed = place.seal(request.attachment(), volume, "f1");
    ConnectionInfo info = exporter.connect(volume, sealed, request);
    int tid = daemon().targets().getFirst().tid();
    unit(tid, "delete");
    unit(tid, "new", "-b", sealed.resolve("disk").toString());
    // Of the other mode too: it is the listed state that counts.
    unit(tid, "update", "--params", "readonly=" + (readOnly ? 0 : 1));

    assertThat(exporter.restore(volume, sealed, new ExportRecord(request, 1, info))).isTrue();

    assertThat(exporter.exports())
        .containsExactly(
            new ObservedExport(request.attachment(), volume.volume(), StorageProtocol.ISCSI, 0));
    assertThat(client(info).run("write 0 64k").clean()).isEqualTo(!readOnly);
    assertThat(exporter.restore(volume, sealed, new ExportRecord(request, 1, info))).isFalse();
  }

  private void unit(int tid, String operation, String... more) {
    List<String> arguments = new ArrayList<>(List.of("--tid", "" + tid, "--lun", "1"));
    arguments.addAll(List.of(more));
    assertThat(daemon().admin().change(operation, "logicalunit", arguments.toArray(String[]::new)))
        .isTrue();
  }

  /** An attachment has a target of its own with one unit, so there are no numbers to hand out. */
  @Test
  @Shows("D-8")
  void noTargetOfAHostIsEverUsedAgain() {
    LiveVolume first = place.volume("raw", SIZE);
    LiveVolume second = place.volume("raw", SIZE);
    Set<Object> names = new HashSet<>();
    Set<Object> units = new HashSet<>();
    Set<Integer> numbers = new HashSet<>();
    ConnectionInfo left = connect(first, request(first));
    for (int round = 0; round < 12; round++) {
      LiveVolume volume = round % 2 == 0 ? first : second;
      ConnectRequest request = request(volume);
      ConnectionInfo info = connect(volume, request);
      assertThat(names.add(info.data().get("target_iqn"))).isTrue();
      units.add(info.data().get("target_lun"));
      daemon().targets().stream()
          .filter(target -> target.name().equals(info.data().get("target_iqn")))
          .forEach(target -> assertThat(numbers.add(target.tid())).isTrue());
      assertThat(client(info).run("read 0 64k")).matches(QemuIo.Outcome::clean);

      exporter.disconnect(request.attachment(), volume.volume());

      // What a host that was late to clean up still asks for is nobody else's.
      assertThat(client(info).run("read 0 64k").clean()).isFalse();
    }
    assertThat(numbers).hasSize(12);
    assertThat(units).containsExactly(1);
    assertThat(names).doesNotContain(left.data().get("target_iqn"));
    assertThat(client(left).run("read 0 64k")).matches(QemuIo.Outcome::clean);
  }

  private TgtDaemon daemon() {
    return new TgtDaemon(options, runner);
  }

  @Test
  @Shows("D-9")
  void noWriteHappensAfterDisconnect() throws Exception {
    LiveVolume volume = place.volume("raw", SIZE);
    ConnectRequest request = request(volume);
    ConnectionInfo info = connect(volume, request);
    QemuIo.Running writer = client(info).start();
    for (int index = 0; index < 300; index++) {
      writer.send("write -P 0x33 " + index * 4096 + " 4096");
      writer.send("sleep 5");
    }
    writer.awaitWrites(20);
    assertThat(exporter.exports().get(0).clients()).isEqualTo(1);

    exporter.disconnect(request.attachment(), volume.volume());
    byte[] at = Files.readAllBytes(volume.image());
    int acknowledged = writer.writes();
    Thread.sleep(2000);

    assertThat(Files.readAllBytes(volume.image())).isEqualTo(at);
    assertThat(writer.writes()).isLessThanOrEqualTo(acknowledged + 1);
    writer.kill();
  }

  @Test
  void aWriterLosesNothingWhenTheDaemonIsKilledAndRestored() throws Exception {
    LiveVolume volume = place.volume("raw", SIZE);
    ConnectRequest request = request(volume);
    ConnectionInfo info = connect(volume, request);
    QemuIo.Running writer = client(info).start();
    send(writer, 60);
    writer.awaitWrites(10);
    exporter.stop();
    Thread.sleep(300);

    IscsiExporter other = new IscsiExporter(options, runner);
    Path later = place.seal(request.attachment(), volume, "f1-s9");
    ExportRecord record = new ExportRecord(request, 1, info);
    assertThat(other.restore(volume, later, record)).isTrue();
    assertThat(other.restore(volume, later, record)).isFalse();

    writer.awaitWrites(60);
    assertThat(writer.finish()).matches(QemuIo.Outcome::clean);
    verify(client(info), 60);
  }

  @Test
  void growingLeavesTheSessionAloneAndShowsAtTheNextLogin() throws Exception {
    LiveVolume volume = place.volume("raw", SIZE);
    ConnectRequest request = request(volume);
    ConnectRequest idle = request(volume);
    ConnectionInfo info = connect(volume, request);
    ConnectionInfo idleInfo = connect(volume, idle);
    assertThat(capacity(info)).isEqualTo(SIZE);
    QemuIo.Running writer = client(info).start();
    send(writer, 60);
    writer.awaitWrites(10);
    // Sealed since by a later step of the attachment: the path that tgt knows is gone.
    place.seal(request.attachment(), volume, "f1-s9");

    exporter.grow(volume.volume(), volume, () -> resize(volume, 2 * SIZE));

    assertThat(capacity(idleInfo)).isEqualTo(2 * SIZE);
    writer.awaitWrites(60);
    assertThat(writer.text()).doesNotContain("ailed");
    assertThat(writer.finish()).matches(QemuIo.Outcome::clean);
    awaitGrown(info);
    assertThat(capacity(info)).isEqualTo(2 * SIZE);
    verify(client(info), 60);
    assertThat(client(info).run("write -P 0x55 100M 64k", "read -P 0x55 100M 64k"))
        .matches(QemuIo.Outcome::clean);
  }

  @Test
  void whatGrewWhileNobodyWatchedIsMadeGoodByRestore() throws Exception {
    LiveVolume volume = place.volume("raw", SIZE);
    ConnectRequest request = request(volume);
    Path sealed = place.seal(request.attachment(), volume, "f1");
    ConnectionInfo info = exporter.connect(volume, sealed, request);
    resize(volume, 3 * SIZE);
    assertThat(exporter.restore(volume, sealed, new ExportRecord(request, 1, info))).isFalse();
    assertThat(capacity(info)).isEqualTo(3 * SIZE);
  }

  @Test
  void lateCallsNeitherMakeNorCutTargetsOfALaterTurn() {
    LiveVolume volume = place.volume("raw", SIZE);
    ConnectRequest request = request(volume);
    Path old = place.seal(request.attachment(), volume, "f1");
    exporter.connect(volume, old, request);
    Path ending = place.seal(request.attachment(), volume, "f2");
    exporter.disconnect(request.attachment(), volume.volume(), ending);
    assertThatThrownBy(() -> exporter.connect(volume, old, request))
        .isInstanceOfSatisfying(
            ClinkerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STALE_TOKEN));
    assertThat(exporter.exports()).isEmpty();

    Path next = place.seal(request.attachment(), volume, "f3");
    ConnectionInfo info = exporter.connect(volume, next, request);
    assertThatThrownBy(() -> exporter.disconnect(request.attachment(), volume.volume(), ending))
        .isInstanceOfSatisfying(
            ClinkerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STALE_TOKEN));
    assertThat(client(info).run("read 0 64k")).matches(QemuIo.Outcome::clean);
  }

  @Test
  void aLateCutOfAllExportsCutsNoneOfALaterTurn() {
    LiveVolume late = place.volume("raw", SIZE);
    LiveVolume volume = place.reseal(late, "f2");
    ConnectionInfo info = connect(volume, request(volume));

    assertThatThrownBy(() -> exporter.stopServing(late))
        .isInstanceOfSatisfying(
            ClinkerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STALE_TOKEN));

    assertThat(client(info).run("read 0 64k")).matches(QemuIo.Outcome::clean);
    exporter.stopServing(volume);
    exporter.stopServing(volume);
    assertThat(exporter.exports()).isEmpty();
  }

  @Test
  @Shows("G-6")
  void manyConnectAtOnceAndShareOneDaemon() throws Exception {
    List<Callable<ConnectionInfo>> calls = new ArrayList<>();
    for (int index = 0; index < 4; index++) {
      LiveVolume volume = place.volume("raw", SIZE);
      ConnectRequest request = request(volume);
      Path sealed = place.seal(request.attachment(), volume, "f1");
      // The same attachment twice at once, by two processes, so to say.
      calls.add(() -> new IscsiExporter(options, runner).connect(volume, sealed, request));
      calls.add(() -> new IscsiExporter(options, runner).connect(volume, sealed, request));
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<ConnectionInfo> made : threads.invokeAll(calls)) {
        assertThat(client(made.get()).run("read 0 64k")).matches(QemuIo.Outcome::clean);
      }
    }
    assertThat(exporter.exports()).hasSize(4);
  }

  @Test
  void aTakenPortIsAnErrorAndNothingListensElsewhere() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      IscsiExporter other =
          new IscsiExporter(
              new IscsiOptions(
                  directory.resolve("other"), "127.0.0.1", "127.0.0.1", taken.getLocalPort()),
              runner);
      LiveVolume volume = place.volume("raw", SIZE);
      ConnectRequest request = request(volume);
      Path sealed = place.seal(request.attachment(), volume, "f1");
      assertThatThrownBy(() -> other.connect(volume, sealed, request))
          .isInstanceOfSatisfying(
              ClinkerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BACKEND_BUSY));
      assertThat(other.pid()).isEmpty();
    }
  }

  /** Seen in the daemon's list, not by a login, which would keep the unit from growing. */
  private void awaitGrown(ConnectionInfo info) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (daemon().targets().stream()
        .filter(target -> target.name().equals(info.data().get("target_iqn")))
        .noneMatch(target -> target.disk().orElseThrow().megabytes() >= 2 * SIZE / 1_000_000)) {
      assertThat(System.nanoTime()).as("within a minute").isLessThan(end);
      Thread.sleep(50);
    }
  }

  private static long capacity(ConnectionInfo info) {
    String answer = Place.run("iscsi-readcapacity16", "-i", INITIATOR, url(info));
    return answer
        .lines()
        .filter(line -> line.startsWith("Total size:"))
        .map(line -> Long.parseLong(line.substring("Total size:".length()).strip()))
        .findFirst()
        .orElseThrow(() -> new AssertionError(answer));
  }

  private static String url(ConnectionInfo info) {
    return "iscsi://%s%%%s@%s/%s/1"
        .formatted(
            info.data().get("auth_username"),
            info.data().get("auth_password"),
            info.data().get("target_portal"),
            info.data().get("target_iqn"));
  }

  private static void resize(LiveVolume volume, long size) {
    try (RandomAccessFile file = new RandomAccessFile(volume.image().toFile(), "rw")) {
      file.setLength(size);
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
  }

  private static void send(QemuIo.Running writer, int count) {
    for (int index = 0; index < count; index++) {
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
    return exporter.connect(volume, place.seal(request.attachment(), volume, "f1"), request);
  }

  private static ConnectRequest request(LiveVolume volume) {
    return Place.request(volume, StorageProtocol.ISCSI, false);
  }

  private static QemuIo client(ConnectionInfo info) {
    return QemuIo.iscsi(info.data(), INITIATOR);
  }
}

package io.clinker.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.api.Proves;
import io.clinker.cli.dev.ExportDaemons;
import io.clinker.e2e.Cloud.Attached;
import io.clinker.export.QemuIo;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Bytes, written and read by clients that know nothing of Clinker. */
@Timeout(900)
@Tag("journey")
class DataPathIT {
  private static final String NBD = "nbd";
  private static final String ISCSI = "iSCSI";
  private static final long MEBIBYTE = 1L << 20;
  private static final int RECONNECT_SECONDS = 60;
  private static final int NEVER = 0;

  @TempDir static Path folder;

  private static Installation installation;
  private static Cloud cloud;
  private static Map<String, String> types;

  @BeforeAll
  static void start() throws Exception {
    installation = Installation.start(folder);
    cloud = new Cloud(installation.api());
    cloud.withoutQuota();
    types = Map.of(NBD, cloud.type(NBD), ISCSI, cloud.type(ISCSI));
  }

  @AfterAll
  static void stop() throws Exception {
    if (installation != null) {
      try {
        cloud.close();
        installation.check();
      } finally {
        installation.close();
      }
    }
  }

  @Test
  void aCloneShowsWhatWasWrittenBeforeTheSnapshotAndNothingWrittenLater() throws Exception {
    String volume = volume(NBD, 1);
    Attached attached = cloud.attach(volume);
    assertThat(nbd(attached).run("write -P 161 512M 8M", "flush").clean()).isTrue();
    int before;
    int after;
    String snapshot;
    try (Writer writer = new Writer(nbd(attached))) {
      writer.awaitMore(50);
      before = writer.acknowledged();

      snapshot = cloud.beginSnapshot(volume);
      cloud.await("snapshot", snapshot, "available");

      after = writer.issued();
      writer.awaitMore(50);
      writer.finish();
    }
    assertThat(nbd(attached).run("write -P 178 512M 8M", "flush").clean()).isTrue();
    String clone =
        cloud.volume(Map.of("size", 1, "snapshot_id", snapshot, "volume_type", types.get(ISCSI)));
    Attached ofClone = cloud.attach(clone);
    assertThat(ofClone.connection()).containsEntry("driver_volume_type", "iscsi");
    assertReads(iscsi(ofClone), List.of("read -P 161 512M 8M"));
    assertReads(iscsi(ofClone), Writer.reads(0, before));
    assertReads(
        iscsi(ofClone),
        List.of("read -P 0 %d %d".formatted(Writer.offset(after), 50L * Writer.BLOCK)));
    assertReads(nbd(attached), List.of("read -P 178 512M 8M"));
    System.out.printf(
        "snapshot under a writer: %d writes acknowledged before the request, %d sent before it was available%n",
        before, after);
  }

  @Test
  void overNbdAVolumeGrowsUnderAWriterAndNoWriteIsLost() throws Exception {
    String volume = volume(NBD, 1);
    Attached attached = cloud.attach(volume);
    int written;
    try (Writer writer = new Writer(nbd(attached))) {
      writer.awaitMore(50);

      cloud.extend(volume, 2);

      writer.awaitMore(50);
      writer.finish();
      written = writer.acknowledged();
    }
    assertThat(nbd(attached).run("length").text()).contains("2 GiB");
    assertThat(nbd(attached).run("write -P 7 1536M 1M").clean()).isTrue();
    assertReads(nbd(attached), Writer.reads(0, written));
  }

  @Test
  void overIscsiASessionIsNotDisturbedByGrowingAndTheNextLoginSeesTheNewSize() throws Exception {
    String volume = volume(ISCSI, 1);
    Attached attached = cloud.attach(volume);
    int written;
    try (Writer writer = new Writer(iscsi(attached))) {
      writer.awaitMore(50);

      cloud.extend(volume, 2);

      writer.awaitMore(50);
      writer.finish();
      written = writer.acknowledged();
    }
    awaitLength(iscsi(attached), "2 GiB");
    assertThat(iscsi(attached).run("write -P 7 1536M 1M").clean()).isTrue();
    assertReads(iscsi(attached), Writer.reads(0, written));
  }

  @Test
  void clientsGoOnWhileAllOfClinkerIsKilledAndStartedAgain() throws Exception {
    String overNbd = volume(NBD, 1);
    String overIscsi = volume(ISCSI, 1);
    Attached nbd = cloud.attach(overNbd);
    Attached iscsi = cloud.attach(overIscsi);
    int nbdWritten;
    int iscsiWritten;
    try (Writer nbdWriter = new Writer(nbd(nbd, NEVER));
        Writer iscsiWriter = new Writer(iscsi(iscsi))) {
      nbdWriter.awaitMore(20);
      iscsiWriter.awaitMore(20);

      installation.killEverything();
      nbdWriter.awaitMore(100);
      iscsiWriter.awaitMore(100);
      installation.startAgain();

      nbdWriter.awaitMore(100);
      iscsiWriter.awaitMore(100);
      assertThat(cloud.show("volume", overNbd).path("status").asText()).isEqualTo("in-use");
      assertThat(cloud.show("volume", overIscsi).path("status").asText()).isEqualTo("in-use");
      nbdWriter.finish();
      iscsiWriter.finish();
      nbdWritten = nbdWriter.acknowledged();
      iscsiWritten = iscsiWriter.acknowledged();
    }
    assertReads(nbd(nbd), Writer.reads(0, nbdWritten));
    assertReads(iscsi(iscsi), Writer.reads(0, iscsiWritten));
    cloud.detach(nbd);
    cloud.detach(iscsi);
    cloud.await("volume", overNbd, "available");
    cloud.await("volume", overIscsi, "available");
    System.out.printf(
        "everything killed and started again: %d writes over NBD, %d over iSCSI, none lost%n",
        nbdWritten, iscsiWritten);
  }

  @Test
  void anExportWhoseDaemonIsKilledComesBackAndTheClientGoesOn() throws Exception {
    for (String protocol : List.of(NBD, ISCSI)) {
      String volume = volume(protocol, 1);
      Attached attached = cloud.attach(volume);
      int written;
      try (Writer writer = new Writer(client(protocol, attached, RECONNECT_SECONDS))) {
        writer.awaitMore(50);

        Installation.kill(daemon(protocol, volume).pid());

        writer.awaitMore(50);
        writer.finish();
        written = writer.acknowledged();
      }
      assertReads(client(protocol, attached, NEVER), Writer.reads(0, written));
    }
  }

  @Test
  void aWrongSecretOpensNothing() throws Exception {
    Attached nbd = cloud.attach(volume(NBD, 1));
    Attached iscsi = cloud.attach(volume(ISCSI, 1));
    Attached otherNbd = cloud.attach(volume(NBD, 1));

    Map<String, Object> tls = new HashMap<>(tls(nbd));
    tls.put("key", "0".repeat(64));
    assertThat(nbd(nbd.with("tls", tls)).run("read 0 4k").clean()).isFalse();
    assertThat(nbd(nbd.with("tls", tls(otherNbd))).run("read 0 4k").clean()).isFalse();
    assertThat(iscsi(iscsi.with("auth_password", "wrong-secret-12")).run("read 0 4k").clean())
        .isFalse();

    assertReads(nbd(nbd), List.of("read -P 0 0 4k"));
    assertReads(iscsi(iscsi), List.of("read -P 0 0 4k"));
  }

  @Test
  void aDetachCutsTheClient() throws Exception {
    for (String protocol : List.of(NBD, ISCSI)) {
      String volume = volume(protocol, 1);
      Attached attached = cloud.attach(volume);
      int written;
      try (Writer writer = new Writer(client(protocol, attached, NEVER))) {
        writer.awaitMore(50);

        cloud.detach(attached);
        written = writer.issued();

        // A client that tries to come back for ever has no failure yet; its writes are told below.
        if (protocol.equals(NBD)) {
          writer.awaitFailure();
        } else {
          Thread.sleep(2_000);
        }
        assertThat(writer.acknowledged()).isLessThanOrEqualTo(written);
      }
      Attached again = cloud.attach(volume);
      assertReads(
          client(protocol, again, NEVER),
          List.of("read -P 0 %d %d".formatted(Writer.offset(written), 16 * MEBIBYTE)));
    }
  }

  @Test
  @Proves({33, 34, 35, 36})
  void hostsOfTheOlderCallsReadWhatTheyWroteUntilTheyAreDisconnected() throws Exception {
    for (String protocol : List.of(NBD, ISCSI)) {
      String volume = volume(protocol, 1);
      Attached host = new Attached("", cloud.initialize(volume));
      cloud.act(volume, "os-attach", Map.of("host_name", "client", "mountpoint", "/dev/vdb"));
      assertThat(cloud.show("volume", volume).path("status").asText()).isEqualTo("in-use");
      assertThat(client(protocol, host, NEVER).run("write -P 33 8M 4M", "flush").clean()).isTrue();

      cloud.extend(volume, 2);
      assertThat(cloud.initialize(volume)).isEqualTo(host.connection());
      assertReads(client(protocol, host, RECONNECT_SECONDS), List.of("read -P 33 8M 4M"));

      Map<String, Object> connector = Map.of("connector", Cloud.connector());
      cloud.act(volume, "os-terminate_connection", connector);
      assertThat(client(protocol, host, NEVER).run("read 8M 4k").clean()).isFalse();
      assertThat(cloud.show("volume", volume).path("status").asText()).isEqualTo("in-use");
      Attached again = new Attached("", cloud.initialize(volume));
      assertReads(client(protocol, again, NEVER), List.of("read -P 33 8M 4M"));
      cloud.act(volume, "os-terminate_connection", connector);
      String attachment = cloud.show("volume", volume).at("/attachments/0/attachment_id").asText();
      cloud.act(volume, "os-detach", Map.of("attachment_id", attachment));
      assertThat(cloud.show("volume", volume).path("status").asText()).isEqualTo("available");
      cloud.delete(volume);
    }
  }

  private static String volume(String protocol, int size) throws InterruptedException {
    return cloud.volume(Map.of("size", size, "volume_type", types.get(protocol)));
  }

  private static QemuIo client(String protocol, Attached attached, int reconnectSeconds) {
    return protocol.equals(NBD) ? nbd(attached, reconnectSeconds) : iscsi(attached);
  }

  private static QemuIo nbd(Attached attached) {
    return nbd(attached, RECONNECT_SECONDS);
  }

  private static QemuIo nbd(Attached attached, int reconnectSeconds) {
    return QemuIo.nbd(attached.connection(), folder, reconnectSeconds);
  }

  private static QemuIo iscsi(Attached attached) {
    return QemuIo.iscsi(attached.connection(), Cloud.INITIATOR);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> tls(Attached attached) {
    return (Map<String, Object>) attached.connection().get("tls");
  }

  private static ExportDaemons.Daemon daemon(String protocol, String volume) {
    return installation.daemons().stream()
        .filter(daemon -> daemon.protocol().word().equals(protocol))
        .filter(daemon -> daemon.volume().map(id -> id.value().equals(volume)).orElse(true))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no daemon in " + installation.daemons()));
  }

  private static void awaitLength(QemuIo client, String length) throws InterruptedException {
    long end = System.nanoTime() + 30_000_000_000L;
    String said = "";
    while (!said.contains(length)) {
      assertThat(System.nanoTime()).as(said).isLessThan(end);
      Thread.sleep(100);
      said = client.run("length").text();
    }
  }

  private static void assertReads(QemuIo client, List<String> commands) {
    QemuIo.Outcome outcome = client.run(commands.toArray(String[]::new));
    assertThat(outcome.clean()).as(outcome.text()).isTrue();
  }
}

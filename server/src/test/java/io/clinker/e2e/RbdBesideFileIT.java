package io.clinker.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.cases.Shows;
import io.clinker.drivers.rbd.CephExtension;
import io.clinker.drivers.rbd.PrivateCeph;
import io.clinker.e2e.Cloud.Attached;
import io.clinker.export.QemuIo;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A Ceph cluster and a folder behind one service, volumes typed to each. */
@Timeout(900)
@ExtendWith(CephExtension.class)
@Tag("journey")
class RbdBesideFileIT {
  @TempDir static Path folder;

  private static PrivateCeph cluster;
  private static Installation installation;
  private static Cloud cloud;

  @BeforeAll
  static void start(PrivateCeph shared) throws Exception {
    cluster = shared;
    cluster.wipe();
    installation = Installation.start(folder);
    installation.addBackend(
        """
        - name: ceph
          driver: rbd
          overSubscriptionRatio: 20.0
          options: {pool: %s, user: %s, conf: %s, keyring: %s}
        """
            .indent(2)
            .formatted(PrivateCeph.POOL, PrivateCeph.USER, cluster.conf(), cluster.keyring()));
    cloud = new Cloud(installation.api());
    cloud.awaitBackend("ceph");
    cloud.withoutQuota();
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
  void volumesGoWhereTheirTypeSaysAndKeepTheirBytes() throws Exception {
    String onCeph = cloud.volume(Map.of("size", 1, "volume_type", cloud.type("ceph")));
    String onFile = cloud.volume(Map.of("size", 1, "volume_type", cloud.type("nbd")));
    assertThat(cluster.tool("rbd", "ls", PrivateCeph.POOL))
        .contains("volume-" + onCeph)
        .doesNotContain(onFile);
    Attached ceph = cloud.attach(onCeph);
    Attached file = cloud.attach(onFile);
    assertThat(ceph.connection())
        .containsEntry("driver_volume_type", "rbd")
        .containsEntry("name", "volumes/volume-" + onCeph)
        .containsEntry("auth_username", PrivateCeph.USER)
        .containsEntry("access_mode", "rw")
        .containsEntry("volume_id", onCeph);
    assertThat(file.connection()).containsEntry("driver_volume_type", "nbd");
    reads(rbd(ceph), "write -P 161 512M 1M");
    reads(QemuIo.nbd(file.connection(), folder), "write -P 178 512M 1M", "read -P 178 512M 1M");

    String snapshot = cloud.beginSnapshot(onCeph);
    cloud.await("snapshot", snapshot, "available");
    reads(rbd(ceph), "write -P 162 512M 1M");
    reads(rbd(ceph), "read -P 162 512M 1M");
    String clone = cloud.volume(Map.of("size", 1, "snapshot_id", snapshot));
    Attached ofClone = cloud.attach(clone);
    reads(rbd(ofClone), "read -P 161 512M 1M");
    cloud.detach(ceph);
    cloud.awaitAny("volume", onCeph, "available");
    cloud.revert(onCeph, snapshot);
    Attached again = cloud.attach(onCeph);
    reads(rbd(again), "read -P 161 512M 1M");
    cloud.extend(onCeph, 2);
    reads(rbd(again), "write -P 7 1536M 1M", "read -P 161 512M 1M");

    for (Attached attached : List.of(again, ofClone, file)) {
      cloud.detach(attached);
    }
    for (String volume : List.of(onCeph, clone, onFile)) {
      cloud.awaitAny("volume", volume, "available");
      cloud.delete(volume);
    }
    assertThat(cluster.tool("rbd", "ls", PrivateCeph.POOL)).doesNotContain(onCeph, clone);
  }

  @Test
  @Shows("E-5")
  void aClusterThatHangsDelaysNobodyElse() throws Exception {
    String ceph = cloud.type("ceph");
    String file = cloud.type("nbd");
    cloud.volume(Map.of("size", 1, "volume_type", ceph));
    cluster.freeze();
    String waiting;
    try {
      waiting = cloud.beginVolume(Map.of("size", 1, "volume_type", ceph));
      for (int index = 0; index < 5; index++) {
        cloud.volume(Map.of("size", 1, "volume_type", file));
      }
      assertThat(cloud.show("volume", waiting).path("status").asText()).isEqualTo("creating");
    } finally {
      cluster.goOn();
    }

    cloud.await("volume", waiting, "available");
  }

  private static QemuIo rbd(Attached attached) {
    return QemuIo.rbd(attached.connection(), cluster.keyring());
  }

  private static void reads(QemuIo client, String... commands) {
    QemuIo.Outcome outcome = client.run(commands);
    assertThat(outcome.clean()).as(outcome.text()).isTrue();
  }
}

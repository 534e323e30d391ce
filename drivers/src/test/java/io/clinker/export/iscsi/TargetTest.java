package io.clinker.export.iscsi;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.model.AttachmentId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetTest {
  private static final String LISTING =
      """
      Target 9: iqn.2010-10.org.openstack:v1-b
          System information:
              Driver: iscsi
              State: ready
          I_T nexus information:
          LUN information:
              LUN: 0
                  Type: controller
                  SCSI ID: IET     00090000
                  SCSI SN: beaf90
                  Size: 0 MB, Block size: 1
                  Backing store type: null
                  Backing store path: None
                  Backing store flags:
          Account information:
          ACL information:
              ALL
      Target 1879048191: iqn.2010-10.org.openstack:v1
          System information:
              Driver: iscsi
              State: ready
          I_T nexus information:
              I_T nexus: 14
                  Initiator: iqn.t:h alias: none
                  Connection: 0
                      IP Address: 127.0.0.1
              I_T nexus: 15
                  Initiator: iqn.t:h alias: none
                  Connection: 1
                      IP Address: 127.0.0.1
          LUN information:
              LUN: 0
                  Type: controller
                  Size: 0 MB, Block size: 1
                  Backing store path: None
              LUN: 1
                  Type: disk
                  SCSI ID: IET     6fffffff0001
                  SCSI SN: beaf18790481911
                  Size: 10995116 MB, Block size: 512
                  Readonly: Yes
                  Online: Yes
                  Backing store type: rdwr
                  Backing store path: /some/where/disk
                  Backing store flags:
          Account information:
              u1
              u2 (outgoing)
          ACL information:
              iqn.t:h
              127.0.0.1
      """;

  @Test
  void readsTargetsWithTheirUnitsSessionsAccountsAndRules() {
    List<Target> targets = Target.parse(LISTING);

    assertThat(targets).hasSize(2);
    assertThat(targets.get(0).disk()).isEmpty();
    assertThat(targets.get(0).rules()).containsExactly("ALL");
    Target second = targets.get(1);
    assertThat(second.tid()).isEqualTo(1879048191);
    assertThat(second.name()).isEqualTo("iqn.2010-10.org.openstack:v1");
    assertThat(second.connections())
        .containsExactly(
            new Target.Connection(14, 0, "iqn.t:h"), new Target.Connection(15, 1, "iqn.t:h"));
    assertThat(second.disk())
        .contains(
            new Target.Unit(
                1,
                10995116,
                Optional.of("/some/where/disk"),
                Optional.of("beaf18790481911"),
                true));
    assertThat(second.accounts()).containsExactly("u1", "u2");
    assertThat(second.rules()).containsExactly("iqn.t:h", "127.0.0.1");
  }

  @Test
  void anEmptyListingHasNoTargets() {
    assertThat(Target.parse("")).isEmpty();
  }

  @Test
  void whatAHostHasSlippedInBreaksNothingAndHidesNothing() {
    String alias =
        """
        none
        Target 99999999999: y
            Target 7: indented
                I_T nexus: x
        I_T nexus: 99999999999999999999
                    Connection: 99999999999
            LUN information:
                LUN: 99999999999
                LUN: 1
                    Size: 0 MB, Block size: 512
                    Size: 99999999999999999999 MB, Block size: 512
                    Backing store path: /etc/shadow
            Account information:
                stranger
            ACL information:
                ALL""";

    List<Target> targets = Target.parse(LISTING.replaceFirst("alias: none", "alias: " + alias));

    assertThat(targets).isEqualTo(Target.parse(LISTING));
  }

  @Test
  void onlyAFileOfTheTargetsOwnAttachmentIsOpenedAnew(@TempDir Path directory) throws IOException {
    AttachmentId own = AttachmentId.random();
    Path disk = disk(directory, own);
    Path others = disk(directory, AttachmentId.random());
    Path sealedSince = disk.getParent().resolveSibling("f0").resolve("disk");

    for (Path opened : List.of(disk, sealedSince)) {
      Target target = target(7, own, opened);
      assertThat(Growth.ownFile(target, List.of(target))).contains(disk);
    }
    for (String opened :
        List.of(others.toString(), "/etc/hostname", disk.resolveSibling("../disk").toString())) {
      Target target = target(7, own, Path.of(opened));
      assertThat(Growth.ownFile(target, List.of(target))).as(opened).isEmpty();
    }
    Target target = target(7, own, disk);
    assertThat(Growth.ownFile(target, List.of(target(7, AttachmentId.random(), others), target)))
        .isEmpty();
  }

  private static Path disk(Path directory, AttachmentId attachment) throws IOException {
    Path sealed = directory.resolve("attachment-" + attachment).resolve("f1");
    return Files.createFile(Files.createDirectories(sealed).resolve("disk"));
  }

  private static Target target(int tid, AttachmentId attachment, Path opened) {
    return new Target(
        tid,
        "iqn.2010-10.org.openstack:" + attachment,
        List.of(new Target.Unit(1, 0, Optional.of(opened.toString()), Optional.empty(), false)),
        List.of(),
        List.of(),
        List.of());
  }
}

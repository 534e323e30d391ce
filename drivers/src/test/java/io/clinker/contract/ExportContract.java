package io.clinker.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.clinker.cases.Shows;
import io.clinker.driver.Capability;
import io.clinker.driver.ConnectRequest;
import io.clinker.driver.ConnectionInfo;
import io.clinker.driver.ExportRecord;
import io.clinker.driver.ObservedExport;
import io.clinker.driver.RestoredExports;
import io.clinker.driver.VolumeSource;
import io.clinker.model.AttachmentId;
import io.clinker.model.ErrorCode;
import io.clinker.model.Size;
import io.clinker.model.SnapshotId;
import io.clinker.model.StorageProtocol;
import io.clinker.model.VolumeId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Connections, and what is done to volumes while hosts use them. */
public abstract class ExportContract extends CrashContract {
  private static final RestoredExports NOTHING_TO_RESTORE = RestoredExports.of(List.of());

  @Test
  void connectingAgainGivesTheSameConnection() {
    VolumeId volume = newVolume("kept");
    AttachmentId attachment = AttachmentId.random();
    Turn turn = Turn.of(1, attachment.ref());
    if (!canConnect()) {
      refused(ErrorCode.NOT_SUPPORTED, () -> driver.connect(turn, request(attachment, volume)));
      return;
    }

    ConnectionInfo first = driver.connect(turn, request(attachment, volume));
    ConnectionInfo again = driver.connect(turn.again(), request(attachment, volume));

    assertThat(again.data()).isEqualTo(first.data());
    assertThat(again.protocol()).isEqualTo(testbed.protocol());
    assertThat(driver.inventory().exports())
        .extracting(ObservedExport::attachment, ObservedExport::volume)
        .containsExactly(tuple(attachment, volume));
    assertThat(first.toString()).doesNotContain("0123456789abcdef");
  }

  @Test
  void aProtocolThatIsNotDeclaredIsRefused() {
    VolumeId volume = newVolume();
    AttachmentId attachment = AttachmentId.random();
    for (StorageProtocol protocol : StorageProtocol.values()) {
      if (!driver.description().protocols().contains(protocol)) {
        ConnectRequest wanted = request(attachment, volume);
        refused(
            ErrorCode.NOT_SUPPORTED,
            () ->
                driver.connect(
                    Turn.of(1, attachment.ref()),
                    new ConnectRequest(
                        attachment,
                        volume,
                        protocol,
                        wanted.initiator(),
                        wanted.hostName(),
                        wanted.hostAddress(),
                        false,
                        wanted.secret())));
      }
    }
    assertThat(driver.inventory().exports()).isEmpty();
  }

  @Test
  void aVolumeThatIsAbsentCannotBeConnected() {
    if (!canConnect()) {
      return;
    }
    VolumeId never = VolumeId.random();
    AttachmentId attachment = AttachmentId.random();

    refused(
        ErrorCode.OBJECT_MISSING,
        () -> driver.connect(Turn.of(1, attachment.ref()), request(attachment, never)));
  }

  @Test
  @Shows({"C-7", "D-9"})
  void disconnectingRemovesTheExportAndMayBeRepeated() {
    if (!canConnect()) {
      return;
    }
    VolumeId volume = newVolume("kept");
    AttachmentId attachment = connected(volume);
    Turn turn = Turn.of(2, attachment.ref());

    driver.disconnect(turn, attachment, volume);
    driver.disconnect(turn, attachment, volume);
    driver.disconnect(turn.again(), attachment, volume);

    assertThat(driver.inventory().exports()).isEmpty();
    assertThat(driver.inventory().strays()).isEmpty();
    assertThat(read(volume)).isEqualTo("kept");
    refused(
        ErrorCode.STALE_TOKEN,
        () -> driver.connect(Turn.of(1, attachment.ref()), request(attachment, volume)));
  }

  @Test
  void twoHostsAreConnectedAndDisconnectedApart() {
    if (!can(Capability.MULTIATTACH)) {
      return;
    }
    VolumeId volume = newVolume("kept");
    AttachmentId first = connected(volume);
    AttachmentId second = connected(volume);

    driver.disconnect(Turn.of(2, first.ref()), first, volume);

    assertThat(driver.inventory().exports())
        .extracting(ObservedExport::attachment)
        .containsExactly(second);
  }

  @Test
  void deletingAVolumeCutsItsExports() {
    if (!canConnect()) {
      return;
    }
    VolumeId volume = newVolume();
    AttachmentId attachment = connected(volume);

    driver.deleteVolume(Turn.of(2, volume.ref()), volume);

    assertThat(driver.inventory().exports()).isEmpty();
    assertThat(driver.observeVolume(volume)).isEmpty();
    driver.disconnect(Turn.of(2, attachment.ref()), attachment, volume);
    assertThat(driver.inventory().strays()).isEmpty();
  }

  @Test
  void aVolumeInUseIsExtended() {
    if (!canConnect()) {
      return;
    }
    VolumeId volume = newVolume("kept");
    connected(volume);
    Size larger = new Size(size().bytes() * 2);
    if (!can(Capability.EXTEND_IN_USE)) {
      refused(
          ErrorCode.NOT_SUPPORTED,
          () -> driver.extendVolume(Turn.of(2, volume.ref()), volume, larger));
      return;
    }

    driver.extendVolume(Turn.of(2, volume.ref()), volume, larger);
    driver.extendVolume(Turn.of(3, volume.ref()), volume, larger);

    assertThat(driver.observeVolume(volume).orElseThrow().size()).isEqualTo(larger);
    assertThat(read(volume)).isEqualTo("kept");
    assertThat(driver.inventory().exports()).hasSize(1);
  }

  @Test
  void aSnapshotOfAVolumeInUseHoldsWhatWasAcknowledged() {
    if (!canConnect()) {
      return;
    }
    VolumeId volume = newVolume();
    connected(volume);
    write(volume, "before");
    SnapshotId snapshot = SnapshotId.random();
    Turn turn = copying(1, snapshot.ref(), volume, 2);
    if (!can(Capability.SNAPSHOT_IN_USE)) {
      refused(ErrorCode.NOT_SUPPORTED, () -> driver.createSnapshot(turn, snapshot, volume));
      return;
    }

    driver.createSnapshot(turn, snapshot, volume);
    write(volume, "after");
    driver.createSnapshot(turn.again(), snapshot, volume);

    VolumeId clone = VolumeId.random();
    cloneOf(snapshot, volume, clone, size());
    assertThat(read(clone)).isEqualTo("before");
    assertThat(read(volume)).isEqualTo("after");
    assertThat(driver.inventory().exports()).hasSize(1);
  }

  @Test
  void aCloneOfAVolumeInUseHoldsWhatWasAcknowledged() {
    if (!canConnect()) {
      return;
    }
    VolumeId volume = newVolume();
    connected(volume);
    write(volume, "before");
    VolumeId clone = VolumeId.random();
    Turn turn = copying(1, clone.ref(), volume, 2);
    VolumeSource source = new VolumeSource.OfVolume(volume);
    if (!can(Capability.CLONE_IN_USE)) {
      refused(ErrorCode.NOT_SUPPORTED, () -> driver.createVolume(turn, clone, size(), source));
      return;
    }

    driver.createVolume(turn, clone, size(), source);
    write(volume, "after");

    assertThat(read(clone)).isEqualTo("before");
    assertThat(read(volume)).isEqualTo("after");
  }

  @Test
  void exportsComeBackAfterACrashAndOnlyThoseWhoseTurnItIs() {
    if (!canConnect()) {
      return;
    }
    VolumeId volume = newVolume("kept");
    VolumeId other = newVolume();
    AttachmentId wanted = AttachmentId.random();
    AttachmentId ended = AttachmentId.random();
    ConnectionInfo info = driver.connect(Turn.of(1, wanted.ref()), request(wanted, volume));
    ConnectionInfo endedInfo = driver.connect(Turn.of(1, ended.ref()), request(ended, other));
    driver.seal(Turn.of(2, ended.ref()), List.of(ended.ref()));
    List<ExportRecord> records =
        List.of(
            new ExportRecord(request(wanted, volume), 1, info),
            new ExportRecord(request(ended, other), 1, endedInfo));
    assertThat(driver.restoreExports(records.subList(0, 1))).isEqualTo(NOTHING_TO_RESTORE);
    testbed.crashExports();
    if (!testbed.exportsNeedDaemons()) {
      assertThat(driver.inventory().exports()).hasSize(2);
      assertThat(driver.restoreExports(records)).isEqualTo(NOTHING_TO_RESTORE);
      return;
    }
    assertThat(driver.inventory().exports()).isEmpty();

    RestoredExports round = driver.restoreExports(records);

    assertThat(round.restored()).hasSize(1);
    assertThat(round.failed()).isEmpty();
    assertThat(driver.inventory().exports())
        .extracting(ObservedExport::attachment)
        .containsExactly(wanted);
    assertThat(driver.restoreExports(records)).isEqualTo(NOTHING_TO_RESTORE);
    ConnectionInfo again = driver.connect(Turn.of(2, wanted.ref()), request(wanted, volume));
    assertThat(again.data()).isEqualTo(info.data());
  }

  private AttachmentId connected(VolumeId volume) {
    AttachmentId attachment = AttachmentId.random();
    driver.connect(Turn.of(1, attachment.ref()), request(attachment, volume));
    return attachment;
  }
}

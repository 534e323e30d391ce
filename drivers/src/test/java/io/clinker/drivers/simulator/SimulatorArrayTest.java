package io.clinker.drivers.simulator;

import static io.clinker.drivers.simulator.Bench.BLANK;
import static io.clinker.drivers.simulator.Bench.SIZE;
import static io.clinker.drivers.simulator.Bench.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.driver.Capability;
import io.clinker.driver.ConnectRequest;
import io.clinker.driver.ConnectionInfo;
import io.clinker.driver.ExportRecord;
import io.clinker.driver.PoolReport;
import io.clinker.driver.RestoredExports;
import io.clinker.driver.VolumeSource;
import io.clinker.model.AttachmentId;
import io.clinker.model.ErrorCode;
import io.clinker.model.Size;
import io.clinker.model.SnapshotId;
import io.clinker.model.StorageProtocol;
import io.clinker.model.VolumeId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SimulatorArrayTest {
  private final SimulatorArray array = Bench.array();
  private final SimulatorDriver driver = Bench.driver(array);

  @Test
  void aLowerTokenIsRefusedAndTheMarkOutlivesItsObject() {
    VolumeId volume = VolumeId.random();
    Step early = Step.of(1, volume.ref());
    driver.createVolume(early, volume, SIZE, BLANK);
    driver.deleteVolume(Step.of(2, volume.ref()), volume);

    refused(ErrorCode.STALE_TOKEN, () -> driver.createVolume(early, volume, SIZE, BLANK));

    assertThat(driver.observeVolume(volume)).isEmpty();
    assertThat(array.marks().get(volume.ref()).fence()).isEqualTo(2);
    assertThat(TokenOrder.refusals(array.log())).isEqualTo(1);
    assertThat(TokenOrder.violations(array.log())).isEmpty();
  }

  @Test
  void sealingRaisesOnlyTheMarksOfItsObjectsAllOrNone() {
    VolumeId first = VolumeId.random();
    VolumeId second = VolumeId.random();
    driver.seal(Step.of(5, second.ref()), List.of(second.ref()));

    refused(
        ErrorCode.STALE_TOKEN,
        () ->
            driver.seal(Step.of(3, first.ref(), second.ref()), List.of(first.ref(), second.ref())));
    assertThat(array.marks()).doesNotContainKey(first.ref());

    driver.seal(Step.of(3, first.ref(), second.ref()), List.of(first.ref()));
    assertThat(array.marks().get(first.ref()).fence()).isEqualTo(3);
    assertThat(array.marks().get(second.ref()).fence()).isEqualTo(5);
  }

  @Test
  void aTokenThatDoesNotNameTheObjectIsRefused() {
    VolumeId volume = VolumeId.random();
    refused(
        ErrorCode.INVALID_INPUT,
        () -> driver.createVolume(Step.of(1, VolumeId.random().ref()), volume, SIZE, BLANK));
  }

  @Test
  void repeatsChangeNothingAndTellWhatWasFound() {
    VolumeId volume = VolumeId.random();
    Step step = Step.of(1, volume.ref());
    assertThat(driver.createVolume(step, volume, SIZE, BLANK))
        .isEqualTo(driver.createVolume(step, volume, SIZE, BLANK));
    assertThat(step.observed).containsExactly("absent", "present with " + SIZE.bytes() + " bytes");
    refused(
        ErrorCode.OBJECT_MISMATCH,
        () -> driver.createVolume(step, volume, Size.ofGibibytes(2), BLANK));
    driver.deleteVolume(step, volume);
    driver.deleteVolume(step, volume);
  }

  @Test
  void clonesAndSnapshotsKeepTheirBytes() {
    VolumeId volume = Bench.volume(driver);
    Bench.write(array, volume, "before");
    SnapshotId snapshot = SnapshotId.random();
    driver.createSnapshot(Step.of(1, snapshot.ref()), snapshot, volume);
    Bench.write(array, volume, "after!");
    VolumeId clone = VolumeId.random();
    driver.createVolume(
        Step.of(1, clone.ref()), clone, SIZE, new VolumeSource.OfSnapshot(snapshot, volume));
    VolumeId twin = VolumeId.random();
    driver.createVolume(Step.of(1, twin.ref()), twin, SIZE, new VolumeSource.OfVolume(volume));

    assertThat(Bench.read(array, clone.ref(), 6)).isEqualTo("before");
    assertThat(Bench.read(array, twin.ref(), 6)).isEqualTo("after!");
    driver.revertVolume(Step.of(2, volume.ref()), volume, snapshot);
    assertThat(Bench.read(array, volume.ref(), 6)).isEqualTo("before");
    driver.deleteSnapshot(Step.of(2, snapshot.ref()), snapshot, volume);
    driver.deleteVolume(Step.of(3, volume.ref()), volume);
    assertThat(Bench.read(array, clone.ref(), 6)).isEqualTo("before");
  }

  @Test
  void aRevertThatIsRepeatedKeepsWhatWasWrittenSince() {
    VolumeId volume = Bench.volume(driver);
    SnapshotId snapshot = SnapshotId.random();
    driver.createSnapshot(Step.of(1, snapshot.ref()), snapshot, volume);
    Step revert = Step.of(2, volume.ref());
    driver.revertVolume(revert, volume, snapshot);
    Bench.write(array, volume, "since");
    driver.revertVolume(revert, volume, snapshot);
    assertThat(Bench.read(array, volume.ref(), 5)).isEqualTo("since");
    driver.revertVolume(Step.of(3, volume.ref()), volume, snapshot);
    assertThat(Bench.read(array, volume.ref(), 5)).isNotEqualTo("since");
  }

  @Test
  void aSizeThatIsNoneIsRefused() {
    VolumeId volume = VolumeId.random();
    Step step = Step.of(1, volume.ref());
    refused(ErrorCode.INVALID_INPUT, () -> driver.createVolume(step, volume, new Size(0), BLANK));
    refused(
        ErrorCode.INVALID_INPUT, () -> driver.createVolume(step, volume, new Size(1000), BLANK));
  }

  @Test
  void aMissingSourceIsMissing() {
    VolumeId volume = VolumeId.random();
    SnapshotId snapshot = SnapshotId.random();
    refused(
        ErrorCode.OBJECT_MISSING,
        () ->
            driver.createVolume(
                Step.of(1, volume.ref()),
                volume,
                SIZE,
                new VolumeSource.OfVolume(VolumeId.random())));
    refused(
        ErrorCode.OBJECT_MISSING,
        () -> driver.createSnapshot(Step.of(1, snapshot.ref()), snapshot, volume));
  }

  @Test
  void anExportServesTheHostUntilItIsCut() {
    VolumeId volume = Bench.volume(driver);
    AttachmentId attachment = AttachmentId.random();
    Step step = Step.of(1, attachment.ref());
    ConnectionInfo connection = driver.connect(step, Bench.connect(attachment, volume));
    assertThat(driver.connect(step, Bench.connect(attachment, volume))).isEqualTo(connection);
    assertThat(connection.data())
        .containsEntry("target_lun", 1)
        .containsEntry("target_discovered", false)
        .containsEntry("auth_method", "CHAP");

    array.hostWrite(attachment, "secret-secret", 0, new byte[] {1});
    assertThat(array.hostRead(attachment, "secret-secret", 0, 1)).containsExactly(1);
    refused(
        ErrorCode.BACKEND_REFUSED, () -> array.hostWrite(attachment, "wrong", 0, new byte[] {2}));
    driver.disconnect(Step.of(2, attachment.ref()), attachment, volume);
    refused(
        ErrorCode.NOT_FOUND, () -> array.hostWrite(attachment, "secret-secret", 0, new byte[] {2}));
    refused(ErrorCode.STALE_TOKEN, () -> driver.connect(step, Bench.connect(attachment, volume)));
  }

  @Test
  void anNbdConnectionHasTheShapeOfTheRealOne() {
    VolumeId volume = Bench.volume(driver);
    AttachmentId attachment = AttachmentId.random();
    ConnectRequest request =
        new ConnectRequest(attachment, volume, StorageProtocol.NBD, null, "host", null, true, "ab");
    assertThat(driver.connect(Step.of(1, attachment.ref()), request).data())
        .isEqualTo(
            Map.of(
                "export", attachment.value(),
                "volume_id", volume.value(),
                "host", "127.0.0.1",
                "port", 10809,
                "tls", Map.of("type", "psk", "username", attachment.value(), "key", "6162")));
    refused(ErrorCode.BACKEND_REFUSED, () -> array.hostWrite(attachment, "ab", 0, new byte[1]));
  }

  @Test
  void crashedExportsComeBackUnlessTheirAttachmentWasSealedSince() {
    VolumeId volume = Bench.volume(driver);
    AttachmentId kept = AttachmentId.random();
    AttachmentId ended = AttachmentId.random();
    ConnectionInfo keptConnection =
        driver.connect(Step.of(1, kept.ref()), Bench.connect(kept, volume));
    ConnectionInfo endedConnection =
        driver.connect(Step.of(1, ended.ref()), Bench.connect(ended, volume));
    array.act(new AdminAct.CrashExports(null));
    assertThat(driver.inventory().exports()).isEmpty();
    driver.seal(Step.of(2, ended.ref()), List.of(ended.ref()));

    RestoredExports round =
        driver.restoreExports(
            List.of(
                new ExportRecord(Bench.connect(kept, volume), 1, keptConnection),
                new ExportRecord(Bench.connect(ended, volume), 1, endedConnection)));

    assertThat(round.restored()).hasSize(1);
    assertThat(round.failed()).isEmpty();
    assertThat(driver.inventory().exports())
        .extracting(export -> export.attachment())
        .containsExactly(kept);
    assertThat(driver.connect(Step.of(1, kept.ref()), Bench.connect(kept, volume)))
        .isEqualTo(keptConnection);
  }

  @Test
  void deletingAVolumeCutsItsExports() {
    VolumeId volume = Bench.volume(driver);
    AttachmentId attachment = AttachmentId.random();
    driver.connect(Step.of(1, attachment.ref()), Bench.connect(attachment, volume));
    driver.deleteVolume(Step.of(2, volume.ref()), volume);
    assertThat(driver.inventory().exports()).isEmpty();
    assertThat(driver.inventory().volumes()).isEmpty();
  }

  @Test
  void whatIsSwitchedOffIsRefused() {
    SimulatorDriver poor =
        Bench.driver(array, "node-1", SimulatorOptions.defaults().without(Capability.values()));
    VolumeId volume = Bench.volume(poor);
    SnapshotId snapshot = SnapshotId.random();
    VolumeId clone = VolumeId.random();
    refused(
        ErrorCode.NOT_SUPPORTED,
        () -> poor.createSnapshot(Step.of(1, snapshot.ref()), snapshot, volume));
    refused(
        ErrorCode.NOT_SUPPORTED,
        () ->
            poor.createVolume(
                Step.of(1, clone.ref()), clone, SIZE, new VolumeSource.OfVolume(volume)));
    refused(
        ErrorCode.NOT_SUPPORTED,
        () -> poor.extendVolume(Step.of(2, volume.ref()), volume, Size.ofGibibytes(2)));
    refused(
        ErrorCode.NOT_SUPPORTED,
        () -> poor.revertVolume(Step.of(2, volume.ref()), volume, snapshot));
    AttachmentId first = AttachmentId.random();
    AttachmentId second = AttachmentId.random();
    poor.connect(Step.of(1, first.ref()), Bench.connect(first, volume));
    refused(
        ErrorCode.NOT_SUPPORTED,
        () -> poor.connect(Step.of(1, second.ref()), Bench.connect(second, volume)));
  }

  @Test
  void aThickPoolIsFullWhenItsSizesAreAndAThinOneWhenItsBytesAre() {
    SimulatorArray thick = new SimulatorArray(List.of(Bench.THICK));
    SimulatorDriver thickDriver = Bench.driver(thick);
    VolumeId big = VolumeId.random();
    thickDriver.createVolume(Step.of(1, big.ref()), big, Size.ofGibibytes(9), BLANK);
    Bench.volume(thickDriver);
    refused(ErrorCode.BACKEND_FULL, () -> Bench.volume(thickDriver));
    assertThat(thickDriver.pools())
        .containsExactly(new PoolReport("pool", Size.ofGibibytes(10), new Size(0)));

    VolumeId thin = VolumeId.random();
    driver.createVolume(Step.of(1, thin.ref()), thin, Size.ofGibibytes(100), BLANK);
    Bench.write(array, thin, "two blocks");
    assertThat(driver.pools().getFirst().free())
        .isEqualTo(new Size(Size.ofGibibytes(10).bytes() - 2 * Blocks.BLOCK));
    array.act(new AdminAct.SetPool(new SimulatorPool("pool", new Size(2 * Blocks.BLOCK), true)));
    refused(
        ErrorCode.BACKEND_FULL, () -> array.act(new AdminAct.Write(thin, 1 << 20, new byte[] {1})));
  }

  @Test
  void foreignObjectsAreListedAndNeverTouched() {
    VolumeId foreign = VolumeId.random();
    array.act(new AdminAct.AddVolume(foreign, "pool", SIZE, true));
    array.act(new AdminAct.AddStray("left over"));
    assertThat(driver.inventory().volumes()).extracting(v -> v.id()).containsExactly(foreign);
    assertThat(driver.inventory().strays()).containsExactly("left over");
    refused(
        ErrorCode.OBJECT_MISMATCH,
        () -> driver.createVolume(Step.of(1, foreign.ref()), foreign, SIZE, BLANK));
    refused(
        ErrorCode.OBJECT_MISMATCH, () -> driver.deleteVolume(Step.of(1, foreign.ref()), foreign));
    array.act(new AdminAct.Wipe(foreign.ref()));
    assertThat(driver.inventory().volumes()).isEmpty();
  }
}

package io.clinker.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.cases.Shows;
import io.clinker.driver.Capability;
import io.clinker.model.AttachmentId;
import io.clinker.model.ErrorCode;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import io.clinker.operations.Admittance.Admitted;
import io.clinker.operations.AttachmentInput.CompleteAttachment;
import io.clinker.operations.AttachmentInput.CreateAttachment;
import io.clinker.operations.AttachmentInput.DeleteAttachment;
import io.clinker.operations.OperationInput.CreateSnapshot;
import io.clinker.operations.OperationInput.DeleteSnapshot;
import io.clinker.operations.OperationInput.DeleteVolume;
import io.clinker.operations.OperationInput.ExtendVolume;
import io.clinker.operations.OperationInput.RevertVolume;
import io.clinker.operations.Outcome;
import io.clinker.operations.Plan;
import io.clinker.operations.Refusal;
import io.clinker.store.testing.Rig;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VolumeChangeRulesTest {
  @AutoClose private final Rig rig = new Rig();

  @BeforeEach
  void backend() {
    rig.backend("b1", 100);
  }

  private AttachmentId attach(VolumeId volume) {
    AttachmentId id = AttachmentId.random();
    rig.done(new CreateAttachment(id, volume, "i1", null, Map.of("host", "h1")));
    rig.done(new CompleteAttachment(id));
    return id;
  }

  @Test
  @Shows("F-5")
  void extendTakesQuotaAndCapacityAndGivesThemBack() {
    VolumeId volume = rig.volume(2);
    assertThat(rig.refused(new ExtendVolume(volume, 2, true)).message())
        .contains(
            "New size for extend must be greater than current size. (current: 2, extended: 2)");
    rig.quota(Rig.PROJECT, "gigabytes", 20);
    assertThat(rig.refused(new ExtendVolume(volume, 21, true)).message())
        .contains("Requested 19G, quota is 20G and 2G has been consumed.");
    Admitted extend = rig.accepted(new ExtendVolume(volume, 10, true));
    assertThat(rig.allocated("b1")).isEqualTo(10);
    assertThat(rig.row(volume).status()).isEqualTo("extending");
    assertThat(rig.row(volume).previousStatus()).isEqualTo("available");
    // What is being extended counts with the size it is to have.
    assertThat(rig.refused(Rig.blank(11)).message()).contains("10G has been consumed");
    rig.settle(extend, new Outcome.Failed(ErrorCode.BACKEND_REFUSED, "no"));
    assertThat(rig.row(volume).status()).isEqualTo("error_extending");
    assertThat(rig.allocated("b1")).isEqualTo(2);
    rig.test().run("update volume set status = 'available'");
    rig.done(new ExtendVolume(volume, 10, true));
    assertThat(rig.row(volume).sizeGib()).isEqualTo(10);
    assertThat(rig.row(volume).status()).isEqualTo("available");
    assertThat(rig.row(volume).extendingToGib()).isNull();
    assertThat(rig.allocated("b1")).isEqualTo(10);
  }

  @Test
  void anExtendWithoutRoomPutsEverythingBack() {
    VolumeId volume = rig.volume(2);
    Admitted extend = rig.accepted(new ExtendVolume(volume, 200, true));
    assertThat(extend.plan()).isInstanceOf(Plan.Hopeless.class);
    rig.settle(extend, new Outcome.Failed(ErrorCode.NO_POOL_FITS, "full"));
    assertThat(rig.row(volume).status()).isEqualTo("available");
    assertThat(rig.allocated("b1")).isEqualTo(2);
    assertThat(rig.number("select count(*) from message where action_id='007' and detail_id='003'"))
        .isEqualTo(1);
  }

  @Test
  void aVolumeInUseGrowsAndStaysInUse() {
    VolumeId volume = rig.volume(2);
    attach(volume);
    assertThat(rig.refused(new ExtendVolume(volume, 3, false)).status()).isEqualTo(400);
    Admitted extend = rig.accepted(new ExtendVolume(volume, 3, true));
    assertThat(rig.row(volume).attachStatus()).isEqualTo("attached");
    rig.succeed(extend);
    assertThat(rig.row(volume).status()).isEqualTo("in-use");
  }

  /** Its object may be larger than its row says, so it is not free before the storage was read. */
  @Test
  void aFailedExtendIsNotForgottenByADetach() {
    VolumeId volume = rig.volume(2);
    AttachmentId attachment = attach(volume);
    rig.settle(
        rig.accepted(new ExtendVolume(volume, 3, true)),
        new Outcome.Failed(ErrorCode.BACKEND_REFUSED, "no"));
    assertThat(rig.row(volume).attachStatus()).isEqualTo("attached");
    rig.done(new DeleteAttachment(attachment));
    assertThat(rig.row(volume).status()).isEqualTo("error_extending");
    assertThat(rig.row(volume).attachStatus()).isEqualTo("detached");
    rig.done(new DeleteVolume(volume, false, false));
    assertThat(rig.find(volume)).isNull();
  }

  @Test
  void whatTheBackendCannotIsRefused() {
    rig.backend("plain", 100, EnumSet.of(Capability.EXTEND, Capability.SNAPSHOT), Set.of());
    rig.test().run("update backend set disabled = true where name = 'b1'");
    VolumeId volume = rig.volume(1);
    SnapshotId snapshot = rig.snapshot(volume);
    assertThat(rig.refused(new RevertVolume(volume, snapshot)).code())
        .isEqualTo(ErrorCode.NOT_SUPPORTED);
    attach(volume);
    assertThat(rig.refused(new ExtendVolume(volume, 2, true)).code())
        .isEqualTo(ErrorCode.NOT_SUPPORTED);
    assertThat(rig.refused(snapshotOf(volume)).code()).isEqualTo(ErrorCode.NOT_SUPPORTED);
  }

  private static CreateSnapshot snapshotOf(VolumeId volume) {
    return new CreateSnapshot(SnapshotId.random(), volume, null, null, true, Map.of());
  }

  @Test
  void revertHoldsTheVolumeAndItsNewestSnapshot() {
    VolumeId volume = rig.volume(1);
    SnapshotId older = rig.snapshot(volume);
    SnapshotId newest = rig.snapshot(volume);
    assertThat(rig.refused(new RevertVolume(volume, older)).status()).isEqualTo(400);
    Admitted revert = rig.accepted(new RevertVolume(volume, newest));
    assertThat(revert.fences()).containsOnlyKeys(volume.ref(), newest.ref());
    assertThat(rig.row(volume).status()).isEqualTo("reverting");
    assertThat(Objects.requireNonNull(rig.find(newest)).status()).isEqualTo("restoring");
    Refusal refusal = rig.refused(new DeleteSnapshot(newest, false));
    assertThat(refusal.blockedBy()).isEqualTo(revert.operation());
    rig.settle(revert, new Outcome.Failed(ErrorCode.BACKEND_REFUSED, "no"));
    assertThat(rig.row(volume).status()).isEqualTo("error");
    assertThat(Objects.requireNonNull(rig.find(newest)).status()).isEqualTo("available");
    assertThat(rig.refused(new RevertVolume(volume, newest)).status()).isEqualTo(409);
  }

  @Test
  void revertNeedsTheSameSize() {
    VolumeId volume = rig.volume(1);
    SnapshotId snapshot = rig.snapshot(volume);
    rig.done(new ExtendVolume(volume, 2, true));
    assertThat(rig.refused(new RevertVolume(volume, snapshot)).message()).contains("size");
  }

  @Test
  @Shows("A-8")
  void snapshotsCountAndPinTheirVolume() {
    VolumeId volume = rig.volume(4);
    rig.quota(Rig.PROJECT, "gigabytes", 7);
    assertThat(rig.refused(snapshotOf(volume)).status()).isEqualTo(413);
    rig.quota(Rig.PROJECT, "gigabytes", 8);
    CreateSnapshot input = snapshotOf(volume);
    Admitted snapshot = rig.accepted(input);
    assertThat(rig.refused(new ExtendVolume(volume, 5, true)).status()).isEqualTo(413);
    rig.quota(Rig.PROJECT, "gigabytes", -1);
    assertThat(rig.refused(new ExtendVolume(volume, 5, true)).blockedBy())
        .isEqualTo(snapshot.operation());
    assertThat(rig.refused(new DeleteSnapshot(input.snapshot(), false)).blockedBy())
        .isEqualTo(snapshot.operation());
    rig.succeed(snapshot);
    assertThat(Objects.requireNonNull(rig.find(input.snapshot())).progress()).isEqualTo("100%");
    assertThat(rig.refused(new DeleteVolume(volume, false, false)).status()).isEqualTo(400);
  }

  @Test
  void cascadeTakesAllSnapshotsOrNone() {
    VolumeId volume = rig.volume(1);
    SnapshotId first = rig.snapshot(volume);
    SnapshotId second = rig.snapshot(volume);
    Admitted deleting = rig.accepted(new DeleteSnapshot(second, false));
    assertThat(rig.refused(new DeleteVolume(volume, true, false)).blockedBy())
        .isEqualTo(deleting.operation());
    assertThat(Objects.requireNonNull(rig.find(first)).status()).isEqualTo("available");
    rig.settle(deleting, new Outcome.Cancelled());
    Admitted delete = rig.accepted(new DeleteVolume(volume, true, false));
    assertThat(delete.fences()).containsOnlyKeys(volume.ref(), first.ref(), second.ref());
    assertThat(((Plan.DeleteVolume) delete.plan()).snapshots())
        .containsExactlyInAnyOrder(first, second);
    assertThat(Objects.requireNonNull(rig.find(first)).status()).isEqualTo("deleting");
    rig.succeed(delete);
    assertThat(rig.find(first)).isNull();
    assertThat(rig.number("select count(*) from snapshot where live = 1")).isZero();
  }

  @Test
  void forceDeletesWhateverTheStatusButNotWhatIsAttached() {
    VolumeId volume = rig.volume(1);
    rig.test().run("update volume set status = 'error_deleting'");
    assertThat(rig.refused(new DeleteVolume(volume, false, false)).status()).isEqualTo(400);
    rig.done(new DeleteVolume(volume, false, true));
    VolumeId attached = rig.volume(1);
    attach(attached);
    assertThat(rig.refused(new DeleteVolume(attached, false, true)).status()).isEqualTo(400);
  }

  @Test
  void whatHasSnapshotsIsNotTakenForNeverPlaced() {
    VolumeId volume = rig.volume(1);
    SnapshotId snapshot = rig.snapshot(volume);
    rig.test().run("update volume set status = 'error', backend = null, pool = null");
    assertThat(rig.refused(new DeleteVolume(volume, true, true)).status()).isEqualTo(400);
    assertThat(rig.find(snapshot)).isNotNull();
  }

  @Test
  void foreignVolumesAreNotFound() {
    VolumeId volume = rig.volume(1);
    assertThat(rig.refused(Rig.request("p2", new DeleteVolume(volume, false, false))).status())
        .isEqualTo(404);
    assertThat(rig.refused(Rig.request("p2", new ExtendVolume(volume, 2, true))).status())
        .isEqualTo(404);
  }
}

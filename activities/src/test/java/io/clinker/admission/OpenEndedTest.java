package io.clinker.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.model.ErrorCode;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import io.clinker.operations.Admittance.Admitted;
import io.clinker.operations.OperationInput.CreateSnapshot;
import io.clinker.operations.OperationInput.CreateVolume;
import io.clinker.operations.OperationInput.DeleteSnapshot;
import io.clinker.operations.OperationInput.DeleteVolume;
import io.clinker.operations.OperationInput.ExtendVolume;
import io.clinker.operations.OperationInput.ReconcileVolume;
import io.clinker.operations.OperationInput.ResetSnapshot;
import io.clinker.operations.OperationInput.ResetVolume;
import io.clinker.operations.Outcome;
import io.clinker.operations.Plan;
import io.clinker.store.ObservationStore.Held;
import io.clinker.store.SnapshotRow;
import io.clinker.store.testing.Rig;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What only the storage knows is read before it is used, however often that takes. */
final class OpenEndedTest {
  private static final String BACKEND = "b1";
  private static final Outcome DOWN = new Outcome.Failed(ErrorCode.BACKEND_UNAVAILABLE, "down");

  @AutoClose private static final Rig RIG = new Rig();

  private final Rig rig = RIG;

  @BeforeEach
  void oneBackend() {
    rig.empty();
    rig.backend(BACKEND, 100);
    rig.unlimited(Rig.PROJECT);
  }

  /** Else a second reset would find an error of which nothing need be read. */
  @Test
  void whatAResetCouldNotReadIsReadByTheNext() {
    for (String before : List.of("error_extending", "error_deleting", "error_unmanaging")) {
      VolumeId volume = rig.volume(1);
      String id = volume.value();
      rig.test().run("update volume set status = '%s' where id = '%s'".formatted(before, id));
      rig.settle(rig.accepted(new ResetVolume(volume, "available", null, null)), DOWN);
      assertThat(rig.row(volume).status()).isEqualTo(before);
      requireReads(volume);
    }
  }

  @Test
  void whatAResetThatEndedALiveOperationCouldNotReadIsReadByTheNext() {
    VolumeId extended = rig.volume(1);
    rig.accepted(new ExtendVolume(extended, 4, true));
    rig.settle(rig.superseding(new ResetVolume(extended, "available", null, null)), DOWN);
    assertThat(rig.row(extended).status()).isEqualTo("error_extending");
    assertThat(rig.allocated(BACKEND)).isEqualTo(1);
    requireReads(extended);
    VolumeId deleted = rig.volume(1);
    rig.accepted(new DeleteVolume(deleted, false, false));
    rig.settle(rig.superseding(new ResetVolume(deleted, "error", null, null)), DOWN);
    assertThat(rig.row(deleted).status()).isEqualTo("error_deleting");
    requireReads(deleted);
  }

  /** Of a volume whose create was ended it is not known whether it was made, nor forgotten. */
  @Test
  void whatMayNeverHaveBeenMadeIsReadUntilThatIsKnown() {
    CreateVolume create = Rig.blank(3);
    VolumeId volume = create.volume();
    rig.accepted(create);
    rig.settle(rig.superseding(new ResetVolume(volume, "available", null, null)), DOWN);
    assertThat(rig.row(volume).status()).isEqualTo("error");
    rig.settle(rig.accepted(new ReconcileVolume(volume, null)), DOWN);
    assertThat(rig.row(volume).status()).isEqualTo("error");
    rig.done(new ResetVolume(volume, null, null, "none"));
    Admitted reset = rig.accepted(new ResetVolume(volume, "error", null, null));
    assertThat(reset.plan()).isInstanceOf(Plan.ReadVolume.class);
    rig.observed(reset, new Held(null, List.of()));
    rig.succeed(reset);
    assertThat(rig.row(volume).backend()).isNull();
    assertThat(rig.allocated(BACKEND)).isZero();
  }

  @Test
  void whatWasDeletedBeforeItWasMadeHasNoPlace() {
    CreateVolume create = Rig.blank(3);
    rig.accepted(create);
    rig.superseding(new DeleteVolume(create.volume(), false, false));
    Admitted reset = rig.superseding(new ResetVolume(create.volume(), "error", null, null));
    rig.observed(reset, new Held(null, List.of()));
    rig.succeed(reset);
    assertThat(rig.row(create.volume()).backend()).isNull();
    assertThat(rig.allocated(BACKEND)).isZero();
  }

  /** The usual way back from an error that an administrator has set. */
  @Test
  void aResetFromAnErrorOfWhichAllIsKnownReadsNothing() {
    VolumeId volume = rig.volume(1);
    SnapshotId snapshot = rig.snapshot(volume);
    for (String status : List.of("error", "available", "error", "available")) {
      assertThat(rig.accepted(new ResetVolume(volume, status, null, null)).ended()).isTrue();
      assertThat(rig.accepted(new ResetSnapshot(snapshot, status)).ended()).isTrue();
    }
  }

  private void requireReads(VolumeId volume) {
    Admitted reset = rig.accepted(new ResetVolume(volume, "available", null, null));
    assertThat(reset.plan()).isInstanceOf(Plan.ReadVolume.class);
  }

  @Test
  void aSnapshotThatCouldNotBeReadIsReadByTheNextReset() {
    SnapshotId snapshot = rig.snapshot(rig.volume(1));
    rig.accepted(new DeleteSnapshot(snapshot, false));
    rig.settle(rig.superseding(new ResetSnapshot(snapshot, "available")), DOWN);
    assertThat(row(snapshot).status()).isEqualTo("error_deleting");
    rig.settle(rig.accepted(new ResetSnapshot(snapshot, "available")), DOWN);
    assertThat(row(snapshot).status()).isEqualTo("error_deleting");
    Admitted reset = rig.accepted(new ResetSnapshot(snapshot, "error"));
    rig.observed(reset, new Held(null, List.of()));
    rig.succeed(reset);
    assertThat(row(snapshot).status()).isEqualTo("error");
    assertThat(rig.accepted(new ResetSnapshot(snapshot, "available")).plan())
        .isInstanceOf(Plan.ReadSnapshot.class);
  }

  @Test
  void aSnapshotThatWasNotMadeIsLookedForBeforeItIsUsed() {
    SnapshotId snapshot = SnapshotId.random();
    rig.settle(
        rig.accepted(new CreateSnapshot(snapshot, rig.volume(1), null, null, true, Map.of())),
        new Outcome.Failed(ErrorCode.BACKEND_REFUSED, "no"));
    assertThat(rig.accepted(new ResetSnapshot(snapshot, "available")).plan())
        .isInstanceOf(Plan.ReadSnapshot.class);
  }

  private SnapshotRow row(SnapshotId snapshot) {
    return Objects.requireNonNull(rig.find(snapshot));
  }
}

package io.clinker.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.admission.Admission.Reserving;
import io.clinker.cases.Shows;
import io.clinker.driver.Capability;
import io.clinker.driver.ForeignReference;
import io.clinker.model.ErrorCode;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import io.clinker.operations.Admittance.Admitted;
import io.clinker.operations.OperationInput;
import io.clinker.operations.OperationInput.ManageSnapshot;
import io.clinker.operations.OperationInput.ManageVolume;
import io.clinker.operations.OperationInput.UnmanageSnapshot;
import io.clinker.operations.OperationInput.UnmanageVolume;
import io.clinker.operations.Outcome;
import io.clinker.operations.Plan;
import io.clinker.store.ObservationStore.Held;
import io.clinker.store.VolumeRow;
import io.clinker.store.testing.Rig;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ManageRulesTest {
  private static final ForeignReference DISK = ForeignReference.named("disk.raw");
  private static final long GIB = 1L << 30;

  @AutoClose private final Rig rig = new Rig();

  @BeforeEach
  void backend() {
    rig.backend("b1", 100);
  }

  private static ManageVolume manage(String host) {
    return new ManageVolume(
        VolumeId.random(), host, DISK, "n", null, null, null, true, Map.of("k", "v"));
  }

  private void found(Admitted admitted, long bytes) {
    rig.database()
        .inTransaction(
            handle ->
                rig.stores()
                    .observations()
                    .write(
                        handle,
                        admitted.operation(),
                        admitted.run(),
                        new Held(bytes, List.of()),
                        Instant.now()));
  }

  private Reserving reserve(Admitted admitted) {
    return rig.admission().reserve(admitted.operation(), admitted.run());
  }

  @Test
  void quotaAndSpaceAreTakenForWhatWasFound() {
    rig.quota(Rig.PROJECT, "gigabytes", 5);
    ManageVolume input = manage("b1#main");
    Admitted admitted = rig.accepted(input);
    assertThat(admitted.plan()).isEqualTo(new Plan.ManageVolume(input.volume(), DISK, "b1"));
    assertThat(rig.row(input.volume()).status()).isEqualTo("managing");
    assertThat(rig.row(input.volume()).sizeGib()).isZero();
    assertThat(rig.allocated("b1")).isZero();

    found(admitted, 4 * GIB + 1);
    assertThat(reserve(admitted)).isEqualTo(new Reserving.Reserved());
    assertThat(reserve(admitted)).isEqualTo(new Reserving.Reserved());

    assertThat(rig.allocated("b1")).isEqualTo(5);
    assertThat(rig.refused(Rig.blank(1)).status()).isEqualTo(413);
    rig.succeed(admitted);
    VolumeRow row = rig.row(input.volume());
    assertThat(row.status()).isEqualTo("available");
    assertThat(row.sizeGib()).isEqualTo(5);
    assertThat(row.bootable()).isTrue();
    assertThat(row.metadata()).containsEntry("k", "v");
    assertThat(rig.number("select count(*) from observation")).isZero();
  }

  @Test
  @Shows("C-16")
  void whatIsTooLargeEndsInErrorWithoutAPlaceAndNothingIsKept() {
    rig.quota(Rig.PROJECT, "gigabytes", 5);
    ManageVolume input = manage("b1");
    Admitted admitted = rig.accepted(input);
    found(admitted, 6 * GIB);

    assertThat(((Reserving.Refused) reserve(admitted)).code()).isEqualTo(ErrorCode.QUOTA_EXCEEDED);
    rig.settle(admitted, new Outcome.Failed(ErrorCode.QUOTA_EXCEEDED, "no"));

    VolumeRow row = rig.row(input.volume());
    assertThat(row.status()).isEqualTo("error_managing");
    assertThat(row.sizeGib()).isZero();
    assertThat(row.backend()).isNull();
    assertThat(rig.allocated("b1")).isZero();
    assertThat(rig.number("select count(*) from message where action_id='008' and detail_id='006'"))
        .isEqualTo(1);
    assertThat(rig.done(new UnmanageVolume(input.volume())).ended()).isTrue();
    assertThat(rig.find(input.volume())).isNull();
  }

  @Test
  void aPoolWithoutRoomRefusesAndACancelLeavesNoRow() {
    rig.unlimited(Rig.PROJECT);
    ManageVolume input = manage("b1#main");
    Admitted admitted = rig.accepted(input);
    found(admitted, 200 * GIB);
    assertThat(((Reserving.Refused) reserve(admitted)).code()).isEqualTo(ErrorCode.NO_POOL_FITS);
    found(admitted, 20 * GIB);
    assertThat(reserve(admitted)).isEqualTo(new Reserving.Reserved());

    rig.settle(admitted, new Outcome.Cancelled());

    assertThat(rig.find(input.volume())).isNull();
    assertThat(rig.allocated("b1")).isZero();
  }

  @Test
  void backendsThatCannotOrAreNotThereAreRefused() {
    assertThat(rig.refused(manage("b2#main")).status()).isEqualTo(400);
    assertThat(rig.refused(manage("b1#other")).status()).isEqualTo(400);
    rig.down("b1");
    assertThat(rig.refused(manage("b1#main")).message()).contains("down");
    rig.up("b1");
    rig.test().run("update backend set frozen = true");
    assertThat(rig.refused(manage("b1#main")).message()).contains("frozen");
    rig.backend("plain", 100, EnumSet.of(Capability.EXTEND), Set.of());
    assertThat(rig.refused(manage("plain#main")).code()).isEqualTo(ErrorCode.NOT_SUPPORTED);
    rig.quota(Rig.PROJECT, "volumes", 0);
    rig.test().run("update backend set frozen = false");
    assertThat(rig.refused(manage("b1#main")).status()).isEqualTo(413);
  }

  @Test
  void whatIsLetGoLeavesNoRow() {
    VolumeId volume = rig.volume(3);
    SnapshotId snapshot = rig.snapshot(volume);
    assertThat(rig.refused(new UnmanageVolume(volume)).status()).isEqualTo(400);
    rig.done(new UnmanageSnapshot(snapshot));
    assertThat(rig.find(snapshot)).isNull();

    Admitted admitted = rig.accepted(new UnmanageVolume(volume));
    assertThat(rig.row(volume).status()).isEqualTo("unmanaging");
    rig.settle(admitted, new Outcome.Failed(ErrorCode.OBJECT_MISMATCH, "no"));
    assertThat(rig.row(volume).status()).isEqualTo("error_unmanaging");
    assertThat(rig.allocated("b1")).isEqualTo(3);
    rig.done(new UnmanageVolume(volume));

    assertThat(rig.find(volume)).isNull();
    assertThat(rig.allocated("b1")).isZero();
  }

  @Test
  void aSnapshotCountsWithItsVolumesSizeUntilItsOwnIsKnown() {
    VolumeId volume = rig.volume(4);
    rig.quota(Rig.PROJECT, "gigabytes", 7);
    SnapshotId id = SnapshotId.random();
    ManageSnapshot input = new ManageSnapshot(id, volume, DISK, null, null, Map.of());
    assertThat(rig.refused(input).status()).isEqualTo(413);
    rig.quota(Rig.PROJECT, "gigabytes", 8);

    Admitted admitted = rig.accepted(input);
    found(admitted, GIB + 1);
    rig.succeed(admitted);

    assertThat(Objects.requireNonNull(rig.find(id)).sizeGib()).isEqualTo(2);
    assertThat(Objects.requireNonNull(rig.find(id)).status()).isEqualTo("available");
  }

  @Test
  void aBackendThatTakesVolumesOnlyRefusesSnapshots() {
    VolumeId volume = rig.volume(1);
    SnapshotId snapshot = rig.snapshot(volume);
    rig.test().run("update backend set capabilities = 'MANAGE,SNAPSHOT'");
    ManageSnapshot input =
        new ManageSnapshot(SnapshotId.random(), volume, DISK, null, null, Map.of());

    for (OperationInput refused : List.of(input, new UnmanageSnapshot(snapshot))) {
      assertThat(rig.refused(refused).code()).isEqualTo(ErrorCode.NOT_SUPPORTED);
      assertThat(rig.refused(refused).status()).isEqualTo(400);
      assertThat(rig.refused(refused).message()).contains("MANAGE_SNAPSHOT");
    }

    assertThat(Objects.requireNonNull(rig.find(snapshot)).status()).isEqualTo("available");
    rig.accepted(manage("b1#main"));
  }
}

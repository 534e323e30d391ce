package io.clinker.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.cases.Shows;
import io.clinker.driver.Capability;
import io.clinker.driver.SerialSection;
import io.clinker.model.ErrorCode;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import io.clinker.operations.Admittance.Admitted;
import io.clinker.operations.OperationInput;
import io.clinker.operations.OperationInput.CreateVolume;
import io.clinker.operations.OperationInput.DeleteSnapshot;
import io.clinker.operations.OperationInput.DeleteVolume;
import io.clinker.operations.Outcome;
import io.clinker.operations.Plan;
import io.clinker.operations.Refusal;
import io.clinker.store.Purge;
import io.clinker.store.testing.Rig;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VolumeCreateRuleTest {
  @AutoClose private final Rig rig = new Rig();

  @BeforeEach
  void backend() {
    rig.backend("b1", 100);
  }

  private static CreateVolume create(
      @Nullable Integer gib,
      @Nullable String type,
      @Nullable String zone,
      @Nullable SnapshotId snapshot,
      @Nullable VolumeId source) {
    return new CreateVolume(
        VolumeId.random(), gib, null, null, type, zone, snapshot, source, Map.of());
  }

  @Test
  void checksOfTheRequestGiveCindersAnswers() {
    VolumeId volume = rig.volume(3);
    assertRefused(create(1, "gold", null, null, null), 404, "with name gold could not be found");
    assertRefused(create(1, null, null, SnapshotId.random(), null), 404, "Snapshot");
    assertRefused(create(1, null, null, null, VolumeId.random()), 404, "Volume");
    assertRefused(create(null, null, null, null, null), 400, "must be an integer");
    assertRefused(create(2, null, null, null, volume), 400, "cannot be smaller than original");
    assertRefused(create(1, null, "mars", null, null), 400, "Availability zone 'mars' is invalid.");
    assertThat(rig.number("select count(*) from operation")).isEqualTo(1);
    assertThat(rig.number("select count(*) from volume")).isEqualTo(1);
  }

  private void assertRefused(OperationInput input, int status, String part) {
    Refusal refusal = rig.refused(input);
    assertThat(refusal.status()).isEqualTo(status);
    assertThat(refusal.message()).contains(part);
  }

  /** Three days later: nothing that keeps the database small ends what an operation holds. */
  @Test
  @Shows("H-4")
  void anOperationHoldsItsQuotaForAsLongAsItIsOpen() {
    rig.quota(Rig.PROJECT, "volumes", 1);
    Admitted slow = rig.accepted(Rig.blank(1));
    for (String column : List.of("admitted_at", "updated_at")) {
      rig.test().run("update operation set %1$s = %1$s - interval 3 day".formatted(column));
    }
    rig.test().run("update volume set created_at = created_at - interval 3 day");
    new Purge(rig.database(), new Purge.Retention(Duration.ZERO, Duration.ZERO, Duration.ZERO))
        .round();

    assertRefused(Rig.blank(1), 413, "VolumeLimitExceeded");
    assertThat(rig.allocated("b1")).isEqualTo(1);
    rig.succeed(slow);
    assertRefused(Rig.blank(1), 413, "VolumeLimitExceeded");
  }

  @Test
  @Shows({"H-5", "H-12"})
  void quotasAreCountedFromRows() {
    rig.quota(Rig.PROJECT, "volumes", 2);
    rig.volume(1);
    VolumeId second = rig.volume(1);
    assertRefused(
        Rig.blank(1),
        413,
        "VolumeLimitExceeded: Maximum number of volumes allowed (2) exceeded for quota 'volumes'.");
    rig.done(new DeleteVolume(second, false, false));
    rig.quota(Rig.PROJECT, "gigabytes", 10);
    assertRefused(
        Rig.blank(10),
        413,
        "VolumeSizeExceedsAvailableQuota: Requested volume or snapshot exceeds allowed gigabytes"
            + " quota. Requested 10G, quota is 10G and 1G has been consumed.");
    rig.quota(Rig.PROJECT, "per_volume_gigabytes", 4);
    assertRefused(Rig.blank(5), 413, "VolumeSizeExceedsLimit");
    rig.quota(Rig.PROJECT, "volumes___DEFAULT__", 1);
    assertRefused(Rig.blank(1), 413, "volumes___DEFAULT__");
    assertThat(rig.allocated("b1")).isEqualTo(1);
  }

  @Test
  void aPrivateTypeNeedsAccess() {
    rig.test()
        .run(
            "insert into volume_type (id, name, is_public, extra_specs, created_at) values"
                + " ('t1', 'secret', false, '{}', now(6))");
    assertRefused(create(1, "secret", null, null, null), 404, "secret");
    rig.test().run("insert into volume_type_access values ('t1', 'p1')");
    assertThat(rig.accepted(create(1, "t1", null, null, null)).ended()).isFalse();
  }

  @Test
  void whatFitsNowhereIsAcceptedAndFails() {
    Admitted admitted = rig.accepted(create(101, null, null, null, null));
    assertThat(admitted.plan())
        .isInstanceOfSatisfying(
            Plan.Hopeless.class,
            plan -> assertThat(plan.explanation()).contains("b1#main: needs 101 GiB"));
    rig.settle(admitted, new Outcome.Failed(ErrorCode.NO_POOL_FITS, "none"));
    assertThat(rig.number("select count(*) from message where action_id='001' and detail_id='003'"))
        .isEqualTo(1);
    assertThat(rig.allocated("b1")).isZero();
    assertThat(rig.row(admitted.operation()).placement()).contains("101");
  }

  @Test
  @Shows("F-8")
  void aPoolThatIsDownIsWaitedFor() {
    rig.down("b1");
    CreateVolume input = create(1, null, null, null, null);
    Admitted admitted = rig.accepted(input);
    assertThat(((Plan.CreateVolume) admitted.plan()).backend()).isNull();
    assertThat(rig.admission().place(admitted.operation(), 1))
        .isInstanceOf(Admission.Placing.NotYet.class);
    rig.up("b1");
    assertThat(rig.admission().place(admitted.operation(), 1))
        .isEqualTo(new Admission.Placing.Placed("b1"));
    assertThat(rig.admission().place(admitted.operation(), 1))
        .isEqualTo(new Admission.Placing.Placed("b1"));
    assertThat(rig.allocated("b1")).isEqualTo(1);
    assertThat(rig.row(input.volume()).backend()).isEqualTo("b1");
    rig.settle(admitted, new Outcome.Cancelled());
    assertThat(rig.allocated("b1")).isZero();
    assertThat(rig.find(input.volume())).isNull();
    assertThat(rig.admission().place(admitted.operation(), 1))
        .isInstanceOf(Admission.Placing.Lost.class);
  }

  @Test
  @Shows({"B-1", "B-2"})
  void sourcesArePinnedUntilTheEnd() {
    VolumeId volume = rig.volume(2);
    SnapshotId snapshot = rig.snapshot(volume);
    Admitted ofSnapshot = rig.accepted(create(null, null, null, snapshot, null));
    Admitted ofVolume = rig.accepted(create(3, null, null, null, volume));
    Refusal refusal = rig.refused(new DeleteSnapshot(snapshot, false));
    assertThat(refusal.blockedBy()).isEqualTo(ofSnapshot.operation());
    assertThat(refusal.message()).contains("volume-create");
    rig.succeed(ofSnapshot);
    rig.done(new DeleteSnapshot(snapshot, false));
    assertThat(rig.refused(new DeleteVolume(volume, false, false)).blockedBy())
        .isEqualTo(ofVolume.operation());
    rig.settle(ofVolume, new Outcome.Failed(ErrorCode.BACKEND_FULL, "full"));
    rig.done(new DeleteVolume(volume, false, false));
    assertThat(rig.number("select count(*) from pin")).isZero();
  }

  @Test
  void copiesOfOneVolumeTakeTicketsWhereTheBackendNeedsThem() {
    rig.backend(
        "serial", 1000, EnumSet.allOf(Capability.class), Set.of(SerialSection.COPY_OF_ONE_VOLUME));
    rig.test().run("update backend set disabled = true where name = 'b1'");
    VolumeId volume = rig.volume(1);
    Admitted first = rig.accepted(create(1, null, null, null, volume));
    Admitted second = rig.accepted(create(1, null, null, null, volume));
    assertThat(first.fences()).containsEntry(volume.ref(), 2L);
    assertThat(second.fences()).doesNotContainKey(volume.ref());
    assertThat(rig.admission().takeTicket(second.operation(), 1, volume.ref()))
        .isEqualTo(new Admission.TicketAnswer.Busy(first.operation()));
    rig.succeed(first);
    Admission.TicketAnswer held = new Admission.TicketAnswer.Held(Map.of(volume.ref(), 3L));
    assertThat(rig.admission().takeTicket(second.operation(), 1, volume.ref())).isEqualTo(held);
    assertThat(rig.admission().takeTicket(second.operation(), 1, volume.ref())).isEqualTo(held);
    assertThat(rig.admission().turn(second.operation(), 1))
        .isInstanceOfSatisfying(
            Admission.Turn.Yours.class,
            turn -> assertThat(turn.fences()).containsEntry(volume.ref(), 3L));
  }

  @Test
  void aCloneStaysOnItsSourcesBackend() {
    VolumeId volume = rig.volume(60);
    rig.backend("b2", 1000);
    Admitted clone = rig.accepted(create(null, null, null, null, volume));
    assertThat(clone.plan())
        .isInstanceOfSatisfying(
            Plan.Hopeless.class,
            plan -> assertThat(plan.explanation()).contains("the source is on b1"));
    assertThat(rig.number("select count(*) from pin")).isZero();
  }

  /** What a compute service looks at before it boots from the copy. */
  @Test
  void aCopyOfWhatCanBeBootedCanBeBooted() {
    VolumeId plain = rig.volume(1);
    VolumeId disk = rig.volume(1);
    SnapshotId snapshot = rig.snapshot(disk);
    rig.test()
        .run(
            "update volume set bootable = 1, image_metadata = '{\"os\": \"linux\"}' where id = '%s'"
                .formatted(disk));

    for (CreateVolume copy :
        List.of(create(1, null, null, snapshot, null), create(1, null, null, null, disk))) {
      rig.done(copy);
      assertThat(rig.row(copy.volume()).bootable()).isTrue();
      assertThat(rig.row(copy.volume()).imageMetadata()).isEqualTo(Map.of("os", "linux"));
    }
    CreateVolume other = create(1, null, null, null, plain);
    rig.done(other);
    assertThat(rig.row(other.volume()).bootable()).isFalse();
    assertThat(rig.row(other.volume()).imageMetadata()).isEmpty();
  }

  @Test
  void aTypeNamesTheZonesOfItsVolumes() {
    rig.backend("b2", 10);
    rig.backend("b3", 100);
    zone("b2", "east");
    zone("b3", "west");
    type("far", " east ,west,mars");
    type("lost", "mars");

    CreateVolume small = create(1, "far", null, null, null);
    CreateVolume large = create(50, "far", null, null, null);
    CreateVolume asked = create(1, "far", "west", null, null);
    for (CreateVolume input : List.of(small, large, asked)) {
      rig.done(input);
    }

    assertThat(rig.row(small.volume()).availabilityZone()).isEqualTo("east");
    assertThat(rig.row(small.volume()).backend()).isEqualTo("b2");
    assertThat(rig.row(large.volume()).availabilityZone()).isEqualTo("west");
    assertThat(rig.row(large.volume()).backend()).isEqualTo("b3");
    assertThat(rig.row(asked.volume()).availabilityZone()).isEqualTo("west");
    assertRefused(
        create(1, "far", "nova", null, null), 400, "Availability zone 'nova' is invalid.");
    assertRefused(
        create(1, "lost", null, null, null), 400, "only supported in these availability zones");
  }

  /** A pool that is down may have room later, which is better than one that never has. */
  @Test
  void ofSeveralZonesTheOneThatMayHaveRoomIsWaitedFor() {
    rig.backend("b2", 10);
    rig.backend("b3", 100);
    zone("b2", "east");
    zone("b3", "west");
    rig.down("b3");
    type("far", "east,west");
    CreateVolume input = create(50, "far", null, null, null);

    assertThat(rig.accepted(input).plan()).isInstanceOf(Plan.CreateVolume.class);

    assertThat(rig.row(input.volume()).availabilityZone()).isEqualTo("west");
  }

  private void zone(String backend, String zone) {
    rig.test()
        .run(
            "update backend set availability_zone = '%s' where name = '%s'"
                .formatted(zone, backend));
  }

  private void type(String name, String zones) {
    rig.test()
        .run(
            ("insert into volume_type (id, name, is_public, extra_specs, created_at) values"
                    + " ('%1$s', '%1$s', true, '{\"RESKEY:availability_zones\": \"%2$s\"}', now(6))")
                .formatted(name, zones));
  }
}

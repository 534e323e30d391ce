package io.clinker.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.cases.Shows;
import io.clinker.driver.Capability;
import io.clinker.driver.SerialSection;
import io.clinker.model.ErrorCode;
import io.clinker.model.GroupId;
import io.clinker.model.GroupSnapshotId;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import io.clinker.operations.Admittance.Admitted;
import io.clinker.operations.GroupInput.CreateGroupFromSource;
import io.clinker.operations.GroupInput.CreateGroupSnapshot;
import io.clinker.operations.GroupInput.DeleteGroup;
import io.clinker.operations.GroupInput.DeleteGroupSnapshot;
import io.clinker.operations.GroupInput.ResetGroupSnapshot;
import io.clinker.operations.GroupInput.UpdateGroup;
import io.clinker.operations.OperationInput.CreateVolume;
import io.clinker.operations.OperationInput.DeleteSnapshot;
import io.clinker.operations.OperationInput.DeleteVolume;
import io.clinker.operations.OperationInput.UnmanageSnapshot;
import io.clinker.operations.Outcome;
import io.clinker.operations.Plan;
import io.clinker.store.testing.Rig;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GroupSnapshotRulesTest {
  @AutoClose private static final Rig RIG = new Rig();

  private final Rig rig = RIG;

  @BeforeEach
  void empty() {
    rig.empty();
  }

  private GroupId group(int... sizes) {
    if (rig.number("select count(*) from backend") == 0) {
      rig.backend("b1", 100);
    }
    GroupId group = rig.group();
    for (int size : sizes) {
      rig.member(group, size);
    }
    return group;
  }

  private List<VolumeId> members(GroupId group) {
    return rig.database().read(handle -> rig.stores().volumes().ofGroup(handle, group)).stream()
        .map(row -> row.id())
        .toList();
  }

  private static CreateGroupSnapshot of(GroupId group) {
    return new CreateGroupSnapshot(GroupSnapshotId.random(), group, "snap", "d");
  }

  private String status(GroupSnapshotId id) {
    return Objects.requireNonNull(rig.find(id)).status();
  }

  private String status(SnapshotId id) {
    return Objects.requireNonNull(rig.find(id)).status();
  }

  @Test
  @Shows("H-11")
  void everyVolumeHasItsSnapshotWhichCountsOnce() {
    GroupId group = group(1, 2);
    CreateGroupSnapshot input = of(group);
    Admitted create = rig.accepted(input);
    assertThat(((Plan.CreateGroupSnapshot) create.plan()).snapshots()).hasSize(2);
    assertThat(status(input.groupSnapshot())).isEqualTo("creating");
    rig.succeed(create);
    assertThat(status(input.groupSnapshot())).isEqualTo("available");
    for (VolumeId member : members(group)) {
      SnapshotId snapshot = input.snapshotOf(member);
      assertThat(status(snapshot)).isEqualTo("available");
      assertThat(Objects.requireNonNull(rig.find(snapshot)).groupSnapshotId())
          .isEqualTo(input.groupSnapshot().value());
      assertThat(Objects.requireNonNull(rig.find(snapshot)).name()).isEqualTo("snap");
    }
    var usage =
        rig.database().read(handle -> rig.stores().quotas().usage(handle, Rig.PROJECT, null));
    assertThat(usage.snapshots()).isEqualTo(2);
    assertThat(usage.gibibytes()).isEqualTo(6);
    assertThat(rig.number("select count(*) from pin")).isZero();
  }

  @Test
  void quotaIsOfAllMembersTogether() {
    GroupId group = group(1, 1);
    rig.quota(Rig.PROJECT, "snapshots", 1);
    assertThat(rig.refused(of(group)).status()).isEqualTo(413);
    assertThat(rig.number("select count(*) from snapshot")).isZero();
  }

  @Test
  void nothingLeavesOrGoesWhileItIsCopied() {
    GroupId group = group(1);
    VolumeId member = members(group).getFirst();
    Admitted create = rig.accepted(of(group));
    assertThat(
            rig.refused(new UpdateGroup(group, null, null, List.of(), List.of(member))).blockedBy())
        .isEqualTo(create.operation());
    assertThat(rig.refused(new DeleteGroup(group, true)).blockedBy()).isEqualTo(create.operation());
    // Two at once are fine.
    rig.done(of(group));
  }

  @Test
  void whatFailsIsUndoneAndShownAsAnErrorThatCanBeDeleted() {
    GroupId group = group(1);
    CreateGroupSnapshot input = of(group);
    rig.settle(rig.accepted(input), new Outcome.Failed(ErrorCode.BACKEND_REFUSED, "no"));
    SnapshotId member = input.snapshotOf(members(group).getFirst());
    assertThat(status(input.groupSnapshot())).isEqualTo("error");
    assertThat(status(member)).isEqualTo("error");
    assertThat(rig.number("select count(*) from message where resource_type = 'GROUP_SNAPSHOT'"))
        .isEqualTo(1);
    rig.done(new DeleteGroupSnapshot(input.groupSnapshot()));
    assertThat(rig.find(input.groupSnapshot())).isNull();
    assertThat(rig.find(member)).isNull();
  }

  @Test
  void aCancelLeavesNothing() {
    GroupId group = group(1);
    CreateGroupSnapshot input = of(group);
    rig.settle(rig.accepted(input), new Outcome.Cancelled());
    assertThat(rig.find(input.groupSnapshot())).isNull();
    assertThat(rig.find(input.snapshotOf(members(group).getFirst()))).isNull();
  }

  @Test
  void theMembersGoWithTheGroupSnapshotOnly() {
    GroupId group = group(1);
    CreateGroupSnapshot input = of(group);
    rig.done(input);
    VolumeId volume = members(group).getFirst();
    SnapshotId member = input.snapshotOf(volume);
    for (boolean force : new boolean[] {false, true}) {
      assertThat(rig.refused(new DeleteSnapshot(member, force)).message())
          .contains("must not be part of a group");
    }
    assertThat(rig.refused(new UnmanageSnapshot(member)).message())
        .contains("must not be part of a group");
    assertThat(rig.refused(new DeleteGroup(group, true)).message())
        .contains("it has group snapshot " + input.groupSnapshot());
    rig.done(new UpdateGroup(group, null, null, List.of(), List.of(volume)));
    assertThat(rig.refused(new DeleteVolume(volume, true, true)).status()).isEqualTo(400);
    Admitted delete = rig.accepted(new DeleteGroupSnapshot(input.groupSnapshot()));
    assertThat(status(member)).isEqualTo("deleting");
    rig.succeed(delete);
    assertThat(rig.find(member)).isNull();
    rig.done(new DeleteVolume(volume, true, false));
  }

  @Test
  void aGroupSnapshotThatIsCopiedStays() {
    GroupId group = group(1, 2);
    CreateGroupSnapshot input = of(group);
    rig.done(input);
    CreateGroupFromSource copy =
        new CreateGroupFromSource(GroupId.random(), input.groupSnapshot(), null, "copy", null);
    Admitted create = rig.accepted(copy);
    assertThat(rig.refused(new DeleteGroupSnapshot(input.groupSnapshot())).blockedBy())
        .isEqualTo(create.operation());
    rig.succeed(create);
    VolumeId made = copy.copyOf(input.snapshotOf(members(group).getFirst()).value());
    assertThat(rig.row(made).snapshotId())
        .isEqualTo(input.snapshotOf(members(group).getFirst()).value());
    assertThat(rig.row(copy.group()).groupSnapshotId()).isEqualTo(input.groupSnapshot().value());
    assertThat(rig.row(copy.group()).volumeTypeIds()).isEqualTo(rig.row(group).volumeTypeIds());
    rig.done(new DeleteGroupSnapshot(input.groupSnapshot()));
  }

  @Test
  void aCopyIsNoLargerThanASingleVolumeMayBe() {
    GroupId group = group(1, 4);
    CreateGroupFromSource copy =
        new CreateGroupFromSource(GroupId.random(), null, group, null, null);
    rig.quota(Rig.PROJECT, "per_volume_gigabytes", 3);
    assertThat(rig.refused(copy).message()).contains("larger than maximum allowed limit 3G");
    rig.quota(Rig.PROJECT, "per_volume_gigabytes", 4);
    rig.accepted(copy);
  }

  @Test
  void whoCopiesAMemberIsNamed() {
    GroupId group = group(1);
    CreateGroupSnapshot input = of(group);
    rig.done(input);
    SnapshotId member = input.snapshotOf(members(group).getFirst());
    Admitted clone =
        rig.accepted(
            new CreateVolume(
                VolumeId.random(), null, null, null, null, null, member, null, Map.of()));
    assertThat(rig.refused(new DeleteGroupSnapshot(input.groupSnapshot())).blockedBy())
        .isEqualTo(clone.operation());
  }

  @Test
  void aDeleteTakesOverFromACreate() {
    GroupId group = group(1);
    CreateGroupSnapshot input = of(group);
    rig.accepted(input);
    Admitted delete = rig.superseding(new DeleteGroupSnapshot(input.groupSnapshot()));
    rig.succeed(delete);
    assertThat(rig.find(input.groupSnapshot())).isNull();
    assertThat(rig.number("select count(*) from snapshot where live = 1")).isZero();
    assertThat(rig.number("select count(*) from pin")).isZero();
  }

  @Test
  void anEmptyGroupHasNoSnapshots() {
    assertThat(rig.refused(of(group())).message())
        .contains("Group is empty. No group snapshot will be created.");
    assertThat(rig.refused(of(GroupId.random())).status()).isEqualTo(404);
  }

  @Test
  void aBackendThatCannotRefusesAll() {
    rig.backend("b1", 100, EnumSet.complementOf(EnumSet.of(Capability.SNAPSHOT)), Set.of());
    assertThat(rig.refused(of(group(1))).status()).isEqualTo(400);
  }

  @Test
  void ticketsOfSeveralVolumesAreLeftToTheStepsWhichTakeThemInOneOrder() {
    rig.backend(
        "b1", 100, EnumSet.allOf(Capability.class), Set.of(SerialSection.COPY_OF_ONE_VOLUME));
    GroupId group = group(1, 1);
    Admitted create = rig.accepted(of(group));
    members(group).forEach(volume -> assertThat(create.fences()).doesNotContainKey(volume.ref()));
    assertThat(((Plan.CreateGroupSnapshot) create.plan()).snapshots())
        .extracting(one -> one.volume().value())
        .isSorted();
    Admitted copy =
        rig.accepted(new CreateGroupFromSource(GroupId.random(), null, group, null, null));
    members(group).forEach(volume -> assertThat(copy.fences()).doesNotContainKey(volume.ref()));
  }

  @Test
  void aStatusIsSetUnlessAnOperationHoldsTheGroupSnapshot() {
    GroupId group = group(1);
    CreateGroupSnapshot input = of(group);
    rig.done(input);
    rig.done(new ResetGroupSnapshot(input.groupSnapshot(), "error"));
    assertThat(status(input.groupSnapshot())).isEqualTo("error");
    Admitted delete = rig.accepted(new DeleteGroupSnapshot(input.groupSnapshot()));
    assertThat(rig.refused(new ResetGroupSnapshot(input.groupSnapshot(), "error")).blockedBy())
        .isEqualTo(delete.operation());
  }
}

package io.clinker.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clinker.model.AttachmentId;
import io.clinker.model.ErrorCode;
import io.clinker.model.GroupId;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import io.clinker.operations.Admittance.Admitted;
import io.clinker.operations.AttachmentInput.CreateAttachment;
import io.clinker.operations.GroupInput.CreateGroup;
import io.clinker.operations.GroupInput.CreateGroupFromSource;
import io.clinker.operations.GroupInput.DeleteGroup;
import io.clinker.operations.GroupInput.ResetGroup;
import io.clinker.operations.GroupInput.UpdateGroup;
import io.clinker.operations.OperationInput.CreateSnapshot;
import io.clinker.operations.OperationInput.CreateVolume;
import io.clinker.operations.OperationInput.DeleteVolume;
import io.clinker.operations.OperationInput.ExtendVolume;
import io.clinker.operations.Outcome;
import io.clinker.operations.Plan;
import io.clinker.operations.Refusal;
import io.clinker.store.TypeRow;
import io.clinker.store.testing.Rig;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GroupRulesTest {
  @AutoClose private static final Rig RIG = new Rig();

  private final Rig rig = RIG;

  @BeforeEach
  void backend() {
    rig.empty();
    rig.backend("b1", 100);
  }

  private static UpdateGroup adding(GroupId group, VolumeId... volumes) {
    return new UpdateGroup(group, null, null, List.of(volumes), List.of());
  }

  private static UpdateGroup removing(GroupId group, VolumeId... volumes) {
    return new UpdateGroup(group, null, null, List.of(), List.of(volumes));
  }

  private String otherType() {
    String name = "t-" + UUID.randomUUID();
    rig.database()
        .inTransaction(
            handle -> {
              rig.stores()
                  .types()
                  .insert(
                      handle,
                      new TypeRow(
                          UUID.randomUUID().toString(),
                          name,
                          null,
                          true,
                          Map.of("volume_backend_name", "b1"),
                          Instant.now(),
                          null,
                          null,
                          null,
                          false));
              return true;
            });
    return name;
  }

  @Test
  void aGroupIsAvailableAtOnceOnABackendThatFitsAllItsTypes() {
    rig.backend("b2", 1000);
    GroupId id = GroupId.random();
    Admitted created =
        rig.accepted(
            new CreateGroup(
                id,
                "g",
                "d",
                rig.groupType(Map.of()),
                List.of(TypeRow.BUILT_IN, otherType()),
                null));
    assertThat(created.ended()).isTrue();
    assertThat(rig.row(id).status()).isEqualTo("available");
    assertThat(rig.row(id).backend()).isEqualTo("b1");
    assertThat(rig.row(id).volumeTypeIds()).hasSize(2);
    assertThat(rig.row(id).operationId()).isNull();
  }

  @Test
  void aGroupThatNoBackendFitsEndsInErrorWithAMessage() {
    GroupId id = GroupId.random();
    Admitted created =
        rig.accepted(
            new CreateGroup(
                id,
                "g",
                null,
                rig.groupType(Map.of("consistent_group_snapshot_enabled", "<is> True")),
                List.of(TypeRow.BUILT_IN),
                null));
    assertThat(created.plan()).isInstanceOf(Plan.Hopeless.class);
    rig.settle(created, new Outcome.Failed(ErrorCode.NO_POOL_FITS, "none"));
    assertThat(rig.row(id).status()).isEqualTo("error");
    assertThat(
            rig.number(
                "select count(*) from message where resource_type = 'GROUP' and resource_id = ?",
                id.value()))
        .isEqualTo(1);
    assertThat(rig.refused(Rig.member(VolumeId.random(), id, 1)).status()).isEqualTo(400);
    assertThat(rig.refused(new ResetGroup(id, "available")).status()).isEqualTo(400);
    assertThat(rig.accepted(new DeleteGroup(id, false)).ended()).isTrue();
    assertThat(rig.find(id)).isNull();
  }

  @Test
  void groupsAreCounted() {
    rig.quota(Rig.PROJECT, "groups", 1);
    GroupId first = rig.group();
    Refusal refusal =
        rig.refused(
            new CreateGroup(
                GroupId.random(),
                null,
                null,
                rig.groupType(Map.of()),
                List.of(TypeRow.BUILT_IN),
                null));
    assertThat(refusal.status()).isEqualTo(413);
    assertThat(refusal.message()).contains("Maximum number of groups allowed (1) exceeded");
    rig.done(new DeleteGroup(first, false));
    rig.group();
  }

  @Test
  void unknownTypesAreNotFound() {
    assertThat(
            rig.refused(
                    new CreateGroup(
                        GroupId.random(), null, null, "no", List.of(TypeRow.BUILT_IN), null))
                .status())
        .isEqualTo(404);
    assertThat(
            rig.refused(
                    new CreateGroup(
                        GroupId.random(), null, null, rig.groupType(Map.of()), List.of("no"), null))
                .status())
        .isEqualTo(404);
  }

  @Test
  void aMemberIsMadeOnTheBackendOfItsGroup() {
    GroupId group = rig.group();
    rig.backend("b2", 10_000);
    VolumeId member = rig.member(group, 1);
    assertThat(rig.row(member).backend()).isEqualTo("b1");
    assertThat(rig.row(member).groupId()).isEqualTo(group.value());
    assertThat(
            rig.refused(
                    new CreateVolume(
                        VolumeId.random(), 1, null, null, null, null, null, null, Map.of(), group))
                .message())
        .contains("volume_type must be provided when creating a volume in a group.");
    assertThat(
            rig.refused(
                    new CreateVolume(
                        VolumeId.random(),
                        1,
                        null,
                        null,
                        otherType(),
                        null,
                        null,
                        null,
                        Map.of(),
                        group))
                .message())
        .contains("requested type must be supported by this group");
    assertThat(rig.refused(Rig.member(VolumeId.random(), GroupId.random(), 1)).status())
        .isEqualTo(404);
  }

  @Test
  void aMemberIsNotDeletedByItself() {
    GroupId group = rig.group();
    VolumeId member = rig.member(group, 1);
    assertThat(rig.refused(new DeleteVolume(member, false, false)).message())
        .contains("belong to a group");
    assertThat(rig.refused(new DeleteVolume(member, true, true)).status()).isEqualTo(400);
    rig.done(removing(group, member));
    rig.done(new DeleteVolume(member, false, false));
  }

  @Test
  void volumesJoinAndLeave() {
    GroupId group = rig.group();
    VolumeId volume = rig.volume(1);
    Admitted update = rig.accepted(adding(group, volume));
    assertThat(update.ended()).isTrue();
    assertThat(rig.row(volume).groupId()).isEqualTo(group.value());
    assertThat(rig.row(group).status()).isEqualTo("available");
    // Once more changes nothing.
    assertThat(rig.refused(adding(group, volume)).message()).contains("no valid name, description");
    GroupId other = rig.group();
    assertThat(rig.refused(adding(other, volume)).message())
        .contains("because it is already in group " + group);
    assertThat(rig.refused(removing(other, volume)).message())
        .contains("because it is not in the group.");
    assertThat(
            rig.refused(new UpdateGroup(group, null, null, List.of(volume), List.of(volume)))
                .message())
        .contains("are in both add and remove volume list");
    assertThat(rig.refused(adding(group, VolumeId.random())).message())
        .contains("because volume cannot be found.");
    rig.done(new UpdateGroup(group, "renamed", null, List.of(), List.of(volume)));
    assertThat(rig.row(volume).groupId()).isNull();
    assertThat(rig.row(group).name()).isEqualTo("renamed");
  }

  @Test
  void onlyVolumesOfTheGroupsTypesAndBackendJoin() {
    GroupId group = rig.group();
    VolumeId strange = VolumeId.random();
    rig.done(new CreateVolume(strange, 1, null, null, otherType(), null, null, null, Map.of()));
    assertThat(rig.refused(adding(group, strange)).message())
        .contains("is not supported by the group.");
    VolumeId elsewhere = rig.volume(1);
    rig.test().run("update volume set backend = 'b2' where id = '" + elsewhere + "'");
    assertThat(rig.refused(adding(group, elsewhere)).message())
        .contains("because it is on backend b2 and the group on b1.");
  }

  @Test
  void aVolumeThatAnotherOperationHoldsDoesNotJoin() {
    GroupId group = rig.group();
    VolumeId volume = rig.volume(1);
    Admitted extend = rig.accepted(new ExtendVolume(volume, 2, false));
    Refusal refusal = rig.refused(adding(group, volume));
    assertThat(refusal.message()).contains("invalid state: extending");
    assertThat(refusal.blockedBy()).isEqualTo(extend.operation());
  }

  @Test
  void anEmptyGroupGoesAtOnce() {
    GroupId group = rig.group();
    assertThat(rig.accepted(new DeleteGroup(group, false)).ended()).isTrue();
    assertThat(rig.find(group)).isNull();
  }

  @Test
  void aGroupGoesWithItsVolumes() {
    GroupId group = rig.group();
    VolumeId first = rig.member(group, 1);
    VolumeId second = rig.member(group, 2);
    assertThat(rig.refused(new DeleteGroup(group, false)).message())
        .contains("The delete-volumes flag is required");
    Admitted delete = rig.accepted(new DeleteGroup(group, true));
    assertThat(((Plan.DeleteGroup) delete.plan()).volumes()).hasSize(2);
    assertThat(delete.fences()).containsKeys(group.ref(), first.ref(), second.ref());
    assertThat(rig.row(group).status()).isEqualTo("deleting");
    assertThat(rig.row(first).status()).isEqualTo("deleting");
    Refusal refusal = rig.refused(new ExtendVolume(first, 3, false));
    assertThat(refusal.blockedBy()).isEqualTo(delete.operation());
    assertThat(rig.refused(Rig.member(VolumeId.random(), group, 1)).blockedBy())
        .isEqualTo(delete.operation());
    rig.succeed(delete);
    assertThat(rig.find(group)).isNull();
    assertThat(rig.find(first)).isNull();
    assertThat(rig.find(second)).isNull();
    assertThat(rig.allocated("b1")).isZero();
  }

  @Test
  void aDeleteThatFailsLeavesErrorsThatCanBeDeletedAgain() {
    GroupId group = rig.group();
    VolumeId member = rig.member(group, 1);
    Admitted delete = rig.accepted(new DeleteGroup(group, true));
    rig.settle(delete, new Outcome.Failed(ErrorCode.BACKEND_REFUSED, "no"));
    assertThat(rig.row(group).status()).isEqualTo("error");
    assertThat(rig.row(member).status()).isEqualTo("error_deleting");
    assertThat(rig.allocated("b1")).isEqualTo(1);
    rig.done(new DeleteGroup(group, true));
    assertThat(rig.find(member)).isNull();
    assertThat(rig.allocated("b1")).isZero();
  }

  @Test
  void whatIsAttachedOrHasSnapshotsKeepsItsGroup() {
    GroupId group = rig.group();
    VolumeId member = rig.member(group, 1);
    SnapshotId snapshot = rig.snapshot(member);
    assertThat(rig.refused(new DeleteGroup(group, true)).message()).contains("dependent snapshots");
    rig.test().run("update snapshot set deleted_at = now(6) where id = '" + snapshot + "'");
    AttachmentId attachment = AttachmentId.random();
    rig.done(new CreateAttachment(attachment, member, "i", null, Map.of("host", "h")));
    assertThat(rig.refused(new DeleteGroup(group, true)).status()).isEqualTo(400);
    assertThat(rig.row(group).status()).isEqualTo("available");
  }

  @Test
  void whoCopiesAMemberIsNamed() {
    GroupId group = rig.group();
    VolumeId member = rig.member(group, 1);
    Admitted snapshot =
        rig.accepted(new CreateSnapshot(SnapshotId.random(), member, null, null, true, Map.of()));
    assertThat(rig.refused(new DeleteGroup(group, true)).blockedBy())
        .isEqualTo(snapshot.operation());
  }

  @Test
  void aGroupIsCopiedWithAllItsVolumes() {
    GroupId source = rig.group();
    VolumeId first = rig.member(source, 1);
    VolumeId second = rig.member(source, 2);
    CreateGroupFromSource input =
        new CreateGroupFromSource(GroupId.random(), null, source, "copy", null);
    Admitted copy = rig.accepted(input);
    assertThat(((Plan.CreateGroup) copy.plan()).volumes()).hasSize(2);
    assertThat(rig.row(input.group()).status()).isEqualTo("creating");
    assertThat(rig.allocated("b1")).isEqualTo(6);
    assertThat(rig.refused(new DeleteGroup(source, true)).blockedBy()).isEqualTo(copy.operation());
    assertThat(rig.refused(removing(source, first)).blockedBy()).isEqualTo(copy.operation());
    rig.succeed(copy);
    assertThat(rig.row(input.group()).status()).isEqualTo("available");
    VolumeId made = input.copyOf(second.value());
    assertThat(rig.row(made).status()).isEqualTo("available");
    assertThat(rig.row(made).sourceVolumeId()).isEqualTo(second.value());
    assertThat(rig.row(made).groupId()).isEqualTo(input.group().value());
    assertThat(rig.row(made).sizeGib()).isEqualTo(2);
    rig.done(new DeleteGroup(source, true));
    assertThat(rig.allocated("b1")).isEqualTo(3);
  }

  @Test
  void aCopyThatFailsHoldsNoSpaceAndCanBeDeleted() {
    GroupId source = rig.group();
    VolumeId member = rig.member(source, 1);
    CreateGroupFromSource input =
        new CreateGroupFromSource(GroupId.random(), null, source, null, null);
    Admitted copy = rig.accepted(input);
    rig.settle(copy, new Outcome.Failed(ErrorCode.BACKEND_REFUSED, "no"));
    assertThat(rig.row(input.group()).status()).isEqualTo("error");
    VolumeId made = input.copyOf(member.value());
    assertThat(rig.row(made).status()).isEqualTo("error");
    assertThat(rig.row(made).backend()).isNull();
    assertThat(rig.allocated("b1")).isEqualTo(1);
    assertThat(rig.accepted(new DeleteGroup(input.group(), true)).ended()).isTrue();
    assertThat(rig.find(made)).isNull();
  }

  @Test
  void aCancelledCopyLeavesNothing() {
    GroupId source = rig.group();
    VolumeId member = rig.member(source, 1);
    CreateGroupFromSource input =
        new CreateGroupFromSource(GroupId.random(), null, source, null, null);
    rig.settle(rig.accepted(input), new Outcome.Cancelled());
    assertThat(rig.find(input.group())).isNull();
    assertThat(rig.find(input.copyOf(member.value()))).isNull();
    assertThat(rig.allocated("b1")).isEqualTo(1);
    assertThat(rig.number("select count(*) from pin")).isZero();
  }

  @Test
  void aCopyWithoutRoomForAllBeginsNone() {
    GroupId source = rig.group();
    rig.member(source, 20);
    rig.member(source, 40);
    CreateGroupFromSource input =
        new CreateGroupFromSource(GroupId.random(), null, source, null, null);
    Admitted copy = rig.accepted(input);
    assertThat(copy.plan()).isInstanceOf(Plan.Hopeless.class);
    assertThat(rig.allocated("b1")).isEqualTo(60);
    rig.settle(copy, new Outcome.Failed(ErrorCode.NO_POOL_FITS, "full"));
    assertThat(rig.row(input.group()).status()).isEqualTo("error");
    assertThat(rig.number("select count(*) from volume where live = 1")).isEqualTo(2);
  }

  @Test
  void quotaIsOfAllCopiesTogether() {
    GroupId source = rig.group();
    rig.member(source, 1);
    rig.member(source, 1);
    rig.quota(Rig.PROJECT, "volumes", 3);
    assertThat(
            rig.refused(new CreateGroupFromSource(GroupId.random(), null, source, null, null))
                .status())
        .isEqualTo(413);
    assertThat(rig.allocated("b1")).isEqualTo(2);
  }

  @Test
  void anEmptyOrUnknownGroupIsNotCopied() {
    assertThat(
            rig.refused(new CreateGroupFromSource(GroupId.random(), null, rig.group(), null, null))
                .message())
        .contains("Source Group is empty. No group will be created.");
    assertThat(
            rig.refused(
                    new CreateGroupFromSource(GroupId.random(), null, GroupId.random(), null, null))
                .status())
        .isEqualTo(404);
  }

  @Test
  void aDeleteTakesOverFromACopy() {
    GroupId source = rig.group();
    VolumeId member = rig.member(source, 1);
    CreateGroupFromSource input =
        new CreateGroupFromSource(GroupId.random(), null, source, null, null);
    rig.accepted(input);
    var request = Rig.request(new DeleteGroup(input.group(), true));
    Admitted delete = (Admitted) rig.admission().supersede(request, Rig.run(request));
    assertThat(rig.row(input.copyOf(member.value())).status()).isEqualTo("deleting");
    rig.succeed(delete);
    assertThat(rig.find(input.group())).isNull();
    assertThat(rig.find(input.copyOf(member.value()))).isNull();
    assertThat(rig.allocated("b1")).isEqualTo(1);
    assertThat(rig.number("select count(*) from pin")).isZero();
  }

  @Test
  void aStatusIsSetUnlessAnOperationHoldsTheGroup() {
    GroupId group = rig.group();
    rig.member(group, 1);
    rig.done(new ResetGroup(group, "error"));
    assertThat(rig.row(group).status()).isEqualTo("error");
    rig.done(new ResetGroup(group, "available"));
    Admitted delete = rig.accepted(new DeleteGroup(group, true));
    assertThat(rig.refused(new ResetGroup(group, "error")).blockedBy())
        .isEqualTo(delete.operation());
  }

  @Test
  void aNewNameMakesAGroupAvailableWhereThatIsTrue() {
    GroupId group = rig.group();
    rig.done(new ResetGroup(group, "error"));
    GroupEdits edits = new GroupEdits(rig.stores());
    rig.database()
        .inTransaction(
            handle -> edits.describe(handle, group, null, "new", null, rig.database().now()));
    assertThat(rig.row(group).status()).isEqualTo("available");
    assertThat(rig.row(group).name()).isEqualTo("new");
    rig.member(group, 1);
    rig.accepted(new DeleteGroup(group, true));
    rig.database()
        .inTransaction(
            handle -> edits.describe(handle, group, null, "newer", "d", rig.database().now()));
    assertThat(rig.row(group).status()).isEqualTo("deleting");
  }

  @Test
  void anUpdateThatChangesNothingIsRefused() {
    GroupId group = rig.group();
    VolumeId member = rig.member(group, 1);
    rig.done(new UpdateGroup(group, "n", "d", List.of(), List.of(member)));
    rig.done(adding(group, member));
    assertThat(rig.refused(new UpdateGroup(group, "n", "d", List.of(member), List.of())).message())
        .contains("no valid name, description, add_volumes, or remove_volumes were provided.");
    rig.done(new UpdateGroup(group, "n", "other", List.of(member), List.of()));
    assertThat(rig.row(group).description()).isEqualTo("other");

    rig.done(new ResetGroup(group, "error"));
    GroupEdits edits = new GroupEdits(rig.stores());
    assertThatThrownBy(
            () ->
                rig.database()
                    .inTransaction(
                        handle ->
                            edits.describe(
                                handle, group, null, "n", "other", rig.database().now())))
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused -> assertThat(refused.refusal().status()).isEqualTo(400));
    assertThat(rig.row(group).status()).isEqualTo("error");
  }
}

package io.clinker.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.cases.Shows;
import io.clinker.model.GroupId;
import io.clinker.model.GroupSnapshotId;
import io.clinker.model.VolumeId;
import io.clinker.operations.Admittance;
import io.clinker.operations.Admittance.Admitted;
import io.clinker.operations.GroupInput.CreateGroupFromSource;
import io.clinker.operations.GroupInput.CreateGroupSnapshot;
import io.clinker.operations.GroupInput.DeleteGroup;
import io.clinker.operations.GroupInput.DeleteGroupSnapshot;
import io.clinker.operations.GroupInput.UpdateGroup;
import io.clinker.operations.OperationInput;
import io.clinker.operations.OperationInput.DeleteVolume;
import io.clinker.operations.Outcome;
import io.clinker.store.testing.Rig;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Groups, their members and their sources at once. */
class GroupRacesTest {
  private static final String ORPHANED_MEMBERS =
      """
      select count(*) from volume v left join volume_group g on g.id = v.group_id and g.live = 1
      where v.live = 1 and v.group_id is not null and g.id is null
      """;
  private static final String ORPHANED_SNAPSHOTS =
      """
      select count(*) from snapshot s left join volume v on v.id = s.volume_id and v.live = 1
      left join group_snapshot g on g.id = s.group_snapshot_id and g.live = 1
      where s.live = 1 and (v.id is null or (s.group_snapshot_id is not null and g.id is null))
      """;
  private static final String ORPHANED_GROUP_SNAPSHOTS =
      """
      select count(*) from group_snapshot s left join volume_group g
        on g.id = s.group_id and g.live = 1
      where s.live = 1 and g.id is null
      """;

  @AutoClose private static final Rig RIG = new Rig();

  private final Rig rig = RIG;

  @BeforeEach
  void empty() {
    rig.empty();
  }

  private static List<Admittance> atOnce(List<Callable<Admittance>> calls) throws Exception {
    try (ExecutorService pool = Executors.newFixedThreadPool(calls.size())) {
      List<Admittance> answers = new ArrayList<>();
      for (Future<Admittance> future : pool.invokeAll(calls)) {
        answers.add(future.get());
      }
      return answers;
    }
  }

  private Callable<Admittance> asking(OperationInput input) {
    return () -> rig.admit(Rig.request(input));
  }

  private Callable<Admittance> ending(OperationInput input, Outcome outcome) {
    return () -> {
      Admittance answer = rig.admit(Rig.request(input));
      if (answer instanceof Admitted admitted && !admitted.ended()) {
        rig.settle(admitted, outcome);
      }
      return answer;
    };
  }

  private void consistent() {
    assertThat(rig.number(ORPHANED_MEMBERS)).isZero();
    assertThat(rig.number(ORPHANED_SNAPSHOTS)).isZero();
    assertThat(rig.number(ORPHANED_GROUP_SNAPSHOTS)).isZero();
  }

  @Test
  @Shows("A-11")
  void anUpdateADeleteOfAMemberAndAGroupSnapshotNeverLeaveATrace() throws Exception {
    rig.backend("b1", 10_000);
    rig.unlimited(Rig.PROJECT);
    for (int round = 0; round < 25; round++) {
      GroupId group = rig.group();
      VolumeId member = rig.member(group, 1);
      VolumeId joining = rig.volume(1);
      Outcome outcome = round % 2 == 0 ? new Outcome.Succeeded() : new Outcome.Cancelled();
      atOnce(
          List.of(
              ending(
                  new UpdateGroup(group, null, null, List.of(joining), List.of(member)), outcome),
              ending(new DeleteVolume(member, true, false), new Outcome.Succeeded()),
              ending(new DeleteVolume(joining, false, false), new Outcome.Succeeded()),
              ending(Rig.member(VolumeId.random(), group, 1), outcome),
              ending(
                  new CreateGroupSnapshot(GroupSnapshotId.random(), group, null, null), outcome)));
      consistent();
    }
    assertThat(rig.number("select count(*) from operation where open = 1")).isZero();
    assertThat(rig.number("select count(*) from pin")).isZero();
    assertThat(rig.number("select coalesce(sum(size_gib), 0) from volume where live = 1"))
        .isEqualTo(rig.allocated("b1"));
  }

  @Test
  @Shows("A-12")
  void aSourceIsNeverDeletedUnderItsCopy() throws Exception {
    rig.backend("b1", 10_000);
    rig.unlimited(Rig.PROJECT);
    for (int round = 0; round < 40; round++) {
      GroupId group = rig.group();
      rig.member(group, 1);
      GroupSnapshotId snapshot = GroupSnapshotId.random();
      boolean ofSnapshot = round % 2 == 0;
      if (ofSnapshot) {
        rig.done(new CreateGroupSnapshot(snapshot, group, null, null));
      }
      List<Admittance> answers =
          atOnce(
              List.of(
                  asking(
                      new CreateGroupFromSource(
                          GroupId.random(),
                          ofSnapshot ? snapshot : null,
                          ofSnapshot ? null : group,
                          null,
                          null)),
                  asking(
                      ofSnapshot
                          ? new DeleteGroupSnapshot(snapshot)
                          : new DeleteGroup(group, true))));
      long admitted = answers.stream().filter(Admitted.class::isInstance).count();
      assertThat(admitted).isEqualTo(1);
      for (Admittance answer : answers) {
        if (answer instanceof Admitted one) {
          rig.succeed(one);
        }
      }
      consistent();
    }
    assertThat(rig.number("select count(*) from pin")).isZero();
    assertThat(rig.number("select coalesce(sum(size_gib), 0) from volume where live = 1"))
        .isEqualTo(rig.allocated("b1"));
  }

  @Test
  void ofManyDeletesOfAGroupExactlyOneIsAdmitted() throws Exception {
    rig.backend("b1", 100);
    GroupId group = rig.group();
    rig.member(group, 1);
    List<Callable<Admittance>> calls = new ArrayList<>();
    for (int number = 0; number < 20; number++) {
      calls.add(asking(new DeleteGroup(group, true)));
    }
    assertThat(atOnce(calls)).filteredOn(Admitted.class::isInstance).hasSize(1);
  }
}

package io.clinker.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.driver.Driver;
import io.clinker.driver.DriverFactory.BackendContext;
import io.clinker.driver.StepContext;
import io.clinker.driver.VolumeSource;
import io.clinker.drivers.simulator.SimulatorFactory;
import io.clinker.model.GroupId;
import io.clinker.model.GroupSnapshotId;
import io.clinker.model.OperationId;
import io.clinker.model.ResourceRef;
import io.clinker.model.Size;
import io.clinker.model.SnapshotId;
import io.clinker.model.Token;
import io.clinker.model.VolumeId;
import io.clinker.operations.GroupInput.CreateGroupSnapshot;
import io.clinker.operations.GroupInput.UpdateGroup;
import io.clinker.store.testing.Rig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every invariant that concerns groups is broken by hand once, and named. */
final class OracleGroupsTest {
  @AutoClose private static final Rig RIG = new Rig();

  private final Rig rig = RIG;

  @AutoClose
  private final Driver driver =
      new SimulatorFactory()
          .create(new BackendContext("sim", "here"), Map.of("array", "a", "pool", "main"));

  private GroupId group;
  private VolumeId member;
  private GroupSnapshotId groupSnapshot;
  private SnapshotId snapshot;
  private OperationId ended;
  private UsageReport usage = UsageReport.none();

  @BeforeEach
  void aGroupWithAMemberAndASnapshot() {
    rig.empty();
    rig.backend("sim", 100);
    group = rig.group();
    member = rig.member(group, 2);
    driver.createVolume(
        turn(1, member.ref()), member, Size.ofGibibytes(2), new VolumeSource.Blank());
    groupSnapshot = GroupSnapshotId.random();
    CreateGroupSnapshot input = new CreateGroupSnapshot(groupSnapshot, group, null, null);
    snapshot = input.snapshotOf(member);
    ended = rig.done(input).operation();
    driver.createSnapshot(turn(1, snapshot.ref(), member.ref()), snapshot, member);
  }

  @Test
  void findsNothingWhereNothingIsWrong() {
    assertThat(violations()).isEmpty();
  }

  @Test
  void namesMembersOfWhatIsGone() {
    run("update volume_group set deleted_at = now(6) where id = '%s'", group);
    run("update group_snapshot set deleted_at = now(6) where id = '%s'", groupSnapshot);
    assertThat(violations())
        .containsExactlyInAnyOrder(
            "I1: volume %s belongs to group %s, which has no live row".formatted(member, group),
            "I1: snapshot %s belongs to group snapshot %s, which has no live row"
                .formatted(snapshot, groupSnapshot));
  }

  @Test
  void namesASnapshotOfAGroupThatIsGone() {
    run("update volume_group set deleted_at = now(6) where id = '%s'", group);
    run("update volume set group_id = null where id = '%s'", member);
    assertThat(violations())
        .containsExactly(
            "I1: group snapshot %s is of group %s, which has no live row"
                .formatted(groupSnapshot, group));
  }

  @Test
  void namesAMemberOnAnotherBackend() {
    run("update volume_group set backend = 'elsewhere' where id = '%s'", group);
    assertThat(violations())
        .containsExactly(
            "I1: volume %s is on backend sim, but its group %s on elsewhere"
                .formatted(member, group));
  }

  @Test
  void namesGroupsThatEndedOperationsHold() {
    run("update volume_group set operation_id = '" + ended + "' where id = '%s'", group);
    run("update group_snapshot set operation_id = '" + ended + "' where id = '%s'", groupSnapshot);
    assertThat(violations())
        .containsExactlyInAnyOrder(
            "I3: group %s is held by operation %s, which is not open".formatted(group, ended),
            "I3: group snapshot %s is held by operation %s, which is not open"
                .formatted(groupSnapshot, ended));
  }

  @Test
  void namesUsageThatIsNotTheRecount() {
    usage =
        new UsageReport(
            Map.of(
                Rig.PROJECT,
                Map.of(
                    "volumes", new UsageReport.Usage(1, 0),
                    "snapshots", new UsageReport.Usage(1, 0),
                    "gigabytes", new UsageReport.Usage(4, 0),
                    "groups", new UsageReport.Usage(2, 0))));
    assertThat(violations())
        .containsExactly(
            "I3: project p1: the API says 2 groups in use and 0 reserved, the recount is 1 and 0");
  }

  @Test
  void namesStatusesThatNobodyWorksOn() {
    run("update volume_group set status = 'updating' where id = '%s'", group);
    run("update group_snapshot set status = 'deleting' where id = '%s'", groupSnapshot);
    assertThat(violations())
        .containsExactlyInAnyOrder(
            "I4: group %s is 'updating', but no open operation works on it".formatted(group),
            "I4: group snapshot %s is 'deleting', but no open operation works on it"
                .formatted(groupSnapshot));
  }

  @Test
  void namesTwoOperationsOnOneGroup() {
    OperationId update =
        rig.done(new UpdateGroup(group, null, null, List.of(), List.of(member))).operation();
    assertThat(violations()).isEmpty();
    // Longer after it than any wait for the lock of the group.
    run(
        "update operation set admitted_at = admitted_at + interval 1 hour,"
            + " ended_at = ended_at + interval 1 hour where id = '%s'",
        update);
    run(
        "update operation set ended_at = ended_at + interval 2 hour"
            + " where kind = 'group-create' and resource_id = '%s'",
        group);
    assertThat(violations())
        .singleElement()
        .asString()
        .startsWith("I5: group-update %s was admitted on %s while".formatted(update, group));
  }

  @Test
  void namesAnOperationOnAGroupThatEndedAndDidNot() {
    run("update operation set state = 'running' where id = '%s'", ended);
    assertThat(violations())
        .singleElement()
        .asString()
        .startsWith("I7: group-snapshot-create " + ended + " is 'running', but ended");
  }

  private List<String> violations() {
    return new Oracle(
            new RowSource(rig.database().jdbi()),
            new Backends(
                List.of(
                    new Backends.Backend("sim", driver, () -> new Backends.Tokens(List.of(), 0))),
                "here"),
            () -> usage)
        .check(true, History.none())
        .violations();
  }

  private void run(String sql, Object... arguments) {
    rig.test().run(sql.formatted(arguments));
  }

  private static StepContext turn(long fence, ResourceRef... objects) {
    Map<ResourceRef, Long> fences = new HashMap<>();
    for (ResourceRef object : objects) {
      fences.put(object, fence);
    }
    Token token = new Token(OperationId.random(), 1, (int) fence, 1, fences);
    return new StepContext() {
      @Override
      public Token token() {
        return token;
      }

      @Override
      public void progress(long done, long total) {}

      @Override
      public void observed(String what) {}
    };
  }
}

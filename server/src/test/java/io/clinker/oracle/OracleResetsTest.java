package io.clinker.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.model.GroupId;
import io.clinker.model.GroupSnapshotId;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import io.clinker.operations.GroupInput.CreateGroupSnapshot;
import io.clinker.operations.GroupInput.ResetGroup;
import io.clinker.operations.GroupInput.ResetGroupSnapshot;
import io.clinker.operations.OperationInput.ExtendVolume;
import io.clinker.operations.OperationInput.ResetSnapshot;
import io.clinker.operations.OperationInput.ResetVolume;
import io.clinker.store.testing.Rig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A status that says that something is under way, which an administrator has asked for. */
final class OracleResetsTest {
  @AutoClose private static final Rig RIG = new Rig();

  private final Rig rig = RIG;
  private VolumeId volume;
  private SnapshotId snapshot;
  private GroupId group;
  private GroupSnapshotId groupSnapshot;

  @BeforeEach
  void oneOfEach() {
    rig.empty();
    rig.backend("sim", 100);
    volume = rig.volume(1);
    rig.done(new ExtendVolume(volume, 2, false));
    snapshot = rig.snapshot(volume);
    group = rig.group();
    rig.member(group, 1);
    groupSnapshot = GroupSnapshotId.random();
    rig.done(new CreateGroupSnapshot(groupSnapshot, group, null, null));
  }

  private void reset() {
    rig.done(new ResetVolume(volume, "maintenance", null, null));
    rig.done(new ResetSnapshot(snapshot, "creating"));
    rig.done(new ResetGroup(group, "updating"));
    rig.done(new ResetGroupSnapshot(groupSnapshot, "deleting"));
  }

  @Test
  void isBorneUntilSomethingChangesIt() {
    reset();

    assertThat(violations()).isEmpty();
    assertThat(counted()).isZero();
  }

  @Test
  void isNamedIfItIsNotTheStatusThatWasAskedFor() {
    reset();
    rig.test().run("update volume set status = 'deleting' where status = 'maintenance'");
    rig.test().run("update snapshot set status = 'deleting' where status = 'creating'");

    assertThat(violations()).hasSize(2);
    assertThat(counted()).isEqualTo(2);
  }

  @Test
  void isNamedIfTheResetFailed() {
    reset();
    rig.test().run("update operation set state = 'failed' where kind like '%-reset-status'");

    assertThat(violations())
        .containsExactly(
            "volume %s is 'maintenance', but no open operation works on it".formatted(volume),
            "snapshot %s is 'creating', but no open operation works on it".formatted(snapshot),
            "group %s is 'updating', but no open operation works on it".formatted(group),
            "group snapshot %s is 'deleting', but no open operation works on it"
                .formatted(groupSnapshot));
    assertThat(counted()).isEqualTo(2);
  }

  @Test
  void isNamedIfSomethingElseWasDoneSince() {
    reset();
    for (String kind : List.of("volume-extend", "snapshot-create")) {
      rig.test()
          .run(
              "update operation set admitted_at = admitted_at + interval 1 hour where kind = '%s'"
                  .formatted(kind));
    }

    assertThat(violations()).hasSize(2);
    assertThat(counted()).isEqualTo(2);

    rig.test().run("update operation set state = 'abandoned' where kind = 'volume-extend'");
    assertThat(violations()).hasSize(1);
    assertThat(counted()).isEqualTo(1);
  }

  @Test
  void isCountedWhereverItIsNamed() {
    for (String status : I4TransitionalStatuses.TRANSITIONAL) {
      rig.test().run("update volume set status = '%s' where id = '%s'".formatted(status, volume));
      assertThat(violations()).as(status).hasSize(1);
      assertThat(counted()).as(status).isEqualTo(1);
    }
  }

  private List<String> violations() {
    Rows rows = new RowSource(rig.database().jdbi()).all();
    return new I4TransitionalStatuses()
        .finding(Evidence.of(rows, rows, List.of(), true, UsageReport.none(), History.none()))
        .violations();
  }

  private long counted() {
    ViolationGauges gauges = new ViolationGauges(rig.database().jdbi(), new SimpleMeterRegistry());
    gauges.round();
    return gauges.counts().getOrDefault("I4", -1L);
  }
}

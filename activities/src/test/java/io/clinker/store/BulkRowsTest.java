package io.clinker.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.model.VolumeId;
import io.clinker.store.testing.Rig;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class BulkRowsTest {
  @AutoClose private final Rig rig = new Rig();
  private final BulkRows rows = new BulkRows(rig.database(), rig.stores());

  private long count(String what) {
    return rig.database()
        .read(handle -> handle.createQuery("select count(*) from " + what).mapTo(Long.class).one());
  }

  @Test
  void whatComesWithVolumesCanBeListed() {
    List<VolumeId> volumes = rows.volumes(Rig.PROJECT, 7);
    rows.operations(Rig.PROJECT, 7);
    rows.snapshots(Rig.PROJECT, 3);
    rows.deletedVolumes(Rig.PROJECT, 17);

    ListQuery all = ListQuery.newest(Rig.PROJECT, 100);
    List<VolumeRow> live = rig.database().read(handle -> rig.stores().volumes().page(handle, all));
    assertThat(live).hasSize(7);
    List<SnapshotRow> snapshots =
        rig.database().read(handle -> rig.stores().snapshots().page(handle, all));
    assertThat(snapshots)
        .extracting(SnapshotRow::volumeId)
        .containsExactlyInAnyOrderElementsOf(volumes.subList(0, 3));
    List<OperationRow> operations =
        rig.database().read(handle -> rig.stores().operations().page(handle, all));
    assertThat(operations).hasSize(7).noneMatch(row -> row.state().open());
    assertThat(count("volume where deleted_at is not null and status = 'deleted'")).isEqualTo(17);
  }

  @Test
  void operationsMayBeOpen() {
    rows.volumes(Rig.PROJECT, 7);
    rows.openOperations(Rig.PROJECT, 17);

    assertThat(count("operation where open = 1")).isEqualTo(17);
    rows.clear(Rig.PROJECT);
    assertThat(count("operation")).isZero();
  }

  @Test
  void clearingLeavesWhatTheProjectHasBeside() {
    rig.backend("b1", 100);
    rig.unlimited(Rig.PROJECT);
    rig.done(Rig.blank(1));
    rows.volumes(Rig.PROJECT, 5);
    rows.operations(Rig.PROJECT, 5);
    rows.snapshots(Rig.PROJECT, 5);
    rows.deletedVolumes(Rig.PROJECT, 5);

    rows.clear(Rig.PROJECT);

    assertThat(count("volume")).isEqualTo(1);
    assertThat(count("operation")).isEqualTo(1);
    assertThat(count("snapshot")).isZero();
  }

  @Test
  void aProjectWithoutVolumesGetsNothing() {
    rows.deletedVolumes(Rig.PROJECT, 5);
    assertThat(count("volume")).isZero();
  }
}

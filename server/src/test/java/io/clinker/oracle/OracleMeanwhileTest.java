package io.clinker.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.admission.TransferEdits;
import io.clinker.model.VolumeId;
import io.clinker.operations.Admittance.Admitted;
import io.clinker.operations.OperationInput.DeleteVolume;
import io.clinker.store.FindingRow.Kind;
import io.clinker.store.FindingRow.State;
import io.clinker.store.testing.Rig;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What changes while the oracle looks, and what shows only while an operation is at work. */
final class OracleMeanwhileTest {
  private static final String TAKER = "p2";
  private static final UsageReport.Usage NOTHING = new UsageReport.Usage(0, 0);

  @AutoClose private static final Rig RIG = new Rig();

  private final Rig rig = RIG;
  private VolumeId volume;

  @BeforeEach
  void aVolumeWithASnapshot() {
    rig.empty();
    rig.backend("sim", 100);
    volume = rig.volume(2);
    rig.snapshot(volume);
  }

  @Test
  void bearsUsageThatWasToldBeforeAnOperationEnded() {
    Admitted create = rig.accepted(Rig.blank(3));
    Rows before = rows();
    rig.succeed(create);

    assertThat(usage(before, rows(), true)).isEmpty();
    assertThat(usage(rows(), rows(), true)).hasSize(2);
  }

  @Test
  void bearsUsageThatWasToldBeforeAVolumeChangedHands() {
    TransferEdits transfers = new TransferEdits(rig.stores());
    Instant now = rig.database().now();
    TransferEdits.Made made =
        rig.database()
            .inTransaction(
                handle -> transfers.create(handle, volume, Rig.PROJECT, null, false, now));
    Rows before = rows();
    rig.database()
        .inTransaction(
            handle ->
                transfers.accept(
                    handle,
                    made.row().id(),
                    made.key(),
                    new TransferEdits.Actor(TAKER, "u2"),
                    now));

    assertThat(usage(before, rows(), false)).isEmpty();
    assertThat(usage(rows(), rows(), false)).hasSize(6);
  }

  /** As the API told it while the first project had the volume and its snapshot. */
  private static List<String> usage(Rows before, Rows after, boolean settled) {
    UsageReport usage =
        new UsageReport(
            Map.of(
                Rig.PROJECT,
                Map.of(
                    "volumes", new UsageReport.Usage(1, 0),
                    "snapshots", new UsageReport.Usage(1, 0),
                    "gigabytes", new UsageReport.Usage(4, 0)),
                TAKER,
                Map.of("volumes", NOTHING, "snapshots", NOTHING, "gigabytes", NOTHING)));
    return new I3QuotaRecount()
        .finding(Evidence.of(before, after, List.of(), settled, usage, History.none()))
        .violations();
  }

  @Test
  void bearsAnOrphanOutsideOfEveryPoolWhileItIsTakenAway() {
    VolumeId orphan = VolumeId.random();
    String finding = rig.finding(Kind.ORPHAN, State.OPEN, orphan.ref(), "sim", 1, 1, null);
    rig.accepted(new DeleteVolume(orphan, false, true, finding));
    assertThat(capacity()).isEmpty();

    rig.test().run("update volume set operation_id = null where id = '%s'".formatted(orphan));
    assertThat(capacity()).containsExactly("volumes are in pool sim#null, which has no row");
  }

  private List<String> capacity() {
    return new I9CapacityHolds()
        .finding(Evidence.of(rows(), rows(), List.of(), false, UsageReport.none(), History.none()))
        .violations();
  }

  private Rows rows() {
    return new RowSource(rig.database().jdbi()).all();
  }
}

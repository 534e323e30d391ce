package io.clinker.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.cases.Shows;
import io.clinker.driver.Capability;
import io.clinker.driver.Driver;
import io.clinker.driver.DriverFactory.BackendContext;
import io.clinker.drivers.simulator.Fault;
import io.clinker.drivers.simulator.FaultRule;
import io.clinker.drivers.simulator.SimulatorArray;
import io.clinker.drivers.simulator.SimulatorFactory;
import io.clinker.drivers.simulator.SimulatorPool;
import io.clinker.model.ErrorCode;
import io.clinker.model.Size;
import io.clinker.model.VolumeId;
import io.clinker.operations.Admittance.Admitted;
import io.clinker.operations.OperationInput.DeleteVolume;
import io.clinker.operations.OperationInput.ExtendVolume;
import io.clinker.operations.Outcome;
import io.clinker.operations.Plan;
import io.clinker.store.NodeRegistry;
import io.clinker.store.testing.Rig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A backend that tells nonsense about its space, and a ledger that is wrong, raise an alarm. */
class CapacityAlarmTest {
  private static final String BACKEND = "array";
  private static final String POOL = "main";
  private static final int POOL_GIB = 100;

  @AutoClose private final Rig rig = new Rig();

  @AutoClose
  private final SimulatorArray array =
      new SimulatorArray(List.of(new SimulatorPool(POOL, Size.ofGibibytes(POOL_GIB), false)));

  private final Driver driver =
      new SimulatorFactory(Map.of(BACKEND, array))
          .create(
              new BackendContext(BACKEND, "node-1"),
              Map.of("array", BACKEND, "pool", POOL, "capacity", POOL_GIB, "thin", false));
  private final NodeRegistry registry = new NodeRegistry(rig.database().jdbi());
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final ViolationGauges gauges = new ViolationGauges(rig.database().jdbi(), metrics);

  @BeforeEach
  void aPoolThatIsMostlyGivenOut() {
    rig.backend(BACKEND, POOL_GIB);
    rig.unlimited(Rig.PROJECT);
    told();
  }

  /** The next round of a node: asks the backend and tells the rows. */
  private void told() {
    registry.reportPools(
        new NodeRegistry.Backend(BACKEND, "simulator", "nova", 0, 1, driver.description()),
        driver.pools(),
        driver.description().capabilities().contains(Capability.THIN),
        registry.reports(BACKEND));
  }

  private void lies(long totalGib, long freeGib) {
    array.faults().clear();
    array
        .faults()
        .add(
            FaultRule.on(
                "pools",
                new Fault.WrongCapacity(Size.ofGibibytes(totalGib), Size.ofGibibytes(freeGib))));
    told();
  }

  private double alarms() {
    gauges.round();
    return metrics.get("clinker.oracle.violations").tag("invariant", "I9").gauge().value();
  }

  private boolean isPlaced(int gib) {
    Admitted admitted = rig.accepted(Rig.blank(gib));
    boolean placed = admitted.plan() instanceof Plan.CreateVolume plan && plan.backend() != null;
    rig.settle(
        admitted,
        placed ? new Outcome.Cancelled() : new Outcome.Failed(ErrorCode.NO_POOL_FITS, "full"));
    return placed;
  }

  @Test
  @Shows("F-7")
  void aPoolThatSaysItHasShrunkRaisesAnAlarmAndGetsNothingMore() {
    VolumeId volume = rig.volume(80);
    assertThat(alarms()).isZero();

    lies(POOL_GIB / 2, 0);

    assertThat(alarms()).isEqualTo(1);
    assertThat(rig.allocated(BACKEND)).isEqualTo(80);
    assertThat(isPlaced(1)).isFalse();
    Admitted extend = rig.accepted(new ExtendVolume(volume, 81, true));
    assertThat(extend.plan()).isInstanceOf(Plan.Hopeless.class);
    rig.settle(extend, new Outcome.Failed(ErrorCode.NO_POOL_FITS, "full"));

    array.faults().clear();
    told();
    assertThat(alarms()).isZero();
    assertThat(rig.allocated(BACKEND)).isEqualTo(80);
    assertThat(isPlaced(20)).isTrue();
  }

  @Test
  @Shows("F-7")
  void whatAPoolSaysTooMuchOfIsTakenBackWithTheNextReport() {
    rig.volume(80);
    lies(POOL_GIB * 3 / 2, POOL_GIB);
    assertThat(alarms()).isZero();
    VolumeId tooMuch = rig.volume(60);
    assertThat(rig.allocated(BACKEND)).isEqualTo(140);

    array.faults().clear();
    told();

    assertThat(alarms()).isEqualTo(1);
    assertThat(rig.allocated(BACKEND)).isEqualTo(140);
    assertThat(isPlaced(1)).isFalse();
    rig.done(new DeleteVolume(tooMuch, false, false));
    assertThat(alarms()).isZero();
  }

  @Test
  @Shows("H-2")
  void aLedgerThatIsNotTheRecountRaisesAnAlarm() {
    rig.volume(5);
    assertThat(alarms()).isZero();
    for (int wrong : List.of(-1, 4, 6)) {
      rig.test().run("update pool set allocated_gib = " + wrong);
      assertThat(alarms()).as("%d GiB instead of 5", wrong).isEqualTo(1);
    }
    rig.test().run("update pool set allocated_gib = 5");
    assertThat(alarms()).isZero();
  }
}

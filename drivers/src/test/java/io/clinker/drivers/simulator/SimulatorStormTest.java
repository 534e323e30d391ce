package io.clinker.drivers.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.cases.Shows;
import io.clinker.driver.VolumeSource;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.VolumeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SimulatorStormTest {
  /** Eight callers with old and new tokens on five volumes, with replies lost and calls delayed. */
  @Test
  @Shows({"D-1", "D-2"})
  void noLateCallerEverHasItsWay() {
    SimulatorArray array = Bench.array();
    SimulatorDriver driver = Bench.driver(array);
    List<VolumeId> volumes = new ArrayList<>();
    for (int index = 0; index < 5; index++) {
      volumes.add(VolumeId.random());
    }
    AtomicLong fence = new AtomicLong(10);
    for (FaultPoint point : FaultPoint.values()) {
      array.faults().add(FaultRule.always(new Fault.Delay(2, point)).withProbability(0.3, 1));
      array.faults().add(FaultRule.always(new Fault.LoseReply(point)).withProbability(0.1, 2));
    }
    array
        .faults()
        .add(FaultRule.always(new Fault.Partial(ErrorCode.BACKEND_BUSY)).withProbability(0.1, 3));

    List<CompletableFuture<Void>> callers = new ArrayList<>();
    for (int caller = 0; caller < 8; caller++) {
      Random dice = new Random(caller);
      callers.add(
          Bench.background(
              () -> {
                for (int call = 0; call < 200; call++) {
                  VolumeId volume = volumes.get(dice.nextInt(volumes.size()));
                  VolumeId source = volumes.get(dice.nextInt(volumes.size()));
                  Step step = Step.of(fence.incrementAndGet() - dice.nextInt(4), volume.ref());
                  try {
                    switch (dice.nextInt(4)) {
                      case 0 -> driver.deleteVolume(step, volume);
                      case 1 ->
                          driver.createVolume(
                              step, volume, Bench.SIZE, new VolumeSource.OfVolume(source));
                      default -> driver.createVolume(step, volume, Bench.SIZE, Bench.BLANK);
                    }
                  } catch (ClinkerException e) {
                    assertThat(e.code())
                        .isIn(
                            ErrorCode.STALE_TOKEN,
                            ErrorCode.OUTCOME_UNKNOWN,
                            ErrorCode.BACKEND_BUSY,
                            ErrorCode.OBJECT_MISSING);
                  }
                }
              }));
    }
    callers.forEach(caller -> assertThat(caller).succeedsWithin(Duration.ofSeconds(60)));

    List<LogEntry> log = array.log();
    assertThat(TokenOrder.violations(log)).isEmpty();
    assertThat(TokenOrder.refusals(log)).isPositive();
    assertThat(log).extracting(LogEntry::number).isSorted().doesNotHaveDuplicates();
    assertThat(log.stream().map(LogEntry::request).distinct().count()).isEqualTo(1600);
  }
}

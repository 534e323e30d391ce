package io.clinker.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.contract.Turn;
import io.clinker.driver.DriverFactory.BackendContext;
import io.clinker.driver.ObservedVolume;
import io.clinker.driver.VolumeSource;
import io.clinker.drivers.simulator.SimulatorArray;
import io.clinker.drivers.simulator.SimulatorDriver;
import io.clinker.drivers.simulator.SimulatorOptions;
import io.clinker.drivers.simulator.SimulatorPool;
import io.clinker.model.Size;
import io.clinker.model.VolumeId;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

final class AdoptingTest {
  private static final Size BROKEN_OFF = new Size(Size.ofGibibytes(3).bytes() / 2);

  @AutoClose
  private final SimulatorArray array =
      new SimulatorArray(List.of(new SimulatorPool("pool", Size.ofGibibytes(100), true)));

  @AutoClose
  private final SimulatorDriver driver =
      new SimulatorDriver(array, new BackendContext("sim", "node-1"), SimulatorOptions.defaults());

  /** Its row will say two gibibytes, and so must the object, or they would differ for ever. */
  @Test
  void whatIsReadIsBroughtToWholeGibibytes() {
    VolumeId volume = VolumeId.random();
    Turn turn = Turn.of(1, volume.ref());
    driver.createVolume(turn, volume, BROKEN_OFF, new VolumeSource.Blank());
    Turn reset = Turn.of(2, volume.ref());
    driver.seal(reset, List.of(volume.ref()));

    assertThat(Adopting.wholeSize(driver, reset, volume)).contains(Size.ofGibibytes(2));

    assertThat(driver.observeVolume(volume).map(ObservedVolume::size))
        .contains(Size.ofGibibytes(2));
    assertThat(reset.observations().getFirst()).contains("" + BROKEN_OFF.bytes());
    assertThat(Adopting.wholeSize(driver, reset.again(), volume)).contains(Size.ofGibibytes(2));
  }

  @Test
  void whatIsNotThereIsNotMade() {
    VolumeId volume = VolumeId.random();
    Turn turn = Turn.of(1, volume.ref());
    driver.seal(turn, List.of(volume.ref()));

    assertThat(Adopting.wholeSize(driver, turn, volume)).isEmpty();

    assertThat(driver.observeVolume(volume)).isEmpty();
  }
}

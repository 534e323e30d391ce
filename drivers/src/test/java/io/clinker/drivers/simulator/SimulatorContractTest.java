package io.clinker.drivers.simulator;

import io.clinker.contract.DriverContract;
import io.clinker.contract.DriverTestbed;
import io.clinker.driver.Capability;
import io.clinker.driver.SerialSection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;

class SimulatorContractTest {
  @Nested
  class InThisProcess extends DriverContract {
    @Override
    protected DriverTestbed newTestbed() {
      return SimulatorTestbed.local(SimulatorOptions.defaults());
    }
  }

  @Nested
  class OverHttp extends DriverContract {
    @Override
    protected DriverTestbed newTestbed() {
      return SimulatorTestbed.remote(SimulatorOptions.defaults());
    }
  }

  @Nested
  class WithoutAnyCapability extends DriverContract {
    @Override
    protected DriverTestbed newTestbed() {
      return SimulatorTestbed.local(SimulatorOptions.defaults().without(Capability.values()));
    }
  }

  @Nested
  class WithSerialSections extends DriverContract {
    @Override
    protected DriverTestbed newTestbed() {
      return SimulatorTestbed.local(
          SimulatorOptions.parse(
              Map.of("serialSections", List.of(SerialSection.COPY_OF_ONE_VOLUME.name()))));
    }
  }
}

package io.clinker.drivers.simulator;

import io.clinker.driver.Driver;
import io.clinker.driver.DriverFactory;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Makes drivers for simulated arrays. Drivers of one factory that name one array share it. */
public final class SimulatorFactory implements DriverFactory {
  private final Map<String, SimulatorArray> arrays = new ConcurrentHashMap<>();

  /** Arrays are made as configurations name them, and live as long as this factory. */
  public SimulatorFactory() {}

  /** A factory that knows these arrays by name; others are made as they are named. */
  public SimulatorFactory(Map<String, SimulatorArray> arrays) {
    this.arrays.putAll(arrays);
  }

  @Override
  public String driver() {
    return SimulatorDriver.NAME;
  }

  @Override
  public Driver create(BackendContext context, Map<String, Object> options) {
    SimulatorOptions read = SimulatorOptions.parse(options);
    URI address = read.address();
    if (address != null) {
      return new SimulatorDriver(new HttpLink(address, read.timeLimit()), context, read);
    }
    String name = read.array() == null ? "simulator" : read.array();
    SimulatorPool pool = new SimulatorPool(read.pool(), read.capacity(), read.thin());
    SimulatorArray array =
        arrays.computeIfAbsent(name, absent -> new SimulatorArray(List.of(pool)));
    array.addPoolIfAbsent(pool);
    return new SimulatorDriver(array, context, read);
  }
}

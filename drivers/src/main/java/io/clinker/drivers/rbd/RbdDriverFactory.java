package io.clinker.drivers.rbd;

import io.clinker.driver.Driver;
import io.clinker.driver.DriverFactory;
import java.util.Map;

/** Makes drivers for backends of the kind {@code rbd}. */
public final class RbdDriverFactory implements DriverFactory {
  @Override
  public String driver() {
    return "rbd";
  }

  @Override
  public Driver create(BackendContext context, Map<String, Object> options) {
    return new RbdDriver(RbdOptions.parse(options), PausePoints.none());
  }
}

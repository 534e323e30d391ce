package io.clinker.drivers.file;

import io.clinker.driver.Driver;
import io.clinker.driver.DriverFactory;
import java.util.List;
import java.util.Map;

/** Makes drivers for backends of the kind {@code file}. */
public final class FileDriverFactory implements DriverFactory {
  @Override
  public String driver() {
    return "file";
  }

  @Override
  public Driver create(BackendContext context, Map<String, Object> options) {
    FileOptions parsed = FileOptions.parse(options);
    return new FileDriver(parsed, new ServingExporters(List.of()), PausePoints.none());
  }
}

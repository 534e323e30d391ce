package io.clinker.node;

import io.clinker.driver.Driver;
import io.clinker.driver.DriverFactory;
import io.clinker.driver.DriverFactory.BackendContext;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.node.NodeSettings.BackendSettings;
import io.clinker.steps.CallLimits;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.function.Supplier;

/** The drivers of the backends that a node is configured for; the storage itself may be away. */
public final class Backends implements AutoCloseable {
  private final Map<String, Driver> drivers;
  private final Map<String, CallLimits> limits;

  private Backends(Map<String, Driver> drivers, Map<String, CallLimits> limits) {
    this.drivers = drivers;
    this.limits = limits;
  }

  /**
   * Makes a driver for each backend.
   *
   * @throws ClinkerException INVALID_INPUT that names the backend, the key, the value and what is
   *     allowed
   */
  public static Backends open(NodeSettings settings) {
    Map<String, DriverFactory> factories = new LinkedHashMap<>();
    ServiceLoader.load(DriverFactory.class).forEach(each -> factories.put(each.driver(), each));
    Map<String, Driver> drivers = new LinkedHashMap<>();
    Map<String, CallLimits> limits = new LinkedHashMap<>();
    for (BackendSettings backend : settings.backends()) {
      DriverFactory factory = factories.get(backend.driver());
      if (factory == null) {
        throw new ClinkerException(
            ErrorCode.INVALID_INPUT,
            "backends: the driver is not known",
            Map.of(
                "backend",
                backend.name(),
                "driver",
                backend.driver(),
                "allowed",
                new TreeSet<>(factories.keySet()).toString()));
      }
      Driver driver = create(factory, backend, settings.host());
      drivers.put(backend.name(), driver);
      limits.put(backend.name(), naming(backend, () -> backend.limits().of(driver.description())));
    }
    return new Backends(drivers, limits);
  }

  private static Driver create(DriverFactory factory, BackendSettings backend, String host) {
    return naming(
        backend, () -> factory.create(new BackendContext(backend.name(), host), backend.options()));
  }

  private static <T> T naming(BackendSettings backend, Supplier<T> made) {
    try {
      return made.get();
    } catch (ClinkerException wrong) {
      if (wrong.code() != ErrorCode.INVALID_INPUT) {
        throw wrong;
      }
      Map<String, String> facts = new LinkedHashMap<>(wrong.facts());
      facts.put("backend", backend.name());
      throw new ClinkerException(
          ErrorCode.INVALID_INPUT, "backends: an option is not allowed", facts, wrong);
    }
  }

  /** How many calls of a configured backend may be in flight. */
  public CallLimits limits(String backend) {
    return Objects.requireNonNull(limits.get(backend), backend);
  }

  /** By the backend's name. */
  public Map<String, Driver> drivers() {
    return Map.copyOf(drivers);
  }

  @Override
  public void close() {
    drivers.values().forEach(Driver::close);
  }
}

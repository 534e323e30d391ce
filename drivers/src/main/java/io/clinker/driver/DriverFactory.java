package io.clinker.driver;

import java.util.Map;

/** Makes drivers of one kind; found with {@link java.util.ServiceLoader}. */
public interface DriverFactory {
  /** The word for this kind in the configuration ("file"). */
  String driver();

  /**
   * A driver for one backend. Does not touch the storage, which may be away.
   *
   * @param options the backend's options as configured
   * @throws io.clinker.model.ClinkerException INVALID_INPUT naming the key, the value and what is
   *     allowed
   */
  Driver create(BackendContext context, Map<String, Object> options);

  /**
   * Where a driver lives.
   *
   * @param backend the backend's name
   * @param host the name of this machine as the cluster knows it
   */
  record BackendContext(String backend, String host) {}
}

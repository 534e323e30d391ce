package io.clinker.store;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the type of a volume asks of a host that uses it.
 *
 * @param specs the QoS specs that the host keeps to, as {@link ScaledSpecs} says; null: none
 * @param cacheable whether the host may cache the volume
 */
public record HostTerms(@Nullable Map<String, Object> specs, boolean cacheable) {
  /** Of a volume that is not there. */
  public static final HostTerms NONE = new HostTerms(null, false);
}

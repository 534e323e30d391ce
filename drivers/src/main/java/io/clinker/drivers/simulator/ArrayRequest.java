package io.clinker.drivers.simulator;

import io.clinker.driver.Capability;
import io.clinker.driver.SerialSection;
import io.clinker.model.Token;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One call as it goes to the array.
 *
 * @param node who calls; faults can be matched by it
 * @param pool where new volumes go, and of which space and objects are listed
 * @param capabilities what the calling driver declares; anything else is refused
 * @param serialSections what the calling driver declares
 * @param token the right to act; null for calls that need none
 */
public record ArrayRequest(
    String node,
    String pool,
    Set<Capability> capabilities,
    Set<SerialSection> serialSections,
    ArrayCall call,
    @Nullable Token token) {
  public ArrayRequest {
    capabilities = Set.copyOf(capabilities);
    serialSections = Set.copyOf(serialSections);
  }
}

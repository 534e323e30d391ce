package io.clinker.driver;

import io.clinker.model.StorageProtocol;
import java.util.Set;

/**
 * What a driver is and can do; the same for the life of the driver object.
 *
 * @param protocols how volumes can be reached; the first one asked for by configuration comes first
 * @param maximumConcurrency driver calls in flight per node that the backend bears
 * @param hostBound whether exports run on one host and must be managed there
 */
public record DriverDescription(
    String driver,
    String vendor,
    String version,
    Set<Capability> capabilities,
    Set<SerialSection> serialSections,
    FenceMechanism fenceMechanism,
    StorageProtocol defaultProtocol,
    Set<StorageProtocol> protocols,
    int maximumConcurrency,
    boolean hostBound) {}

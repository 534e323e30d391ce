package io.clinker.drivers.simulator;

import io.clinker.model.Size;

/**
 * A pool of an array.
 *
 * @param thin whether volumes take space only as they are written
 */
public record SimulatorPool(String name, Size total, boolean thin) {}

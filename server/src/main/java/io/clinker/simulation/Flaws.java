package io.clinker.simulation;

import io.clinker.admission.Admission;
import io.clinker.drivers.simulator.SimulatorArray;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * What is wrong with the parts that are simulated: nothing, unless a test wants to see that it is
 * found.
 *
 * @param array done to each array before its schedule begins
 * @param admission put around the real one
 */
record Flaws(Consumer<SimulatorArray> array, UnaryOperator<Admission> admission) {
  /** Everything is as it is. */
  static Flaws none() {
    return new Flaws(array -> {}, UnaryOperator.identity());
  }
}

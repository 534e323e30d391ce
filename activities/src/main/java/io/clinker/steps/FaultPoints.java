package io.clinker.steps;

/**
 * Places in the code where a test may stop, pause or fail a process; production does nothing there.
 * A point's name is {@code <operation>/<step>:<before|after>}.
 */
@FunctionalInterface
public interface FaultPoints {
  /** Nothing ever happens. */
  FaultPoints NONE = point -> {};

  /**
   * The process is at this point.
   *
   * @throws io.clinker.model.ClinkerException with OUTCOME_UNKNOWN where the reply is to be lost
   */
  void reach(String point);
}

package io.clinker.drivers.simulator;

/** Where in a call a fault strikes. */
public enum FaultPoint {
  /** Nothing was done and no mark written. */
  BEFORE,
  /** The marks are written, the effect is not there; it needs the marks to be still the same. */
  MIDDLE,
  /** The effect is there, the caller has no answer. */
  AFTER
}

package io.clinker.drivers.rbd;

/**
 * The places where a process may sleep and wake too late. Does nothing in production; tests stop
 * calls here to prove that waking late has no effect.
 */
@FunctionalInterface
interface PausePoints {
  /** Reached just before the effect of this name. */
  void at(String effect);

  /** Never pauses. */
  static PausePoints none() {
    return effect -> {};
  }
}

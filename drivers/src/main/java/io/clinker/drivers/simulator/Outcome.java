package io.clinker.drivers.simulator;

/** How a call, or the part of it that a log entry tells of, ended at the array. */
public enum Outcome {
  /** The marks are written, the effect comes in a later entry, or never. */
  SEALED,
  /** Done and answered. */
  ACCEPTED,
  /** A mark was higher than the token: nothing was done. */
  REFUSED_STALE,
  /** Refused or broken off for another reason. */
  FAILED,
  /** The caller got no answer; whether there was an effect says the entry. */
  LOST_REPLY
}

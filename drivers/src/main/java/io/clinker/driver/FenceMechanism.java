package io.clinker.driver;

/** How a driver makes the check of a token and the effect one. */
public enum FenceMechanism {
  /** The storage itself writes only if the mark still is what the caller saw. */
  CONDITIONAL_WRITE,
  /** The mark is part of the path or name, so an effect of a stale token finds nothing. */
  TOKEN_IN_NAME,
  /** One process owns the objects, checks and acts. */
  OWNER_PROCESS,
  /**
   * Whoever raises a mark first has the storage shut out those who acted under a lower one and did
   * not say that they had ended; only then does it look and act.
   */
  HARD_FENCE
}

package io.clinker.model;

/** Whose fault an error is, and so what follows from it. */
public enum ErrorCategory {
  /** The request cannot be right, whatever the state of the system. */
  CALLER,
  /** The request does not fit the present state, or another operation is in the way. */
  CONFLICT,
  /** Quota or storage space is lacking. */
  CAPACITY,
  /** The backend is away or busy: the step is repeated until the operation's deadline. */
  BACKEND_TRANSIENT,
  /** The backend refused: the operation is undone and fails. */
  BACKEND_PERMANENT,
  /** Nobody knows whether the effect happened: observe, then adopt or repeat. */
  OUTCOME_UNKNOWN,
  /** A fault of Clinker itself. */
  INTERNAL
}

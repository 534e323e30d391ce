package io.clinker.simulation;

/** What happens to a process at a point of its work. */
enum Effect {
  /** The node stands still and hears nothing until it thaws; then it goes on where it was. */
  FREEZE,
  /** What is done is not reported to the engine: it is done again, somewhere. */
  LOSE_REPORT,
  /** The step is done, but its caller is told that nobody knows. */
  LOSE_REPLY,
  /** The thread stands still until the next moves are made. */
  HOLD,
  /** The transaction is called a deadlock. */
  DEADLOCK,
  /** The connection to the database is lost before the commit. */
  LOST_BEFORE_COMMIT,
  /** The connection to the database is lost after the commit. */
  LOST_AFTER_COMMIT
}

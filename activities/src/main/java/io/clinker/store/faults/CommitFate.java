package io.clinker.store.faults;

/** What becomes of one commit. */
public enum CommitFate {
  DONE,
  /** Called a deadlock and rolled back. */
  DEADLOCK,
  /** Waited too long for a row and rolled back. */
  LOCK_WAIT,
  /** The connection is lost with the transaction. */
  LOST_BEFORE,
  /** The connection is lost when the transaction is done. */
  LOST_AFTER
}

package io.clinker.operations;

/**
 * Which queue of a backend a step waits in. Steps that may take long (copies, deletes) have a lane
 * and slots of their own, so that they never stand before those that a client waits for.
 */
public enum Lane {
  /** Steps that only change what the storage knows. */
  PROMPT(""),
  /** Steps that may move or free data. */
  LONG("/long");

  private final String queueSuffix;

  Lane(String queueSuffix) {
    this.queueSuffix = queueSuffix;
  }

  /** What the name of the task queue has after the name of the backend. */
  public String queueSuffix() {
    return queueSuffix;
  }
}

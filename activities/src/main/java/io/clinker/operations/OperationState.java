package io.clinker.operations;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Where an operation stands. */
public enum OperationState {
  /** Admitted, its steps are being done. */
  RUNNING("running", true),
  /** A step cannot go on now and is repeated until the deadline; the reason is in the row. */
  WAITING("waiting", true),
  /** Being undone; goes on until nothing is left. */
  CLEANING("cleaning", true),
  SUCCEEDED("succeeded", false),
  FAILED("failed", false),
  CANCELLED("cancelled", false),
  /** Ended by handing its resource, quota and capacity to another operation. */
  SUPERSEDED("superseded", false),
  /** A tombstone: the client was told that nothing will happen, and nothing will. */
  ABANDONED("abandoned", false);

  private final String word;
  private final boolean open;

  OperationState(String word, boolean open) {
    this.word = word;
    this.open = open;
  }

  @JsonValue
  public String word() {
    return word;
  }

  /** Whether the operation has not ended. */
  public boolean open() {
    return open;
  }

  /** The state with this word. */
  @JsonCreator
  public static OperationState of(String word) {
    for (OperationState state : values()) {
      if (state.word.equals(word)) {
        return state;
      }
    }
    throw new IllegalArgumentException("unknown operation state: '" + word + "'");
  }
}

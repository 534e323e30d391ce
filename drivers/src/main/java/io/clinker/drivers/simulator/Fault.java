package io.clinker.drivers.simulator;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.clinker.model.ErrorCode;
import io.clinker.model.Size;

/** What can go wrong with a call. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "fault")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Fault.Delay.class, name = "delay"),
  @JsonSubTypes.Type(value = Fault.Hang.class, name = "hang"),
  @JsonSubTypes.Type(value = Fault.Refuse.class, name = "refuse"),
  @JsonSubTypes.Type(value = Fault.LoseReply.class, name = "loseReply"),
  @JsonSubTypes.Type(value = Fault.Partial.class, name = "partial"),
  @JsonSubTypes.Type(value = Fault.StaleLists.class, name = "staleLists"),
  @JsonSubTypes.Type(value = Fault.Down.class, name = "down"),
  @JsonSubTypes.Type(value = Fault.WrongCapacity.class, name = "wrongCapacity"),
  @JsonSubTypes.Type(value = Fault.Full.class, name = "full"),
  @JsonSubTypes.Type(value = Fault.IgnoreMarks.class, name = "ignoreMarks")
})
public sealed interface Fault {
  /** The call waits at this point. */
  record Delay(long milliseconds, FaultPoint at) implements Fault {}

  /** The call waits at this point until the rule is removed; then it goes on. */
  record Hang(FaultPoint at) implements Fault {}

  /** The marks are written, then the call is refused with this code; no effect. */
  record Refuse(ErrorCode code) implements Fault {}

  /**
   * The caller gets no answer: BEFORE any effect (the request was lost) or AFTER it (the reply
   * was). MIDDLE loses it once the marks are written.
   */
  record LoseReply(FaultPoint at) implements Fault {}

  /**
   * The first half of the effect is there (a volume without its contents, half of a revert, a
   * volume emptied and not deleted), then the call fails with this code. A repeat ends it.
   */
  record Partial(ErrorCode code) implements Fault {}

  /** The inventory is as of so long ago: new objects are missing, deleted ones are listed. */
  record StaleLists(long milliseconds) implements Fault {}

  /** The array is away: every call fails with BACKEND_UNAVAILABLE, nothing is done. */
  record Down() implements Fault {}

  /** The pool reports these figures instead of the true ones. */
  record WrongCapacity(Size total, Size free) implements Fault {}

  /** Calls that need space fail with BACKEND_FULL. */
  record Full() implements Fault {}

  /** The array takes lower tokens too: what an array without fencing does, to test the oracle. */
  record IgnoreMarks() implements Fault {}
}

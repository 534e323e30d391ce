package io.clinker.operations;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One step as it ended, for the operation's list of steps.
 *
 * @param step the running number in the run
 * @param state "done", "failed", "undone"
 * @param attempts how many there were
 * @param node which did the last one
 * @param observed what it found before it acted
 */
public record StepRecord(
    int step,
    String name,
    String state,
    int attempts,
    String node,
    @Nullable String observed,
    @Nullable String reason,
    Instant startedAt,
    Instant endedAt) {
  /** The same record as a step of this name that ended like this. */
  public StepRecord withState(String otherName, String otherState) {
    return new StepRecord(
        step, otherName, otherState, attempts, node, observed, reason, startedAt, endedAt);
  }
}

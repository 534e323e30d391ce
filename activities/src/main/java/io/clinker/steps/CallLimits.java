package io.clinker.steps;

import java.time.Duration;

/**
 * How many driver calls of one backend may be in flight.
 *
 * @param calls of this node
 * @param longCalls of this node in the lane of long steps, at most {@code calls}
 * @param longCallsPerProject of this node in that lane for one project
 * @param callsOfAllNodes of all nodes together; 0: no such limit
 * @param silence a call that tells nothing for so long is given up
 */
public record CallLimits(
    int calls, int longCalls, int longCallsPerProject, int callsOfAllNodes, Duration silence) {
  /** How long a call may say nothing unless the configuration says otherwise. */
  public static final Duration STANDARD_SILENCE = Duration.ofMinutes(5);

  /** What follows from the number of calls that a backend bears. */
  public static CallLimits of(int calls) {
    int longCalls = Math.max(1, calls / 2);
    return new CallLimits(calls, longCalls, Math.max(1, longCalls - 1), 0, STANDARD_SILENCE);
  }
}

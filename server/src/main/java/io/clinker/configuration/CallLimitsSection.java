package io.clinker.configuration;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.util.Duration;

/** {@code limits} of one of {@code backends}: how many driver calls may be in flight. */
public final class CallLimitsSection {
  @JsonProperty private int calls;
  @JsonProperty private int callsOfAllNodes;
  @JsonProperty private int longCalls;
  @JsonProperty private int longCallsPerProject;
  @JsonProperty private Duration silence = Duration.minutes(5);

  /** Of one node; 0: as many as the driver bears. */
  public int calls() {
    return calls;
  }

  /** Of all nodes together; 0: no such limit. */
  public int callsOfAllNodes() {
    return callsOfAllNodes;
  }

  /** Of one node for copies, reverts and deletes; 0: half of its calls. */
  public int longCalls() {
    return longCalls;
  }

  /** Of one node for copies, reverts and deletes of one project; 0: one less than all. */
  public int longCallsPerProject() {
    return longCallsPerProject;
  }

  /** A call that tells nothing for so long is given up, and its step repeated. */
  public java.time.Duration silence() {
    return silence.toJavaDuration();
  }

  void check(Problems problems, String key) {
    problems.requireBetween(key + "calls", calls, 0, 10_000);
    problems.requireBetween(key + "callsOfAllNodes", callsOfAllNodes, 0, 10_000);
    problems.requireBetween(key + "longCalls", longCalls, 0, 10_000);
    problems.requireBetween(key + "longCallsPerProject", longCallsPerProject, 0, 10_000);
    problems.requireBetween(key + "silence", silence, Duration.seconds(10), Duration.hours(24));
  }
}

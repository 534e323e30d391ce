package io.clinker.node;

import io.clinker.driver.DriverDescription;
import io.clinker.driver.SerialSection;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.steps.CallLimits;
import java.time.Duration;
import java.util.Map;

/**
 * The configured limits of the calls of one backend; 0 stands for what follows from the driver.
 *
 * @param calls of one node
 * @param callsOfAllNodes of all nodes together
 * @param longCalls of one node in the lane of long steps
 * @param longCallsPerProject of one node in that lane for one project
 * @param silence how long a call may say nothing
 */
public record LimitSettings(
    int calls, int callsOfAllNodes, int longCalls, int longCallsPerProject, Duration silence) {
  /** What follows from the driver alone. */
  public static final LimitSettings OF_DRIVER =
      new LimitSettings(0, 0, 0, 0, CallLimits.STANDARD_SILENCE);

  /**
   * What holds for a driver.
   *
   * @throws ClinkerException INVALID_INPUT if the configuration allows more than the driver bears
   */
  CallLimits of(DriverDescription driver) {
    int borne = driver.maximumConcurrency();
    if (calls > borne) {
      throw wrong("limits.calls", calls, "at most what the driver bears, which is " + borne);
    }
    boolean oneByOne = driver.serialSections().contains(SerialSection.EVERY_CALL);
    if (oneByOne && callsOfAllNodes > 1) {
      throw wrong("limits.callsOfAllNodes", callsOfAllNodes, "1: the driver bears no two calls");
    }
    int together = oneByOne ? 1 : callsOfAllNodes;
    int present = calls == 0 ? borne : calls;
    int ofNode = together == 0 ? present : Math.min(present, together);
    CallLimits standard = CallLimits.of(ofNode);
    if (longCalls > ofNode) {
      throw wrong(
          "limits.longCalls", longCalls, "at most the calls of a node, which are " + ofNode);
    }
    int ofLane = longCalls == 0 ? standard.longCalls() : longCalls;
    int ofProject = longCallsPerProject == 0 ? Math.max(1, ofLane - 1) : longCallsPerProject;
    return new CallLimits(ofNode, ofLane, ofProject, together, silence);
  }

  private static ClinkerException wrong(String key, int value, String allowed) {
    return new ClinkerException(
        ErrorCode.INVALID_INPUT,
        "a limit is not allowed",
        Map.of("key", key, "value", Integer.toString(value), "allowed", allowed));
  }
}

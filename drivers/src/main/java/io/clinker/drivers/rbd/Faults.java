package io.clinker.drivers.rbd;

import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import java.util.Map;

/**
 * What a refusal of the cluster means where a call did not expect it; the one place that decides
 * it.
 */
final class Faults {
  private Faults() {}

  static ClinkerException of(Refusal refusal) {
    ErrorCode code = code(refusal.errno());
    return new ClinkerException(
        code,
        code == ErrorCode.BACKEND_UNAVAILABLE
            ? "the cluster cannot be used"
            : "the cluster did not do it",
        Map.of(
            "errno",
            Integer.toString(refusal.errno()),
            "said",
            String.valueOf(refusal.getMessage())),
        refusal);
  }

  /** The failure of a request of which it does not matter whether it was carried out. */
  static ClinkerException unanswered(ClinkerException failure) {
    return failure.code() == ErrorCode.OUTCOME_UNKNOWN
        ? new ClinkerException(
            ErrorCode.BACKEND_UNAVAILABLE, "the cluster does not answer", failure.facts(), failure)
        : failure;
  }

  private static ErrorCode code(int errno) {
    return switch (errno) {
      // Not permitted, denied, no such pool or device, not connected, shut out, timed out, refused.
      case 1, 13, 6, 107, 108, 110, 111 -> ErrorCode.BACKEND_UNAVAILABLE;
      // No space, quota.
      case 28, 122 -> ErrorCode.BACKEND_FULL;
      // Invalid, out of domain, unknown function, not supported.
      case 22, 33, 38, 95 -> ErrorCode.BACKEND_REFUSED;
      // What is busy, there or not there at this moment may be otherwise at the next.
      default -> ErrorCode.BACKEND_BUSY;
    };
  }
}

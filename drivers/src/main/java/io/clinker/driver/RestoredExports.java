package io.clinker.driver;

import io.clinker.model.ClinkerException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a round of bringing exports back came to.
 *
 * @param restored what was brought back, in words for the log
 * @param failed what could not be done; it kept nothing else from being done
 */
public record RestoredExports(List<String> restored, List<Failure> failed) {
  public RestoredExports {
    restored = List.copyOf(restored);
    failed = List.copyOf(failed);
  }

  /** A round in which all went well. */
  public static RestoredExports of(List<String> restored) {
    return new RestoredExports(restored, List.of());
  }

  /**
   * One thing that could not be done.
   *
   * @param what the attachment or the work concerned
   */
  public record Failure(String what, ClinkerException cause) {}

  /**
   * Nothing failed.
   *
   * @throws ClinkerException with the code of the first failure; names each of them with its reason
   */
  public void requireAll() {
    if (failed.isEmpty()) {
      return;
    }
    Map<String, String> reasons = new TreeMap<>();
    for (Failure failure : failed) {
      reasons.put(failure.what(), String.valueOf(failure.cause().getMessage()));
    }
    ClinkerException all =
        new ClinkerException(
            failed.getFirst().cause().code(),
            "exports could not be brought back",
            reasons,
            failed.getFirst().cause());
    failed.stream().skip(1).map(Failure::cause).forEach(all::addSuppressed);
    throw all;
  }
}

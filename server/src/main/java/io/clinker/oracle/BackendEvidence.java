package io.clinker.oracle;

import io.clinker.driver.Inventory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one backend says.
 *
 * @param inventory all that it holds; null when it could not be asked
 * @param hostBound whether its exports run on hosts and only those of {@code host} are listed
 * @param tokenViolations where accepted tokens went down
 * @param acceptedTokens how many were logged; -1 when the backend keeps no log
 * @param problem why it could not be asked; empty if it could
 */
public record BackendEvidence(
    String name,
    @Nullable Inventory inventory,
    boolean hostBound,
    String host,
    List<String> tokenViolations,
    long acceptedTokens,
    String problem) {
  public BackendEvidence {
    tokenViolations = List.copyOf(tokenViolations);
  }

  /** A backend that does not answer. */
  static BackendEvidence away(String name, String problem) {
    return new BackendEvidence(name, null, false, "", List.of(), -1, problem);
  }
}

package io.clinker.driver;

import java.util.List;

/**
 * What a backend's record of accepted tokens shows.
 *
 * @param accepted how many are recorded
 * @param violations one line for each mark that went down or was replaced twice; empty if all is
 *     well
 */
public record TokenRecord(long accepted, List<String> violations) {
  public TokenRecord {
    violations = List.copyOf(violations);
  }
}

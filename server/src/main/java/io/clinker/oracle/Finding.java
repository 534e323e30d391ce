package io.clinker.oracle;

import java.util.List;

/**
 * What one invariant found.
 *
 * @param id "I1" to "I10"
 * @param title the invariant in words
 * @param figures what was looked at
 * @param violations each in words; empty if the invariant holds
 * @param notes what is known and no violation: leftovers that will be swept, what was left out
 */
public record Finding(
    String id, String title, String figures, List<String> violations, List<String> notes) {
  public Finding {
    violations = List.copyOf(violations);
    notes = List.copyOf(notes);
  }

  /** Whether the invariant holds. */
  public boolean holds() {
    return violations.isEmpty();
  }
}

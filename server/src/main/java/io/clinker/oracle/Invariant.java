package io.clinker.oracle;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One of the ten invariants. */
public interface Invariant {
  /** "I1" to "I10". */
  String id();

  /** The invariant in words. */
  String title();

  /** Looks at the evidence. */
  void check(Evidence evidence, Found found);

  /** The invariant with what it found. */
  default Finding finding(Evidence evidence) {
    Found found = new Found();
    check(evidence, found);
    return new Finding(id(), title(), found.figures, found.violations, found.notes);
  }

  /** Collects while an invariant looks. */
  final class Found {
    private final List<String> violations = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private String figures = "";

    /** Something that must not be. */
    void violation(String text, @Nullable Object... arguments) {
      violations.add(text.formatted(arguments));
    }

    /** Something worth saying that is no violation. */
    void note(String text, @Nullable Object... arguments) {
      notes.add(text.formatted(arguments));
    }

    /** What was looked at. */
    void figures(String text, Object... arguments) {
      figures = text.formatted(arguments);
    }
  }
}

package io.clinker.oracle;

import java.util.List;
import java.util.stream.Collectors;

/** What the oracle found, invariant by invariant. */
public record Verdict(List<Finding> findings) {
  private static final int MOST_NOTES = 20;

  public Verdict {
    findings = List.copyOf(findings);
  }

  /** Whether every invariant holds. */
  public boolean holds() {
    return findings.stream().allMatch(Finding::holds);
  }

  /** Each violation with the id of its invariant. */
  public List<String> violations() {
    return findings.stream()
        .flatMap(
            finding ->
                finding.violations().stream().map(violation -> finding.id() + ": " + violation))
        .toList();
  }

  /** For people: a line for each invariant, then its violations and what is worth knowing. */
  public String text() {
    return findings.stream().map(Verdict::text).collect(Collectors.joining())
        + "%n%s%n"
            .formatted(
                holds()
                    ? "All invariants hold."
                    : violations().size() + " violations of the invariants.");
  }

  private static String text(Finding finding) {
    StringBuilder lines = new StringBuilder();
    lines.append(
        "%-3s %-9s %s (%s)%n"
            .formatted(
                finding.id(),
                finding.holds() ? "ok" : "VIOLATED",
                finding.title(),
                finding.figures()));
    finding
        .violations()
        .forEach(violation -> lines.append("      violation: %s%n".formatted(violation)));
    finding.notes().stream()
        .limit(MOST_NOTES)
        .forEach(note -> lines.append("      note: %s%n".formatted(note)));
    if (finding.notes().size() > MOST_NOTES) {
      lines.append("      and %d notes more%n".formatted(finding.notes().size() - MOST_NOTES));
    }
    return lines.toString();
  }
}

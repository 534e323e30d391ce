package io.clinker.chaos;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What was done to a scratch installation, as Markdown. */
final class FaultReport {
  private final PrintWriter out;

  FaultReport(PrintWriter out) {
    this.out = out;
  }

  /** How often each kind of fault struck, and for how long in all. */
  void byKind(List<Nemesis.Done> done) {
    Map<FaultKind, Integer> counts = new EnumMap<>(FaultKind.class);
    Map<FaultKind, Duration> lengths = new EnumMap<>(FaultKind.class);
    for (Nemesis.Done one : done) {
      counts.merge(one.fault().kind(), 1, Integer::sum);
      lengths.merge(one.fault().kind(), one.ended().minus(one.began()), Duration::plus);
    }
    out.printf(
        "%n## Faults%n%n| fault | what it is | times | seconds |%n| --- | --- | --: | --: |%n");
    for (FaultKind kind : FaultKind.values()) {
      out.printf(
          "| %s | %s | %d | %.1f |%n",
          kind.word(),
          kind.description(),
          counts.getOrDefault(kind, 0),
          Nemesis.seconds(lengths.getOrDefault(kind, Duration.ZERO)));
    }
  }

  /** Every fault, for whoever looks for what did it. */
  void inOrder(List<Nemesis.Done> done) {
    out.printf("%n## Faults in their order%n%n| from s | to s | part | fault | how bad |%n");
    out.println("| --: | --: | --- | --- | --: |");
    done.stream()
        .sorted(Comparator.comparing(Nemesis.Done::began))
        .forEach(
            one ->
                out.printf(
                    "| %.1f | %.1f | %s | %s | %.2f |%n",
                    Nemesis.seconds(one.began()),
                    Nemesis.seconds(one.ended()),
                    one.fault().target(),
                    one.fault().kind().word(),
                    one.fault().amount()));
  }
}

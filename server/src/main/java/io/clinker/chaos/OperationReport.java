package io.clinker.chaos;

import io.clinker.load.Recorder;
import io.clinker.operations.OperationKind;
import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Jdbi;

/** What became of the operations of a run, as Markdown. */
final class OperationReport {
  private static final String[] STATES = {
    "succeeded", "failed", "cancelled", "superseded", "abandoned", "running", "waiting", "cleaning"
  };

  private final Jdbi jdbi;
  private final PrintWriter out;

  OperationReport(Jdbi jdbi, PrintWriter out) {
    this.jdbi = jdbi;
    this.out = out;
  }

  void print(String title, Recorder recorder, Hits hits, long seed) {
    print("%s, seed %d, %d kills".formatted(title, seed, hits.kills()), recorder, hits, longest());
  }

  /**
   * @param longest how long an operation of each kind was open, in seconds
   */
  void print(String title, Recorder recorder, Hits hits, Map<OperationKind, Double> longest) {
    Map<String, Map<String, Long>> states = states();
    out.printf("%n## %s%n%n", title);
    out.println(
        "| kind | accepted | succeeded | failed | cancelled | superseded | abandoned | open | open at a kill | asked at a kill | longest s |");
    out.println("| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |");
    long total = 0;
    long least = Long.MAX_VALUE;
    for (OperationKind kind : OperationKind.values()) {
      Map<String, Long> of = states.getOrDefault(kind.word(), Map.of());
      long accepted = 0;
      for (String state : STATES) {
        accepted += state.equals("abandoned") ? 0 : of.getOrDefault(state, 0L);
      }
      total += accepted;
      least = Math.min(least, accepted);
      out.printf(
          "| %s | %d | %d | %d | %d | %d | %d | %d | %d | %d | %.1f |%n",
          kind.word(),
          accepted,
          of.getOrDefault("succeeded", 0L),
          of.getOrDefault("failed", 0L),
          of.getOrDefault("cancelled", 0L),
          of.getOrDefault("superseded", 0L),
          of.getOrDefault("abandoned", 0L),
          of.getOrDefault("running", 0L)
              + of.getOrDefault("waiting", 0L)
              + of.getOrDefault("cleaning", 0L),
          hits.open(kind),
          hits.asked(kind),
          longest.getOrDefault(kind, 0.0));
    }
    out.printf(
        "%nOperations accepted: %d, at least %d of each kind; kinds that no kill met: %s%n",
        total, least, hits.missed());
    out.printf("%nWhat the clients counted:%n%n");
    recorder.counts().forEach((what, count) -> out.printf("- %d %s%n", count, what));
    failures();
    out.flush();
  }

  private void failures() {
    jdbi.useHandle(
        handle ->
            handle
                .createQuery(
                    "select kind, error_code, left(error_message, 120) as message, count(*) as n"
                        + " from operation where state = 'failed' group by 1, 2, 3"
                        + " order by n desc limit 20")
                .mapToMap()
                .forEach(row -> out.printf("- failed: %s%n", row)));
  }

  private Map<String, Map<String, Long>> states() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "select kind, state, count(*) as n from operation group by kind, state")
                .reduceRows(
                    new TreeMap<String, Map<String, Long>>(),
                    (map, row) -> {
                      map.computeIfAbsent(
                              row.getColumn("kind", String.class), absent -> new TreeMap<>())
                          .put(
                              row.getColumn("state", String.class), row.getColumn("n", Long.class));
                      return map;
                    }));
  }

  private Map<OperationKind, Double> longest() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "select kind, max(timestampdiff(microsecond, admitted_at, ended_at)) / 1e6 as s"
                        + " from operation where state <> 'abandoned' and ended_at is not null"
                        + " group by kind")
                .reduceRows(
                    new EnumMap<OperationKind, Double>(OperationKind.class),
                    (map, row) -> {
                      map.put(
                          OperationKind.of(row.getColumn("kind", String.class)),
                          row.getColumn("s", Double.class));
                      return map;
                    }));
  }
}

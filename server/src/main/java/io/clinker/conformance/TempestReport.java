package io.clinker.conformance;

import io.clinker.conformance.TestResult.Status;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What came of a run, for people. */
final class TempestReport {
  private final TestRun run;
  private final Function<TestResult, Optional<String>> known;

  /**
   * @param known the reason for which a test may fail
   */
  TempestReport(TestRun run, Function<TestResult, Optional<String>> known) {
    this.run = run;
    this.known = known;
  }

  /** Prints it; whether no test failed for a reason that is not known. */
  boolean print(PrintWriter out, Duration length) {
    List<TestResult> failed = run.results(Status.FAILED);
    List<TestResult> unknown = failed.stream().filter(each -> known.apply(each).isEmpty()).toList();
    List<TestResult> expected =
        failed.stream().filter(each -> known.apply(each).isPresent()).toList();
    List<TestResult> skipped = run.results(Status.SKIPPED);
    List<TestResult> passed = run.results(Status.PASSED);
    groups(out, "skipped", skipped, TestResult::text);
    groups(out, "failed for a known reason", expected, each -> known.apply(each).orElse(""));
    groups(
        out,
        "passed in spite of a known reason to fail",
        passed.stream().filter(each -> known.apply(each).isPresent()).toList(),
        TestResult::name);
    if (!unknown.isEmpty()) {
      out.printf("%nfailed:%n");
      for (TestResult each : unknown) {
        out.printf("  %s%n      %s%n", each.name(), each.lastLine());
      }
    }
    out.printf(
        "%n%d passed, %d failed, %d failed for a known reason, %d skipped, in %d s%n",
        passed.size(), unknown.size(), expected.size(), skipped.size(), length.toSeconds());
    out.flush();
    return unknown.isEmpty();
  }

  private static void groups(
      PrintWriter out,
      String title,
      List<TestResult> results,
      Function<TestResult, String> reason) {
    if (results.isEmpty()) {
      return;
    }
    out.printf("%n%s:%n", title);
    Map<String, Long> counts =
        results.stream()
            .collect(Collectors.groupingBy(reason, TreeMap::new, Collectors.counting()));
    counts.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .forEach(each -> out.printf("  %4d  %s%n", each.getValue(), each.getKey().strip()));
  }
}

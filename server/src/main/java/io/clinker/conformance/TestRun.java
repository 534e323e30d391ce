package io.clinker.conformance;

import io.clinker.conformance.TestResult.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A result for every test that was to run: what a class was set up with holds for its tests, and a
 * test of which nothing was heard has failed.
 */
final class TestRun {
  private static final Pattern FIXTURE = Pattern.compile("(setUpClass|tearDownClass) \\((.+)\\)");

  private final List<TestResult> results;

  /**
   * @param wanted the ids of the tests that were to run
   * @param reported what was heard of tests, and of classes that were set up or taken down
   */
  static TestRun of(List<String> wanted, List<TestResult> reported) {
    Map<String, TestResult> ofTests = new HashMap<>();
    Map<String, TestResult> ofClasses = new HashMap<>();
    List<TestResult> results = new ArrayList<>();
    for (TestResult each : reported) {
      Matcher fixture = FIXTURE.matcher(each.id());
      if (!fixture.matches()) {
        ofTests.put(each.id(), each);
      } else if (fixture.group(1).equals("setUpClass")) {
        ofClasses.put(fixture.group(2), each);
      } else if (each.status() == Status.FAILED) {
        results.add(each.of(fixture.group(2) + ".tearDownClass"));
      }
    }
    for (String id : wanted) {
      String name = TestResult.nameOf(id);
      String ofClass = name.substring(0, Math.max(0, name.lastIndexOf('.')));
      results.add(
          Optional.ofNullable(ofTests.get(id))
              .or(() -> Optional.ofNullable(ofClasses.get(ofClass)).map(each -> each.of(id)))
              .orElse(new TestResult(id, Status.FAILED, "nothing was heard of it")));
    }
    return new TestRun(results);
  }

  TestRun(List<TestResult> results) {
    this.results = List.copyOf(results);
  }

  /** Both together. */
  TestRun and(TestRun other) {
    List<TestResult> all = new ArrayList<>(results);
    all.addAll(other.results);
    return new TestRun(all);
  }

  List<TestResult> results(Status status) {
    return results.stream().filter(each -> each.status() == status).toList();
  }
}

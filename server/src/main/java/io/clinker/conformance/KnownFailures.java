package io.clinker.conformance;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** The tests that cannot pass, each with the reason. */
final class KnownFailures {
  private static final String FILE = "/conformance/tempest-known-failures.yaml";

  private final List<Known> known;

  /**
   * Tests with one reason.
   *
   * @param tests modules, classes or methods, from the first name of the package on
   * @param waits whether they fail only after minutes, so that they are not even begun
   */
  record Known(String reason, List<String> tests, boolean waits) {
    Known {
      tests = List.copyOf(tests);
    }

    boolean names(String test) {
      return tests.stream().anyMatch(each -> test.equals(each) || test.startsWith(each + "."));
    }
  }

  KnownFailures(List<Known> known) {
    this.known = List.copyOf(known);
  }

  /** Those of this build. */
  static KnownFailures read() throws IOException {
    try (InputStream file = KnownFailures.class.getResourceAsStream(FILE)) {
      if (file == null) {
        throw new IllegalStateException(FILE + " is not in the jar");
      }
      return new KnownFailures(
          YAMLMapper.builder().build().readValue(file, new TypeReference<List<Known>>() {}));
    }
  }

  /** Why the test cannot pass; empty if it can. */
  Optional<String> reason(TestResult result) {
    return of(result.name()).map(Known::reason);
  }

  /** What becomes of the test if it is not to be begun: skipped, with the reason. */
  Optional<TestResult> leftOut(String id) {
    return of(TestResult.nameOf(id))
        .filter(Known::waits)
        .map(each -> new TestResult(id, TestResult.Status.SKIPPED, each.reason()));
  }

  private Optional<Known> of(String test) {
    return known.stream().filter(each -> each.names(test)).findFirst();
  }
}

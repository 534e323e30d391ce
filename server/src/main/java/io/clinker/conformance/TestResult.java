package io.clinker.conformance;

/**
 * What came of one test.
 *
 * @param id as Tempest lists it, with its tags in brackets
 * @param text why it was skipped, or how it failed and which of its requests were sent once more;
 *     else empty
 */
record TestResult(String id, Status status, String text) {
  enum Status {
    PASSED,
    FAILED,
    SKIPPED
  }

  /** The same result of another test. */
  TestResult of(String other) {
    return new TestResult(other, status, text);
  }

  /** Module, class and method. */
  String name() {
    return nameOf(id);
  }

  static String nameOf(String id) {
    int tags = id.indexOf('[');
    return tags < 0 ? id : id.substring(0, tags);
  }

  /** The last line of the text, which is what a traceback ends with. */
  String lastLine() {
    return text.strip().lines().reduce("", (before, line) -> line).strip();
  }
}

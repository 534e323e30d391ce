package io.clinker.bench;

import java.io.PrintWriter;
import java.util.List;

/** Times of reads in a project with many volumes. */
final class Reads {
  private static final int WARM = 30;
  private static final int TIMES = 200;

  private final ApiClient api;

  Reads(ApiClient api) {
    this.api = api;
  }

  /**
   * Prints one line per kind of read.
   *
   * @param ids of the project's volumes, the oldest first
   */
  void measure(PrintWriter out, List<String> ids) {
    String deep = ids.get(ids.size() / 10);
    line(out, "show", 3, "/volumes/" + ids.get(ids.size() / 2), TIMES);
    line(out, "list of 50", 10, "/volumes?limit=50", TIMES);
    line(out, "detailed list of 1,000", 60, "/volumes/detail?limit=1000", TIMES / 4);
    line(out, "list of 50, deep page", 10, "/volumes?limit=50&marker=" + deep, TIMES);
    line(
        out,
        "detailed list of 1,000, deep page",
        60,
        "/volumes/detail?limit=1000&marker=" + deep,
        TIMES / 4);
  }

  private void line(PrintWriter out, String what, int target, String path, int times) {
    for (int turn = 0; turn < WARM; turn++) {
      api.expect(200, "GET", path, null);
    }
    Sample sample = new Sample();
    for (int turn = 0; turn < times; turn++) {
      ApiClient.Answer answer = api.call("GET", path, null);
      if (answer.status() != 200) {
        throw new IllegalStateException(path + ": " + answer.status());
      }
      sample.add(answer.nanos());
    }
    out.printf("%-36s %s, target p50 <= %d ms%n", what, sample, target);
    out.flush();
  }
}

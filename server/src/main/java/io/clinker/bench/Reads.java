package io.clinker.bench;

import io.clinker.bench.ReadCases.Case;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Times of every kind of read in a project with many volumes. */
final class Reads {
  private static final int WARM = 30;
  private static final int TIMES = 200;
  private static final int LEAST = 5;
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private final ApiClient api;
  private final PrintWriter out;

  Reads(ApiClient api, PrintWriter out) {
    this.api = api;
    this.out = out;
  }

  /**
   * Prints one row of a Markdown table for each read.
   *
   * @param ids of the project's volumes, the oldest first
   */
  void measure(List<String> ids) {
    out.println("| read | p50 ms | p99 ms | target p50 ms |");
    out.println("| --- | ---: | ---: | ---: |");
    Map<String, String> names =
        ReadCases.names(api.project(), ids, list -> api.expect(200, "GET", list, null));
    for (Case one : ReadCases.all()) {
      line(one, one.filled(names));
    }
  }

  /** Looks again and again, but not for long at what is slow. */
  private void line(Case one, String path) {
    repeat(path, WARM);
    Sample sample = repeat(path, TIMES);
    out.printf(
        "| %s | %.1f | %.1f | %s |%n",
        one.what(), sample.percentile(0.5), sample.percentile(0.99), text(one.target()));
    out.flush();
  }

  private static String text(@Nullable Integer target) {
    return target == null ? "" : target.toString();
  }

  private Sample repeat(String path, int times) {
    Sample sample = new Sample();
    long end = System.nanoTime() + LONGEST.toNanos();
    for (int turn = 0; turn < times && (turn < LEAST || System.nanoTime() < end); turn++) {
      ApiClient.Answer answer = api.call("GET", path, null);
      if (answer.status() != 200) {
        throw new IllegalStateException(
            "%s: %d %s"
                .formatted(
                    path, answer.status(), new String(answer.body(), StandardCharsets.UTF_8)));
      }
      sample.add(answer.nanos());
    }
    return sample;
  }
}

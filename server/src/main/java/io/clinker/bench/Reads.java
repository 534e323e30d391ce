package io.clinker.bench;

import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Times of every kind of read in a project with many volumes. */
final class Reads {
  private static final int WARM = 30;
  private static final int TIMES = 200;
  private static final int LEAST = 5;
  private static final Duration LONGEST = Duration.ofSeconds(5);
  private static final String LIMITED = "?limit=50";

  private final ApiClient api;
  private final PrintWriter out;

  Reads(ApiClient api, PrintWriter out) {
    this.api = api;
    this.out = out;
  }

  /**
   * Prints one line per kind of read.
   *
   * @param ids of the project's volumes, the oldest first
   */
  void measure(List<String> ids) {
    String deep = "&marker=" + ids.get(ids.size() / 10);
    String middle = ids.get(ids.size() / 2);
    line("show", 3, "/volumes/" + middle);
    line("list of 50", 10, "/volumes" + LIMITED);
    line("detailed list of 1,000", 60, "/volumes/detail?limit=1000");
    line("list of 50, deep page", 10, "/volumes" + LIMITED + deep);
    line("detailed list of 1,000, deep page", 60, "/volumes/detail?limit=1000" + deep);
    line("list of 50, by offset", null, "/volumes" + LIMITED + "&offset=" + ids.size() * 9 / 10);
    line("list of 50 of all projects", 10, "/volumes" + LIMITED + "&all_tenants=1");
    line("list of 50 with count", null, "/volumes" + LIMITED + "&with_count=true");
    line("list by name", 10, "/volumes?name=bulk-" + ids.size() / 2);
    line("list by part of the name", null, "/volumes" + LIMITED + "&name~=lk-" + ids.size() / 2);
    line("list by status, all have it", 10, "/volumes" + LIMITED + "&status=available");
    line("list by status, none has it", null, "/volumes" + LIMITED + "&status=error");
    String metadata = URLEncoder.encode("{'number': '7'}", StandardCharsets.UTF_8);
    line("list by metadata", null, "/volumes" + LIMITED + "&metadata=" + metadata);
    line("list of 50, sorted by name", null, "/volumes" + LIMITED + "&sort=name:asc");
    line("list of 50, sorted by size", null, "/volumes" + LIMITED + "&sort=size:desc");
    line("summary", null, "/volumes/summary");
    line("quota with usage", null, "/os-quota-sets/" + api.project() + "?usage=true");
    line("limits", null, "/limits");
    line("quota explained", null, "/quota/explain" + LIMITED);
    line("snapshots, list of 50", 10, "/snapshots" + LIMITED);
    line("snapshots, detailed list of 1,000", 60, "/snapshots/detail?limit=1000");
    line("snapshots of a volume", 10, "/snapshots/detail?volume_id=" + middle);
    line("operations, list of 50", 10, "/operations" + LIMITED);
    line("operations that are open", 10, "/operations?state=open");
    line("operations of a volume", 10, "/operations?resource=" + middle);
    for (String few :
        List.of(
            "/attachments",
            "/volume-transfers",
            "/messages",
            "/types",
            "/group_types",
            "/qos-specs",
            "/os-services",
            "/scheduler-stats/get_pools",
            "/backends",
            "/findings")) {
      line("list of " + few, 10, few);
    }
  }

  /** Looks again and again, but not for long at what is slow. */
  private void line(String what, @Nullable Integer target, String path) {
    repeat(path, WARM);
    Sample sample = repeat(path, TIMES);
    out.printf(
        "%-36s %s%s%n",
        what, sample, target == null ? "" : ", target p50 <= %d ms".formatted(target));
    out.flush();
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

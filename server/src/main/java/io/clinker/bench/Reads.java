package io.clinker.bench;

import com.fasterxml.jackson.databind.JsonNode;

/** Times of reads in a project with many volumes. */
final class Reads {
  private static final int WARM = 30;
  private static final int TIMES = 200;

  private final ApiClient api;

  Reads(ApiClient api) {
    this.api = api;
  }

  /** Prints one line per kind of read. */
  void measure(java.io.PrintWriter out, int volumes) {
    JsonNode first = api.expect(200, "GET", "/volumes?limit=1", null).path("volumes").path(0);
    String someId = first.path("id").asText();
    line(out, "show", 3, "/volumes/" + someId, TIMES);
    line(out, "list of 50", 10, "/volumes?limit=50", TIMES);
    line(out, "detailed list of 1,000", 60, "/volumes/detail?limit=1000", TIMES / 4);
    String deep = markerAt(volumes * 9 / 10);
    line(out, "list of 50, deep page", 10, "/volumes?limit=50&marker=" + deep, TIMES);
    line(
        out,
        "detailed list of 1,000, deep page",
        60,
        "/volumes/detail?limit=1000&marker=" + deep,
        TIMES / 4);
  }

  private String markerAt(int position) {
    String marker = "";
    int at = 0;
    while (at < position) {
      JsonNode page =
          api.expect(200, "GET", "/volumes?limit=1000" + (at == 0 ? "" : "&marker=" + marker), null)
              .path("volumes");
      if (page.isEmpty()) {
        break;
      }
      marker = page.path(page.size() - 1).path("id").asText();
      at += page.size();
    }
    return marker;
  }

  private void line(java.io.PrintWriter out, String what, int target, String path, int times) {
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

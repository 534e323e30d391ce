package io.clinker.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.faults.Rest.Answer;
import io.clinker.site.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Requests that are wrong in themselves: refused by the name of what is wrong, nothing happens. */
final class BadInput {
  private static final String VERSION = "OpenStack-API-Version";
  private static final String UNKNOWN_ID = "/volumes/00000000-0000-4000-8000-000000000000";

  private final Ground ground;
  private final Rest rest;
  private final List<String> seen = new ArrayList<>();

  BadInput(Ground ground) {
    this.ground = ground;
    this.rest = ground.project();
  }

  void refuseAll() {
    String before = rest.usage();
    String volume = rest.created(Site.ARRAY);
    refused("{\"volume\": ", Map.of(), 400, "");
    refused("[1]", Map.of(), 400, "");
    refused("{}", Map.of(), 400, "volume");
    for (String size : List.of("0", "-1", "2147483648", "\"big\"", "1.5", "true", "[]")) {
      refused(
          "{\"volume\": {\"volume_type\": \"%s\", \"size\": %s}}".formatted(Site.ARRAY, size),
          Map.of(),
          400,
          "size");
    }
    refused(
        "{\"volume\": {\"size\": 1, \"name\": \"%s\"}}".formatted("n".repeat(256)),
        Map.of(),
        400,
        "name");
    refused(
        "{\"volume\": {\"size\": 1, \"unheard\": 1}}",
        Map.of(VERSION, "volume 3.53"),
        400,
        "unheard");
    refused(
        "{\"volume\": {\"size\": 1, \"snapshot_id\": \"no-id\"}}", Map.of(), 400, "snapshot_id");
    refused(
        "{\"volume\": {\"size\": 1, \"name\": \"%s\"}}".formatted("n".repeat(120_000)),
        Map.of(),
        413,
        "");
    refused("{\"volume\": {\"size\": 1}}", Map.of(VERSION, "volume 3.999"), 406, "3.999");
    refused("{\"volume\": {\"size\": 1}}", Map.of(VERSION, "volume abc"), 400, "abc");
    refused("{\"volume\": {\"size\": 1, \"volume_type\": \"unheard\"}}", Map.of(), 404, "unheard");
    for (String path :
        List.of("/volumes/no-id", UNKNOWN_ID, "/volumes/..%2F..%2Fetc%2Fpasswd", "/snapshots/1")) {
      Answer answer = rest.get(path);
      Rest.require(answer, 404);
      seen.add("GET %s: 404".formatted(path));
    }
    Answer extend =
        rest.send(
            "POST",
            "/volumes/" + volume + "/action",
            "{\"os-extend\": {\"new_size\": -1}}",
            Map.of());
    Rest.require(extend, 400);
    seen.add("os-extend to -1: 400 " + extend.fault());
    Answer named =
        rest.send(
            "PUT",
            "/volumes/" + volume,
            "{\"volume\": {\"name\": \"%s\"}}".formatted("n".repeat(256)),
            Map.of());
    Rest.require(named, 400);
    assertThat(rest.volumes()).hasSize(1);
    assertThat(rest.usage()).startsWith("1 volumes, 1 GiB");
    Rest.require(rest.delete("/volumes/" + volume), 202);
    ground
        .table()
        .seen(
            "bad input (%d kinds)".formatted(seen.size()),
            String.join("; ", seen)
                + "; nothing was created, quota before and meanwhile: "
                + before
                + ", and 1 volume that is right");
  }

  private void refused(String body, Map<String, String> headers, int status, String named) {
    Answer answer = rest.send("POST", "/volumes", body, headers);
    assertThat(answer.status()).as("%s: %s", shortened(body), answer.body()).isEqualTo(status);
    assertThat(answer.body().toString()).contains(named);
    seen.add("%s: %d %s".formatted(shortened(body), status, shortened(answer.fault())));
  }

  private static String shortened(String text) {
    return text.length() <= 100 ? text : text.substring(0, 60) + "…";
  }
}

package io.clinker.load;

import com.fasterxml.jackson.databind.JsonNode;
import io.clinker.oracle.UsageReport;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Asks the API what projects use. */
public final class UsageQuestion {
  private UsageQuestion() {}

  /** The usage of these projects, as noauth takes it; those that cannot be asked are left out. */
  public static UsageReport ask(List<URI> addresses, List<String> projects) {
    return ask(addresses, projects, Identity::unchecked);
  }

  /**
   * The usage of these projects; those that cannot be asked are left out.
   *
   * @param as who asks about a project
   */
  public static UsageReport ask(
      List<URI> addresses, List<String> projects, Function<String, Identity> as) {
    Map<String, Map<String, UsageReport.Usage>> found = new HashMap<>();
    List<String> refused = new ArrayList<>();
    for (String project : projects) {
      try (Api api = new Api(addresses, as.apply(project))) {
        Api.Answer answer =
            api.get("/os-quota-sets/" + project + "?usage=True", Duration.ofSeconds(3));
        if (answer.status() == 200) {
          found.put(project, usage(answer.body().path("quota_set")));
        } else if (answer.refused()) {
          refused.add(project);
        }
      }
    }
    return new UsageReport(found, refused);
  }

  private static Map<String, UsageReport.Usage> usage(JsonNode set) {
    Map<String, UsageReport.Usage> usage = new HashMap<>();
    for (String resource : List.of("volumes", "snapshots", "gigabytes", "groups")) {
      JsonNode said = set.path(resource);
      usage.put(
          resource,
          new UsageReport.Usage(said.path("in_use").asLong(), said.path("reserved").asLong()));
    }
    return usage;
  }
}

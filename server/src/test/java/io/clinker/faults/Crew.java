package io.clinker.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.clinker.drivers.simulator.SimulatorAdmin;
import io.clinker.oracle.InstallationFile;
import io.clinker.site.Await;
import io.clinker.site.NodeProcess;
import io.clinker.site.Site;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Several nodes over one engine, one database and one array; the first is asked. */
final class Crew implements AutoCloseable {
  static final Duration LONG = Duration.ofSeconds(90);
  private static final String ALL = "api,engine,volume";

  private final Site site;
  private final List<NodeProcess> nodes = new ArrayList<>();

  private Crew(Site site, int count, String... jvmOptions) {
    this.site = site;
    for (int number = 1; number <= count; number++) {
      List<String> options = new ArrayList<>(List.of(jvmOptions));
      // Faults of the array are for all calls of a host.
      options.add("-Ddw.node.host=host-" + number);
      add("node-" + number, ALL, options.toArray(String[]::new));
    }
    // One after the other: on a small machine they would only make each other slow.
    for (NodeProcess node : nodes) {
      node.start();
      node.awaitReady();
    }
    Rest rest = project();
    for (String backend : List.of(Site.FILE, Site.ARRAY, Site.SMALL, Site.NARROW)) {
      Rest.require(
          rest.post(
              "/types",
              Map.of(
                  "volume_type",
                  Map.of("name", backend, "extra_specs", Map.of("volume_backend_name", backend)))),
          200);
    }
  }

  static Crew open(Path folder, int count, String... jvmOptions)
      throws IOException, InterruptedException {
    Site site = Site.start(folder);
    try {
      return new Crew(site, count, jvmOptions);
    } catch (RuntimeException | AssertionError failed) {
      site.close();
      throw failed;
    }
  }

  /** A further node, not started. */
  NodeProcess add(String name, String roles, String... jvmOptions) {
    NodeProcess node = site.node(name, roles, jvmOptions);
    nodes.add(node);
    return node;
  }

  NodeProcess node(int number) {
    return nodes.get(number - 1);
  }

  Site site() {
    return site;
  }

  SimulatorAdmin array() {
    return site.array();
  }

  /** A project of its own at the first node, without limits. */
  Rest project() {
    return project(node(1));
  }

  Rest project(NodeProcess node) {
    Rest rest = new Rest(node.api(), Rest.newProject());
    rest.withoutLimits();
    return rest;
  }

  /** The operation of a request that was accepted. */
  static String accepted(Rest.Answer answer) {
    Rest.require(answer, 202);
    return answer.operation();
  }

  static String create(Rest rest, String type) {
    return accepted(rest.post("/volumes", Rest.volume("size", 1, "volume_type", type)));
  }

  /** A volume of 1 GiB, available. */
  static String created(Rest rest, String type) {
    Rest.Answer answer = rest.post("/volumes", Rest.volume("size", 1, "volume_type", type));
    rest.awaitEnd(accepted(answer), "succeeded");
    return answer.body().path("volume").path("id").asText();
  }

  /** How a node stands to a backend, as the API shows it. */
  JsonNode standing(Rest rest, String node, String backend) {
    for (JsonNode one : rest.get("/nodes/" + node).body().path("node").path("backends")) {
      if (one.path("name").asText().equals(backend)) {
        return one;
      }
    }
    throw new AssertionError("node " + node + " does not know backend " + backend);
  }

  /** The value of a metric of a node whose labels contain this. */
  static double metric(NodeProcess node, String name, String label) {
    return Optional.ofNullable(node.admin("/metrics"))
        .orElse("")
        .lines()
        .filter(line -> line.startsWith(name) && line.contains(label))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** Waits until no operation is open and asks the oracle. */
  void requireOrder() throws Exception {
    array().clearFaults();
    awaitRest(site);
    String said =
        site.dev().run(0, "check", "--settled", "--config", site.configuration().toString());
    assertThat(said).contains("I1");
  }

  /** Waits until no operation is open. */
  static void awaitRest(Site site) throws IOException {
    InstallationFile installation = site.installation();
    Await.until("all operations end", LONG, () -> open(installation) == 0);
  }

  private static long open(InstallationFile installation) {
    return installation
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery("select count(*) from operation where open = 1")
                    .mapTo(Long.class)
                    .one());
  }

  @Override
  public void close() throws IOException, InterruptedException {
    site.close();
  }
}

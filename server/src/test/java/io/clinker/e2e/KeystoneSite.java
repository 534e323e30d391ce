package io.clinker.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clinker.chaos.ComputeDouble;
import io.clinker.conformance.KeystoneServer;
import io.clinker.drivers.simulator.SimulatorAdmin;
import io.clinker.oracle.InstallationFile;
import io.clinker.site.Await;
import io.clinker.site.NodeProcess;
import io.clinker.site.Site;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A node that asks a Keystone. Two projects, red (ann is a member, rob a reader, gus neither) and
 * blue (bea is a member), the services nova and clinker, and sue, who reads the whole system.
 */
final class KeystoneSite implements AutoCloseable {
  static final Duration CACHE_TIME = Duration.ofSeconds(2);

  private final KeystoneServer keystone;
  private final Site site;
  private final NodeProcess node;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ComputeDouble compute;
  private final String red;
  private final String blue;
  private final String ann;

  private KeystoneSite(Path folder) throws IOException, InterruptedException {
    keystone = new KeystoneServer(programs(), folder);
    compute = ComputeDouble.start();
    red = keystone.project("red");
    blue = keystone.project("blue");
    String service = keystone.project("service");
    ann = keystone.user("ann");
    keystone.grant("member", ann, red);
    keystone.grant("reader", keystone.user("rob"), red);
    keystone.grant("guest", keystone.user("gus"), red);
    keystone.grant("member", keystone.user("bea"), blue);
    keystone.grant("service", keystone.user("nova"), service);
    keystone.grant("service", keystone.user("clinker"), service);
    keystone.grantInSystem("reader", keystone.user("sue"));
    site = Site.start(folder);
    node = site.node("node-1", "api,engine,volume");
    String address = node.api() + "/v3/%(project_id)s";
    keystone.service("block-storage", "cinder", address);
    keystone.service("volumev3", "cinderv3", address);
    keystone.service("compute", "nova", compute.address().toString());
    Path password = Files.writeString(folder.resolve("password"), KeystoneServer.PASSWORD + "\n");
    Files.writeString(
        site.configuration(),
        Files.readString(site.configuration())
                .replace(
                    "authentication: {strategy: noauth}", "authentication: {strategy: keystone}")
            + """
            keystone: {url: "%s", passwordFile: "%s", cacheTime: %ss, timeout: 15s}
            findings: {projectPace: 1s, passes: 1}
            compute: {endpoint: catalog, catalogInterface: public, region: RegionOne}
            """
                .formatted(keystone.url(), password, CACHE_TIME.toSeconds()));
    node.start();
    node.awaitReady();
  }

  private static Path programs() {
    return Path.of(
        Objects.requireNonNull(
            System.getenv("CLINKER_KEYSTONE"),
            "CLINKER_KEYSTONE is not set: ./clinker test installs Keystone and sets it"));
  }

  static KeystoneSite start(Path folder) throws IOException, InterruptedException {
    return new KeystoneSite(folder);
  }

  KeystoneServer keystone() {
    return keystone;
  }

  /** The array behind the backend {@link Site#ARRAY}. */
  SimulatorAdmin array() {
    return site.array();
  }

  ComputeDouble compute() {
    return compute;
  }

  /** The id of the project. */
  String red() {
    return red;
  }

  String blue() {
    return blue;
  }

  /** The id of the user. */
  String ann() {
    return ann;
  }

  /** A new token. */
  String token(String user, String project) {
    return keystone.token(KeystoneServer.scoped(user, project));
  }

  Person person(String token) {
    return new Person(http, node.api(), token);
  }

  URI api() {
    return node.api();
  }

  /** Runs a subcommand with a token, empty for none, and answers what it said. */
  String clinker(int exitCode, String token, String... arguments)
      throws IOException, InterruptedException {
    // Nodes of a site have ports of their own.
    Path config =
        Files.writeString(
            site.folder().resolve("of-the-node.yml"),
            Files.readString(site.configuration())
                .replaceAll(
                    "\\b%d\\b".formatted(site.installation().api().getPort()),
                    Integer.toString(node.api().getPort())));
    List<String> command = new ArrayList<>(List.of(arguments));
    command.addAll(List.of("--config", config.toString()));
    return site.dev().run(Map.of("OS_TOKEN", token), exitCode, command.toArray(String[]::new));
  }

  InstallationFile installation() throws IOException {
    return site.installation();
  }

  /** The status of a path that needs no token. */
  int openStatus(String path) throws IOException, InterruptedException {
    return http.send(
            HttpRequest.newBuilder(node.api().resolve(path)).build(), BodyHandlers.discarding())
        .statusCode();
  }

  /** The event of the audit log about a request. */
  JsonNode audited(String request) throws IOException {
    Await.until(
        "request " + request + " is audited",
        Duration.ofSeconds(60),
        () -> event(request).isPresent());
    return event(request).orElseThrow();
  }

  private Optional<JsonNode> event(String request) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    for (String line : log().lines().toList()) {
      if (line.contains("io.clinker.audit") && line.contains(request)) {
        return Optional.of(mapper.readTree(line).path("mdc"));
      }
    }
    return Optional.empty();
  }

  /** What the node has logged. */
  String log() throws IOException {
    return Files.readString(site.data().resolve("logs").resolve("node-1.json"));
  }

  @Override
  public void close() throws IOException, InterruptedException {
    http.close();
    site.close();
    compute.close();
    keystone.close();
  }
}

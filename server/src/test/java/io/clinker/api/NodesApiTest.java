package io.clinker.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.clinker.api.ApiServer.Answer;
import io.clinker.cases.Shows;
import io.clinker.driver.DriverDescription;
import io.clinker.driver.FenceMechanism;
import io.clinker.model.StorageProtocol;
import io.clinker.operations.Vocabulary;
import io.clinker.store.NodeRegistry;
import io.clinker.store.NodeRegistry.Announcement;
import io.clinker.store.NodeRegistry.Standing;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Services, clusters, nodes and backends as administrators see and switch them. */
class NodesApiTest {
  private static final String ID = "00000000-0000-4000-8000-000000000000";

  @AutoClose private static final ApiServer server = new ApiServer();

  private final NodeRegistry registry = new NodeRegistry(server.database().database().jdbi());

  @BeforeEach
  void twoNodes() {
    for (String table : List.of("node", "backend", "backend_node")) {
      server.database().run("delete from " + table);
    }
    registry.describe(backend("b1"));
    for (String node : List.of("n1", "n2")) {
      registry.announce(announcement(node));
      registry.report(standing("b1", node, null, 3));
    }
  }

  @Test
  void aServiceIsAsYoungAsTheLastHeartbeatOfItsNodes() {
    server.database().run("update backend set updated_at = '2020-01-01 00:00:00'");

    JsonNode service = services("?binary=cinder-volume").get(0);

    assertThat(service.path("host").asText()).isEqualTo("clinker@b1");
    assertThat(service.path("cluster").asText()).isEqualTo("clinker@b1");
    assertThat(service.path("updated_at").asText()).isGreaterThan("2026");
  }

  @Test
  @Proves({168, 169})
  void freezingDisablesAndThawingEnables() {
    assertThat(server.send("PUT", "/os-services/freeze", "{\"host\": \"clinker@b1\"}").status())
        .isEqualTo(200);
    JsonNode frozen = services("?binary=cinder-volume").get(0);
    assertThat(frozen.path("frozen").asBoolean()).isTrue();
    assertThat(frozen.path("status").asText()).isEqualTo("disabled");
    assertThat(frozen.path("disabled_reason").asText()).isEqualTo("frozen");

    assertThat(server.send("PUT", "/os-services/thaw", "{\"cluster\": \"clinker@b1\"}").status())
        .isEqualTo(200);
    JsonNode thawed = services("?binary=cinder-volume").get(0);
    assertThat(thawed.path("frozen").asBoolean()).isFalse();
    assertThat(thawed.path("status").asText()).isEqualTo("enabled");

    Answer unknown = server.send("PUT", "/os-services/freeze", "{\"host\": \"elsewhere\"}");
    assertThat(unknown.status()).isEqualTo(400);
    assertThat(unknown.message()).contains("elsewhere");
  }

  @Test
  @Proves({165, 166, 167})
  void aServiceIsDisabledWithOrWithoutAReason() {
    String host = "\"host\": \"clinker@b1\", \"binary\": \"cinder-volume\"";
    Answer noted =
        server.send(
            "PUT",
            "/os-services/disable-log-reason",
            "{%s, \"disabled_reason\": \"moving\"}".formatted(host));
    assertThat(noted.status()).isEqualTo(200);
    assertThat(noted.json().path("disabled").asBoolean()).isTrue();
    assertThat(noted.json().path("disabled_reason").asText()).isEqualTo("moving");
    assertThat(services("?binary=cinder-volume").get(0).path("disabled_reason").asText())
        .isEqualTo("moving");
    assertThat(
            server.send("PUT", "/os-services/disable-log-reason", "{%s}".formatted(host)).status())
        .isEqualTo(400);

    for (String change : List.of("enable", "disable")) {
      Answer anywhere =
          server.send("PUT", "/os-services/" + change, "{\"binary\": \"cinder-volume\"}");
      assertThat(anywhere.status()).isEqualTo(400);
      assertThat(anywhere.message()).isEqualTo("Invalid input received: Host field is missing.");
    }
    assertThat(server.send("PUT", "/os-services/enable", "{%s}".formatted(host)).status())
        .isEqualTo(200);
    JsonNode enabled = services("?binary=cinder-volume").get(0);
    assertThat(enabled.path("status").asText()).isEqualTo("enabled");
    assertThat(enabled.path("disabled_reason").isNull()).isTrue();

    assertThat(server.send("PUT", "/os-services/disable", "{%s}".formatted(host)).text())
        .doesNotContain("disabled_reason");
    assertThat(services("?binary=cinder-volume").get(0).path("status").asText())
        .isEqualTo("disabled");
    assertThat(
            server
                .send(
                    "PUT",
                    "/os-services/disable",
                    "{\"host\": \"x\", \"binary\": \"cinder-volume\"}")
                .status())
        .isEqualTo(404);
  }

  @Test
  @Proves({194, 195, 196, 197, 198})
  void aBackendIsAClusterOfItsNodes() {
    registry.report(standing("b1", "n2", "no path", 0));

    JsonNode list = server.get("/clusters").json().path("clusters");
    assertThat(list).hasSize(1);
    assertThat(names(list.get(0)))
        .containsExactlyInAnyOrder("name", "binary", "state", "status", "replication_status");

    JsonNode shown = server.get("/clusters/clinker@b1").json().path("cluster");
    assertThat(shown.path("num_hosts").asInt()).isEqualTo(2);
    assertThat(shown.path("num_down_hosts").asInt()).isEqualTo(1);
    assertThat(shown.path("last_heartbeat").asText()).isGreaterThan("2026");
    assertThat(server.get("/clusters/clinker@b1?binary=cinder-backup").status()).isEqualTo(404);
    assertThat(server.get("/clusters/detail?num_down_hosts=0").json().path("clusters")).isEmpty();

    Answer disabled =
        server.send(
            "PUT",
            "/clusters/disable",
            "{\"name\": \"clinker@b1\", \"disabled_reason\": \"moving\"}");
    assertThat(disabled.status()).isEqualTo(200);
    assertThat(disabled.json().path("cluster").path("status").asText()).isEqualTo("disabled");
    assertThat(disabled.json().path("cluster").path("disabled_reason").asText())
        .isEqualTo("moving");
    Answer enabled = server.send("PUT", "/clusters/enable", "{\"name\": \"clinker@b1\"}");
    assertThat(enabled.json().at("/cluster/disabled_reason").isNull()).as(enabled.text()).isTrue();
    assertThat(services("?binary=cinder-volume").get(0).path("status").asText())
        .isEqualTo("enabled");
    assertThat(server.send("PUT", "/clusters/disable", "{\"name\": \"x\"}").status())
        .isEqualTo(404);
    assertThat(
            server
                .raw(
                    "GET",
                    "/v3/" + ApiServer.PROJECT + "/clusters",
                    "",
                    "X-Auth-Token",
                    "u1:" + ApiServer.PROJECT,
                    "OpenStack-API-Version",
                    "volume 3.6")
                .status())
        .isEqualTo(404);
  }

  @Test
  @Proves({171, 172})
  void logLevelsAreOrderedByRowsAndToldByThem() {
    registry.tellLogLevels("n1", Map.of("", "INFO", "io.temporal", "WARNING"));
    registry.tellLogLevels("n2", Map.of("", "ERROR"));

    JsonNode all = logs("{}");
    assertThat(all).hasSize(6);
    assertThat(all.findValuesAsText("binary"))
        .containsOnly("cinder-api", "cinder-scheduler", "cinder-volume");
    assertThat(names(all.get(0))).containsExactlyInAnyOrder("host", "binary", "levels");
    JsonNode one = logs("{\"binary\": \"cinder-volume\", \"server\": \"n1\", \"prefix\": \"io\"}");
    assertThat(one).hasSize(1);
    assertThat(one.get(0).path("levels").properties())
        .extracting(Map.Entry::getKey, entry -> entry.getValue().asText())
        .containsExactly(tuple("io", "INFO"), tuple("io.temporal", "WARNING"));
    assertThat(logs("{\"server\": \"clinker@b1\", \"binary\": \"cinder-api\"}")).hasSize(2);
    assertThat(logs("{\"server\": \"elsewhere\"}")).isEmpty();
    assertThat(logs("{\"binary\": \"cinder-backup\"}")).isEmpty();

    Answer set = setLog("{\"server\": \"h-n1\", \"prefix\": \"io.clinker\", \"level\": \"debug\"}");
    assertThat(set.status()).isEqualTo(202);
    assertThat(set.text()).isEmpty();
    assertThat(registry.orders("n1").logLevels()).isEqualTo(Map.of("io.clinker", "DEBUG"));
    assertThat(registry.orders("n2").logLevels()).isEmpty();
    setLog("{\"binary\": \"*\", \"prefix\": \"io\", \"level\": \"ERROR\"}");
    assertThat(registry.orders("n1").logLevels()).isEqualTo(Map.of("io", "ERROR"));

    assertThat(setLog("{\"level\": \"LOUD\"}").message()).contains("level", "LOUD", "DEBUG");
    assertThat(setLog("{}").status()).isEqualTo(400);
    assertThat(setLog("{\"binary\": \"x\", \"level\": \"INFO\"}").message()).contains("binary");
  }

  @Test
  @Proves({194, 195})
  void clustersAreFilteredByKnownKeysOnly() {
    Answer refused = server.get("/clusters?host=x&name=y");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.message()).endsWith("Invalid filter keys: host");
    assertThat(server.at("3.25", "GET", "/clusters/detail?frozen=true", "").message())
        .endsWith("Invalid filter keys: frozen");
    assertThat(server.at("3.26", "GET", "/clusters/detail?frozen=true", "").status())
        .isEqualTo(200);
  }

  @Test
  @Proves(170)
  void noBackendFailsOver() {
    Answer known = server.send("PUT", "/os-services/failover_host", "{\"host\": \"clinker@b1\"}");
    assertThat(known.status()).isEqualTo(400);
    assertThat(known.message()).contains("replication_status", "clinker@b1");
    assertThat(server.send("PUT", "/os-services/failover_host", "{\"host\": \"x\"}").message())
        .contains("could not be found on host x");
    assertThat(server.get("/clusters?replication_status=enabled").json().path("clusters"))
        .isEmpty();
    assertThat(server.get("/clusters?replication_status=disabled").json().path("clusters"))
        .hasSize(1);
  }

  @Test
  @Proves(199)
  @Shows("C-21")
  void thereIsNothingToCleanUp() {
    Answer nothing =
        server.send(
            "POST",
            "/workers/cleanup",
            "{\"host\": \"clinker@b1\", \"resource_type\": \"volume\", \"is_up\": \"no\"}");
    assertThat(nothing.status()).isEqualTo(202);
    assertThat(nothing.json().path("cleaning")).isEmpty();
    assertThat(nothing.json().path("unavailable")).isEmpty();

    assertThat(cleanup("{\"resource_type\": \"Backup\"}").message())
        .isEqualTo(
            "Invalid input received: Resource type Backup not valid, must be Snapshot or Volume");
    assertThat(cleanup("{\"resource_id\": \"%s\"}".formatted(ID)).message())
        .contains("There is no resource with UUID " + ID + " pending cleanup.");
    assertThat(cleanup("{\"binary\": \"cinder-backup\"}").status()).isEqualTo(400);
    assertThat(cleanup("{\"resource_id\": \"x\"}").message()).contains("resource_id");
  }

  @Test
  void aNodeIsDrainedWhenItHasHeardTheOrderAndNothingRuns() {
    Answer order =
        server.send("POST", "/nodes/n2/action", "{\"drain\": {\"deadline_seconds\": 5}}");

    assertThat(order.status()).isEqualTo(202);
    assertThat(node("n2").path("status").asText()).isEqualTo("draining");
    assertThat(node("n2").path("deadline_seconds").asInt()).isEqualTo(5);
    registry.beat(announcement("n2"), registry.orders("n2").node().turn(), 2, 40L);
    assertThat(node("n2").path("status").asText()).isEqualTo("draining");
    assertThat(node("n2").path("calls_left").asInt()).isEqualTo(2);
    assertThat(node("n2").path("estimate_seconds").asInt()).isEqualTo(40);
    registry.beat(announcement("n2"), registry.orders("n2").node().turn(), 0, 0L);
    assertThat(node("n2").path("status").asText()).isEqualTo("drained");
    assertThat(services("?binary=cinder-scheduler&host=n2").get(0).path("status").asText())
        .isEqualTo("disabled");

    Answer last = server.send("POST", "/nodes/n1/action", "{\"drain\": {}}");
    assertThat(last.status()).isEqualTo(409);
    assertThat(last.message()).contains("last live one with the role engine");
    assertThat(server.send("POST", "/nodes/n1/action", "{\"drain\": {\"force\": true}}").status())
        .isEqualTo(202);
    server.send("POST", "/nodes/n2/action", "{\"undrain\": {}}");
    assertThat(node("n2").path("status").asText()).isEqualTo("enabled");
    assertThat(server.send("POST", "/nodes/none/action", "{\"drain\": {}}").status())
        .isEqualTo(404);
    assertThat(server.send("POST", "/nodes/n2/action", "{\"explode\": {}}").status())
        .isEqualTo(400);
    assertThat(
            server
                .send("POST", "/nodes/n2/action", "{\"drain\": {\"deadline_seconds\": -1}}")
                .message())
        .contains("deadline_seconds");
  }

  @Test
  void theLastNodeOfABackendIsNotDrainedByMistake() {
    registry.report(standing("b1", "n1", "no path", 0));

    Answer refused = server.send("POST", "/nodes/n2/action", "{\"drain\": {}}");

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.message()).contains("last live one that serves backend b1");
  }

  @Test
  void aBackendIsDrainedWhenNoNodeCallsIt() {
    server.send("POST", "/backends/b1/action", "{\"drain\": {}}");
    assertThat(backendShown().path("status").asText()).isEqualTo("draining");
    assertThat(backendShown().path("calls_left").asInt()).isEqualTo(6);

    registry.report(standing("b1", "n1", "the backend is drained", 0));
    registry.report(standing("b1", "n2", "the backend is drained", 1));
    assertThat(backendShown().path("status").asText()).isEqualTo("draining");
    registry.report(standing("b1", "n2", "the backend is drained", 0));
    assertThat(backendShown().path("status").asText()).isEqualTo("drained");
    assertThat(backendShown().path("nodes").get(0).path("reason").asText())
        .isEqualTo("the backend is drained");

    server.send("POST", "/backends/b1/action", "{\"undrain\": {}}");
    assertThat(backendShown().path("status").asText()).isEqualTo("enabled");
    assertThat(server.send("POST", "/backends/none/action", "{\"drain\": {}}").status())
        .isEqualTo(404);
  }

  private static JsonNode services(String query) {
    return server.get("/os-services" + query).json().path("services");
  }

  private static Answer cleanup(String body) {
    return server.send("POST", "/workers/cleanup", body);
  }

  private static JsonNode logs(String body) {
    return server.send("PUT", "/os-services/get-log", body).json().path("log_levels");
  }

  private static Answer setLog(String body) {
    return server.send("PUT", "/os-services/set-log", body);
  }

  private static JsonNode node(String name) {
    return server.get("/nodes/" + name).json().path("node");
  }

  private static JsonNode backendShown() {
    return server.get("/backends/b1").json().path("backend");
  }

  private static List<String> names(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).toList();
  }

  private static Announcement announcement(String node) {
    return new Announcement(node, "h-" + node, "api,engine,volume", "test", 1, Vocabulary.own());
  }

  private static Standing standing(
      String backend, String node, @Nullable String reason, int calls) {
    return new Standing(backend, node, "h-" + node, reason, "closed", 8, calls, 0, 10L);
  }

  private static NodeRegistry.Backend backend(String name) {
    return new NodeRegistry.Backend(
        name,
        "test",
        "nova",
        0,
        1,
        new DriverDescription(
            "test",
            "test",
            "1",
            Set.of(),
            Set.of(),
            FenceMechanism.OWNER_PROCESS,
            StorageProtocol.NBD,
            Set.of(StorageProtocol.NBD),
            8,
            false));
  }
}

package io.clinker.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.clinker.api.ApiServer.Answer;
import io.clinker.store.VolumeRow;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the installation tells of itself, and the messages and limits of a project. */
class InstallationApiTest {
  private static final String POOLS = "/scheduler-stats/get_pools";
  private static final String OTHER = "ffffffffffffffffffffffffffffffff";

  @AutoClose private static final ApiServer server = new ApiServer();
  private final Rows rows = new Rows(server);

  @BeforeEach
  void installation() {
    for (String table :
        List.of(
            "snapshot",
            "volume",
            "message",
            "backend",
            "pool",
            "node",
            "quota_limit",
            "quota_class_limit")) {
      server.database().run("delete from " + table);
    }
    server
        .database()
        .run(
            """
            insert into backend (name, driver, vendor, driver_version, availability_zone,
              default_protocol, protocols, capabilities, serial_sections, host_bound, created_at,
              updated_at)
            values ('file', 'file', 'Clinker', '1', 'nova', 'nbd', 'nbd,iSCSI', '', '', true, now(6),
              now(6))
            """);
    server
        .database()
        .run(
            """
            insert into pool (backend, name, total_gib, free_gib, updated_at)
            values ('file', 'default', 100, 90, now(6))
            """);
    server
        .database()
        .run(
            """
            insert into node (name, host, roles, build, workflow_version, heartbeat, started_at,
              updated_at)
            values ('n1', 'h1', 'api,engine', 'b', 1, 1, now(6), now(6))
            """);
  }

  private static List<String> members(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).toList();
  }

  @Test
  @Proves({5, 6})
  void extensionsAreListed() {
    JsonNode all = server.at("3.0", "GET", "/extensions", "").json().path("extensions");
    assertThat(all).hasSize(32);
    assertThat(all.findValuesAsText("name")).contains("Hosts");
    assertThat(members(all.path(0)))
        .containsExactlyInAnyOrder("name", "alias", "description", "updated", "links");
    assertThat(server.get("/extensions/os-hosts").json().path("extension").path("name").asText())
        .isEqualTo("Hosts");
    assertThat(server.get("/extensions/nothing").status()).isEqualTo(404);
  }

  @Test
  @Proves({1, 2, 3, 4})
  void versionsAreFound() {
    assertThat(server.raw("GET", "/", "").status()).isEqualTo(300);
    Answer v3 = server.raw("GET", "/v3/", "", "X-Auth-Token", "u1:" + ApiServer.PROJECT);
    assertThat(v3.status()).isEqualTo(200);
    assertThat(v3.json().path("versions").path(0).path("version").asText()).isEqualTo("3.71");
    Answer moved = server.raw("GET", "/v3", "", "X-Auth-Token", "u1:" + ApiServer.PROJECT);
    assertThat(moved.status()).isEqualTo(302);
    assertThat(moved.header("Location")).endsWith("/v3/");
    assertThat(server.raw("GET", "/healthcheck", "").text()).isEqualTo("OK");
  }

  @Test
  @Proves({7})
  void filtersAreListed() {
    JsonNode all = server.at("3.33", "GET", "/resource_filters", "").json();
    assertThat(all.path("resource_filters").findValuesAsText("resource"))
        .contains("volume", "snapshot", "attachment", "message", "pool", "volume_type");
    JsonNode one =
        server.get("/resource_filters?resource=attachment").json().path("resource_filters");
    assertThat(one).hasSize(1);
    assertThat(one.path(0).path("filters").toString())
        .isEqualTo("[\"volume_id\",\"status\",\"instance_id\",\"attach_status\"]");
    assertThat(server.get("/resource_filters?resource=x").text())
        .isEqualTo("{\"resource_filters\":[]}");
  }

  @Test
  @Proves({8})
  void zonesAreThoseOfTheBackends() {
    assertThat(server.at("3.0", "GET", "/os-availability-zone", "").text())
        .isEqualTo(
            "{\"availabilityZoneInfo\":[{\"zoneName\":\"nova\",\"zoneState\":{\"available\":true}}]}");
    server.database().run("update backend set disabled = 1");
    assertThat(server.get("/os-availability-zone").text()).contains("\"available\":false");
  }

  @Test
  @Proves({9})
  void limitsAreTheProjects() {
    rows.inserted(rows.volume("one", 0, "available", "detached"));
    JsonNode absolute =
        server
            .as(ApiServer.PROJECT, "reader", "3.0", "GET", "/limits", "")
            .json()
            .path("limits")
            .path("absolute");
    assertThat(members(absolute))
        .containsExactlyInAnyOrder(
            "maxTotalVolumes",
            "maxTotalSnapshots",
            "maxTotalVolumeGigabytes",
            "maxTotalBackups",
            "maxTotalBackupGigabytes",
            "totalVolumesUsed",
            "totalGigabytesUsed",
            "totalSnapshotsUsed",
            "totalBackupsUsed",
            "totalBackupGigabytesUsed");
    assertThat(absolute.path("totalVolumesUsed").asInt()).isEqualTo(1);
    for (String name : List.of("project_id", "tenant_id")) {
      assertThat(used(OTHER, "admin", "3.39", name)).as(name).isEqualTo(1);
      assertThat(used(OTHER, "admin", "3.38", name)).as(name).isZero();
      assertThat(used(OTHER, "member", "3.39", name)).as(name).isZero();
    }
    assertThat(used(OTHER, "admin", "3.39", "tenant_id=" + OTHER + "&project_id")).isEqualTo(1);
  }

  private static int used(String project, String role, String version, String name) {
    return server
        .as(project, role, version, "GET", "/limits?" + name + "=" + ApiServer.PROJECT, "")
        .json()
        .path("limits")
        .path("absolute")
        .path("totalVolumesUsed")
        .asInt();
  }

  @Test
  @Proves({162, 163})
  void theDefaultClassAppliesToEveryProject() {
    Answer set =
        server.at(
            "3.0",
            "PUT",
            "/os-quota-class-sets/default",
            "{\"quota_class_set\":{\"volumes\":\"7\"}}");
    assertThat(set.status()).as(set.text()).isEqualTo(200);
    assertThat(set.json().path("quota_class_set").has("id")).isFalse();
    JsonNode shown = server.get("/os-quota-class-sets/default").json().path("quota_class_set");
    assertThat(shown.path("id").asText()).isEqualTo("default");
    assertThat(shown.path("volumes").asInt()).isEqualTo(7);
    assertThat(shown.path("snapshots").asInt()).isEqualTo(10);
    assertThat(
            server
                .as(OTHER, "member", "3.0", "GET", "/limits", "")
                .json()
                .findValue("maxTotalVolumes")
                .asInt())
        .isEqualTo(7);
    server.send("PUT", "/os-quota-class-sets/other", "{\"quota_class_set\":{\"snapshots\":\"3\"}}");
    JsonNode other = server.get("/os-quota-class-sets/other").json().path("quota_class_set");
    assertThat(other.path("volumes").asInt()).isEqualTo(7);
    assertThat(other.path("snapshots").asInt()).isEqualTo(3);
    for (String body :
        List.of(
            "{\"quota_class_set\":{\"volumez\":7}}",
            "{\"quota_class_set\":{\"tenant_id\":\"x\",\"volumes\":7}}",
            "{\"quota_class_set\":{\"id\":\"x\",\"volumes\":7}}",
            "{\"quota_class_set\":{\"volumes\":-2}}",
            "{\"quota_class_set\":{\"volumes\":\"many\"}}",
            "{}")) {
      assertThat(server.send("PUT", "/os-quota-class-sets/default", body).status())
          .as(body)
          .isEqualTo(400);
    }
    assertThat(
            server.as(OTHER, "member", "3.0", "GET", "/os-quota-class-sets/default", "").status())
        .isEqualTo(403);
  }

  @Test
  @Proves({174, 175})
  void hostsTellWhatIsOnThem() {
    VolumeRow volume = rows.inserted(rows.volume("one", 0, "available", "detached"));
    rows.insertedSnapshot(volume, "available");
    rows.inserted(rows.volume("two", 0, "available", "detached"));
    JsonNode hosts = server.at("3.0", "GET", "/os-hosts", "").json().path("hosts");
    assertThat(hosts).hasSize(2);
    assertThat(members(hosts.path(0)))
        .containsExactlyInAnyOrder(
            "host_name", "service", "zone", "service-status", "service-state", "last-update");
    assertThat(hosts.findValuesAsText("service"))
        .containsExactly("cinder-volume", "cinder-scheduler");

    JsonNode host = server.get("/os-hosts/clinker@file").json().path("host");
    assertThat(host).hasSize(2);
    assertThat(host.path(0).path("resource").toString())
        .isEqualTo(
            "{\"host\":\"clinker@file\",\"project\":\"(total)\",\"volume_count\":\"2\","
                + "\"total_volume_gb\":\"2\",\"snapshot_count\":\"1\",\"total_snapshot_gb\":\"1\"}");
    assertThat(host.path(1).path("resource").path("project").asText()).isEqualTo(ApiServer.PROJECT);
    assertThat(server.get("/os-hosts/n1").json().path("host")).hasSize(1);
    assertThat(server.get("/os-hosts/nowhere").status()).isEqualTo(404);
    assertThat(server.as(OTHER, "member", "3.0", "GET", "/os-hosts", "").status()).isEqualTo(403);
  }

  @Test
  @Proves({177})
  void poolsAreFilteredByTypeAndByWhatIsShownOfThem() {
    server
        .database()
        .run(
            "insert into volume_type (id, name, is_public, extra_specs, created_at) values"
                + " ('here', 'here', true, '{\"volume_backend_name\":\"file\"}', now(6)),"
                + " ('there', 'there', true, '{\"volume_backend_name\":\"another\"}', now(6))");
    assertThat(pools("3.35", "volume_type=here")).contains("clinker@file#default");
    assertThat(pools("3.35", "volume_type=there")).isEmpty();
    assertThat(pools("3.34", "volume_type=there")).contains("clinker@file#default");
    assertThat(server.at("3.35", "GET", POOLS + "?volume_type=x", "").status()).isEqualTo(404);

    assertThat(pools("3.28", "volume_backend_name=file")).containsExactly("clinker@file#default");
    assertThat(pools("3.28", "volume_backend_name=file&multiattach=yes")).hasSize(1);
    assertThat(pools("3.28", "volume_backend_name=file&multiattach=no")).isEmpty();
    assertThat(pools("3.28", "name=clinker@file%23default&pool_name=default")).hasSize(1);
    assertThat(pools("3.28", "unheard_of=x")).isEmpty();
    assertThat(pools("3.27", "unheard_of=x")).contains("clinker@file#default");
  }

  private static List<String> pools(String version, String query) {
    return server
        .at(version, "GET", POOLS + "?" + query, "")
        .json()
        .path("pools")
        .findValuesAsText("name");
  }

  @Test
  @Proves({177, 178})
  void capabilitiesAreThoseOfThePool() {
    JsonNode pool =
        server.get("/scheduler-stats/get_pools?detail=True").json().path("pools").path(0);
    JsonNode capabilities = server.at("3.0", "GET", "/capabilities/clinker@file", "").json();
    assertThat(members(capabilities))
        .containsExactlyInAnyOrder(
            "namespace",
            "vendor_name",
            "volume_backend_name",
            "pool_name",
            "driver_version",
            "storage_protocol",
            "display_name",
            "description",
            "visibility",
            "replication_targets",
            "properties");
    for (String member : List.of("vendor_name", "volume_backend_name", "storage_protocol")) {
      assertThat(capabilities.path(member)).isEqualTo(pool.path("capabilities").path(member));
    }
    assertThat(pool.path("name").asText()).isEqualTo("clinker@file#default");
    assertThat(server.get("/capabilities/nowhere@x").status()).isEqualTo(404);
    assertThat(server.get("/capabilities/clinker@x").status()).isEqualTo(404);
    assertThat(server.as(OTHER, "member", "3.0", "GET", "/capabilities/clinker@file", "").status())
        .isEqualTo(403);
  }

  @Test
  @Proves({179, 180, 181})
  void messagesAreTheProjects() {
    for (int number = 0; number < 3; number++) {
      server
          .database()
          .run(
              """
              insert into message (id, project_id, request_id, resource_type, resource_id,
                action_id, detail_id, created_at, expires_at)
              values ('00000000-0000-4000-8000-00000000000%1$d', '%2$s', 'req-%1$d', 'VOLUME',
                '00000000-0000-4000-8000-0000000000a%1$d', '001', '003',
                '2026-11-22 10:00:0%1$d', '2026-12-22 10:00:0%1$d')
              """
                  .formatted(number, ApiServer.PROJECT));
    }
    assertThat(requests("3.3", "/messages?limit=1")).containsExactly("req-2", "req-1", "req-0");
    assertThat(requests("3.5", "/messages?limit=1")).containsExactly("req-2");
    assertThat(requests("3.5", "/messages?request_id=req-1")).containsExactly("req-1");
    assertThat(requests("3.5", "/messages?event_id=VOLUME_VOLUME_001_003")).hasSize(3);
    assertThat(requests("3.5", "/messages?sort=created_at:asc")).startsWith("req-0");
    Answer page = server.as(ApiServer.PROJECT, "reader", "3.5", "GET", "/messages?limit=1", "");
    assertThat(page.json().path("messages_links")).hasSize(1);
    assertThat(members(page.json().path("messages").path(0)))
        .containsExactlyInAnyOrder(
            "id",
            "event_id",
            "user_message",
            "message_level",
            "created_at",
            "guaranteed_until",
            "request_id",
            "links",
            "resource_type",
            "resource_uuid");

    for (String key : List.of("request_id", "message_level")) {
      assertThat(requests("3.5", "/messages?limit=2&sort=" + key + ":asc"))
          .containsExactly("req-0", "req-1");
      String second = "&marker=00000000-0000-4000-8000-000000000001";
      assertThat(requests("3.5", "/messages?limit=2&sort=" + key + ":asc" + second))
          .containsExactly("req-2");
    }
    String ofProject = "/messages?project_id=" + ApiServer.PROJECT;
    for (String more : List.of("", "&all_tenants=1")) {
      assertThat(
              server.as(OTHER, "admin", "3.5", "GET", ofProject + more, "").json().path("messages"))
          .hasSize(3);
    }
    assertThat(server.as(OTHER, "member", "3.5", "GET", ofProject, "").json().path("messages"))
        .isEmpty();
    assertThat(requests("3.5", "/messages?project_id=" + OTHER)).hasSize(3);

    String path = "/messages/00000000-0000-4000-8000-000000000001";
    assertThat(server.get(path).json().path("message").path("user_message").asText())
        .isEqualTo("schedule allocate volume:Could not find any available weighted backend.");
    server.database().run("update message set action_id = '002', detail_id = '021'");
    assertThat(server.get(path).json().at("/message/user_message").asText())
        .isEqualTo("attach volume:Failed to attach volume.");
    assertThat(server.as(OTHER, "member", "3.3", "GET", path, "").status()).isEqualTo(404);
    assertThat(server.as(OTHER, "member", "3.3", "DELETE", path, "").status()).isEqualTo(404);
    assertThat(server.as(ApiServer.PROJECT, "reader", "3.3", "DELETE", path, "").status())
        .isEqualTo(403);
    assertThat(server.send("DELETE", path, "").status()).isEqualTo(204);
    assertThat(server.get(path).status()).isEqualTo(404);
  }

  private static List<String> requests(String version, String path) {
    return server
        .as(ApiServer.PROJECT, "member", version, "GET", path, "")
        .json()
        .findValuesAsText("request_id");
  }

  @Test
  @Proves({50, 51, 53, 54})
  void snapshotsHaveTheMembersOfTheirVersion() {
    VolumeRow volume = rows.inserted(rows.volume("one", 0, "available", "detached"));
    String id = rows.insertedSnapshot(volume, "available").id().value();
    List<String> summary =
        List.of(
            "id",
            "created_at",
            "updated_at",
            "name",
            "description",
            "volume_id",
            "status",
            "size",
            "metadata");
    assertThat(members(server.at("3.0", "GET", "/snapshots", "").json().path("snapshots").path(0)))
        .containsExactlyInAnyOrderElementsOf(summary);
    List<String> detail = new java.util.ArrayList<>(summary);
    detail.add("os-extended-snapshot-attributes:project_id");
    detail.add("os-extended-snapshot-attributes:progress");
    for (Map.Entry<Integer, String> added :
        List.of(
            Map.entry(0, ""),
            Map.entry(14, "group_snapshot_id"),
            Map.entry(41, "user_id"),
            Map.entry(65, "consumes_quota"))) {
      if (added.getKey() > 0) {
        detail.add(added.getValue());
      }
      String version = "3." + added.getKey();
      assertThat(
              members(
                  server
                      .at(version, "GET", "/snapshots/detail", "")
                      .json()
                      .path("snapshots")
                      .path(0)))
          .as(version)
          .containsExactlyInAnyOrderElementsOf(detail);
      assertThat(members(server.at(version, "GET", "/snapshots/" + id, "").json().path("snapshot")))
          .as(version)
          .containsExactlyInAnyOrderElementsOf(detail);
    }
    assertThat(
            server
                .send("PUT", "/snapshots/" + id, "{\"snapshot\":{\"name\":\" n \"}}")
                .json()
                .path("snapshot")
                .path("name")
                .asText())
        .isEqualTo("n");
    assertThat(server.send("PUT", "/snapshots/" + id, "{\"snapshot\":{}}").status()).isEqualTo(400);
    assertThat(server.as(OTHER, "member", "3.0", "GET", "/snapshots/" + id, "").status())
        .isEqualTo(404);
  }
}

package io.clinker.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.clinker.api.Proves;
import io.clinker.chaos.ComputeDouble;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands of people who know Cinder, typed into the clients that they know. What is run here
 * is what the documentation shows.
 */
@Timeout(600)
@Tag("journey")
class ClientJourneyIT {
  private static final String SERVER = "11111111-1111-1111-1111-111111111111";
  private static final List<String> LATEST = List.of("--os-volume-api-version", "3.71");

  @TempDir static Path folder;

  private static Installation installation;
  private static Cloud cloud;
  private static ComputeDouble compute;
  private static CommandLine clients;

  @BeforeAll
  static void start() throws Exception {
    compute = ComputeDouble.start();
    installation = Installation.start(folder);
    cloud = new Cloud(installation.api());
    clients =
        CommandLine.ofEnvironment(installation.api(), compute.address(), Cloud.PROJECT, folder);
  }

  @AfterAll
  static void stop() throws Exception {
    compute.close();
    if (installation != null) {
      try {
        cloud.close();
        installation.check();
      } finally {
        installation.close();
      }
    }
  }

  @Test
  @Proves({10, 11, 13, 14, 15, 16, 25, 41, 51, 52, 55})
  void openstackLeadsAVolumeThroughItsLife() throws Exception {
    String volume =
        clients
            .openstackJson("volume", "create", "--size", "1", "--property", "tier=gold", "disk")
            .path("id")
            .asText();
    cloud.await("volume", volume, "available");
    assertThat(clients.openstackJson("volume", "show", "disk").path("properties"))
        .hasToString("{\"tier\":\"gold\"}");
    clients.openstack("volume", "set", "--name", "disk-1", "--property", "owner=us", "disk");
    clients.openstack("volume", "unset", "--property", "tier", "disk-1");
    clients.openstack("volume", "set", "--size", "2", "disk-1");
    cloud.await("volume", volume, "available");
    JsonNode shown = clients.openstackJson("volume", "show", "disk-1");
    assertThat(shown.path("size").asInt()).isEqualTo(2);
    assertThat(shown.path("properties")).hasToString("{\"owner\":\"us\"}");

    String snapshot =
        clients
            .openstackJson("volume", "snapshot", "create", "--volume", "disk-1", "before")
            .path("id")
            .asText();
    cloud.await("snapshot", snapshot, "available");
    String ofSnapshot =
        clients
            .openstackJson("volume", "create", "--snapshot", "before", "--size", "2", "restored")
            .path("id")
            .asText();
    String clone =
        clients
            .openstackJson("volume", "create", "--source", "disk-1", "--size", "2", "clone")
            .path("id")
            .asText();
    cloud.await("volume", ofSnapshot, "available");
    cloud.await("volume", clone, "available");
    clients.openstack("volume", "revert", "before");
    cloud.await("volume", volume, "available");

    assertThat(names(clients.openstackJson("volume", "list")))
        .contains("disk-1", "restored", "clone");
    assertThat(names(clients.openstackJson("volume", "list", "--name", "clone")))
        .containsExactly("clone");
    assertThat(names(clients.openstackJson("volume", "snapshot", "list"))).contains("before");
    assertThat(clients.openstackRefused("volume", "delete", "disk-1")).contains("Invalid volume");

    clients.openstack("volume", "snapshot", "delete", "before");
    awaitGone("snapshot", snapshot);
    for (String each : List.of("disk-1", "restored", "clone")) {
      clients.openstack("volume", "delete", each);
    }
    for (String each : List.of(volume, ofSnapshot, clone)) {
      awaitGone("volume", each);
    }
  }

  @Test
  @Proves({13, 14, 15, 16, 18, 25, 41, 52})
  void cinderLeadsAVolumeThroughItsLife() throws Exception {
    String volume =
        clients.cinderRecord("create", "--name", "plate", "--metadata", "tier=gold", "1").get("id");
    cloud.await("volume", volume, "available");
    assertThat(clients.cinderRecord("show", "plate"))
        .containsEntry("id", volume)
        .containsEntry("size", "1")
        .containsEntry("metadata", "tier : gold");
    clients.cinder("metadata", "plate", "set", "owner=us");
    clients.cinder("rename", "plate", "plate-1");
    clients.cinder("extend", "plate-1", "2");
    cloud.await("volume", volume, "available");
    assertThat(clients.cinderRecord("show", "plate-1")).containsEntry("size", "2");

    String snapshot =
        clients.cinderRecord("snapshot-create", "--name", "earlier", "plate-1").get("id");
    cloud.await("snapshot", snapshot, "available");
    String ofSnapshot =
        clients.cinderRecord("create", "--snapshot-id", snapshot, "--name", "again").get("id");
    String clone =
        clients.cinderRecord("create", "--source-volid", volume, "--name", "double").get("id");
    cloud.await("volume", ofSnapshot, "available");
    cloud.await("volume", clone, "available");
    clients.cinder("revert-to-snapshot", "earlier");
    cloud.await("volume", volume, "available");
    assertThat(clients.cinder("list")).anySatisfy(row -> assertThat(row).contains("double"));
    assertThat(clients.cinder("snapshot-list"))
        .anySatisfy(row -> assertThat(row).contains("earlier"));

    clients.cinder("delete", "again", "double");
    clients.cinder("delete", "--cascade", "plate-1");
    for (String each : List.of(volume, ofSnapshot, clone)) {
      awaitGone("volume", each);
    }
  }

  @Test
  @Proves({66, 68, 69, 70, 71, 72})
  void aVolumeIsAttachedUsedAndDetached() throws Exception {
    String volume =
        clients.openstackJson("volume", "create", "--size", "1", "used").path("id").asText();
    cloud.await("volume", volume, "available");

    String attachment = clients.cinderRecord("attachment-create", volume, SERVER).get("id");
    assertThat(status(volume)).isEqualTo("reserved");
    JsonNode connection =
        clients
            .openstackJson(
                "volume",
                "attachment",
                "set",
                "--host",
                "client",
                "--ip",
                "127.0.0.1",
                "--initiator",
                Cloud.INITIATOR,
                "--mountpoint",
                "/dev/vdb",
                attachment)
            .path("Properties");
    assertThat(connection.path("driver_volume_type").asText()).isEqualTo("nbd");
    clients.openstack("volume", "attachment", "complete", attachment);

    assertThat(status(volume)).isEqualTo("in-use");
    JsonNode shown = clients.openstackJson("volume", "show", "used").path("attachments");
    assertThat(shown).hasSize(1);
    assertThat(shown.get(0).path("server_id").asText()).isEqualTo(SERVER);
    assertThat(shown.get(0).path("device").asText()).isEqualTo("/dev/vdb");
    assertThat(clients.openstackJson("volume", "attachment", "list").findValuesAsText("ID"))
        .contains(attachment);
    clients.openstack("volume", "set", "--size", "2", "used");
    cloud.await("volume", volume, "in-use");
    assertThat(clients.openstackRefused("volume", "delete", "used")).contains("Invalid volume");

    clients.openstack("volume", "attachment", "delete", attachment);
    assertThat(status(volume)).isEqualTo("available");

    String second =
        clients
            .openstackJson(
                "volume",
                "attachment",
                "create",
                "--server",
                SERVER,
                "--connect",
                "--host",
                "client",
                "--ip",
                "127.0.0.1",
                "--initiator",
                Cloud.INITIATOR,
                "used")
            .path("ID")
            .asText();
    clients.cinder("attachment-complete", second);
    assertThat(clients.cinderRecord("show", "used"))
        .containsEntry("status", "in-use")
        .containsEntry("size", "2");
    clients.cinder("attachment-delete", second);
    clients.cinder("delete", "used");
    awaitGone("volume", volume);
  }

  @Test
  @Proves({73, 74, 76, 80, 83})
  void typesChooseAndBound() throws Exception {
    clients.openstack(
        "volume", "type", "create", "--property", "multiattach=<is> True", "shared-disk");
    clients.openstack("volume", "type", "set", "--property", "storage_protocol=nbd", "shared-disk");
    assertThat(clients.openstackJson("volume", "type", "show", "shared-disk").path("properties"))
        .hasToString("{\"multiattach\":\"<is> True\",\"storage_protocol\":\"nbd\"}");
    clients.cinder("type-key", "shared-disk", "unset", "storage_protocol");
    assertThat(names(clients.openstackJson("volume", "type", "list"))).contains("shared-disk");

    String volume =
        clients
            .openstackJson("volume", "create", "--size", "1", "--type", "shared-disk", "shared")
            .path("id")
            .asText();
    cloud.await("volume", volume, "available");
    assertThat(clients.openstackJson("volume", "show", "shared").path("multiattach").asBoolean())
        .isTrue();
    String first = clients.cinderRecord("attachment-create", volume, SERVER).get("id");
    clients.cinder("attachment-complete", first);
    String second =
        clients.cinderRecord("attachment-create", volume, UUID.randomUUID().toString()).get("id");
    clients.cinder("attachment-delete", first);
    clients.cinder("attachment-delete", second);
    clients.openstack("volume", "delete", "shared");
    awaitGone("volume", volume);
    clients.openstack("volume", "type", "delete", "shared-disk");
  }

  @Test
  @Proves({158, 159, 160, 179})
  void quotasBoundAndFailuresAreExplained() throws Exception {
    Map<String, String> before = clients.cinderRecord("quota-show", Cloud.PROJECT);
    assertThat(clients.cinderRecord("quota-update", "--per-volume-gigabytes", "5", Cloud.PROJECT))
        .containsEntry("per_volume_gigabytes", "5");
    assertThat(clients.cinderRecord("quota-show", Cloud.PROJECT))
        .containsEntry("per_volume_gigabytes", "5")
        .containsEntry("volumes", before.get("volumes"));
    assertThat(clients.cinderRecord("quota-defaults", Cloud.PROJECT))
        .containsEntry("per_volume_gigabytes", "-1");
    assertThat(clients.openstackRefused("volume", "create", "--size", "6", "too-large"))
        .contains("413")
        .contains("maximum allowed limit 5G");
    clients.cinder("quota-update", "--per-volume-gigabytes", "-1", Cloud.PROJECT);

    clients.openstack(
        "volume", "type", "create", "--property", "volume_backend_name=elsewhere", "nowhere");
    String hopeless =
        clients
            .openstackJson("volume", "create", "--size", "1", "--type", "nowhere", "hopeless")
            .path("id")
            .asText();
    cloud.awaitAny("volume", hopeless, "error");
    assertThat(
            clients
                .openstackJson(latest("volume", "message", "list"))
                .findValuesAsText("Resource UUID"))
        .contains(hopeless);
    assertThat(clients.cinder("message-list"))
        .anySatisfy(row -> assertThat(row).contains(hopeless));
    clients.openstack("volume", "delete", "hopeless");
    awaitGone("volume", hopeless);
  }

  @Test
  @Proves({8, 9, 12, 164, 177})
  void theInstallationShowsItself() throws Exception {
    assertThat(clients.openstackJson("volume", "service", "list"))
        .anySatisfy(
            service -> {
              assertThat(service.path("Binary").asText()).isEqualTo("cinder-volume");
              assertThat(service.path("State").asText()).isEqualTo("up");
            });
    assertThat(clients.cinder("service-list")).isNotEmpty();
    JsonNode pools = clients.openstackJson("volume", "backend", "pool", "list", "--long");
    assertThat(pools.findValuesAsText("Name")).hasSize(1).allMatch(name -> name.contains("@file#"));
    assertThat(clients.cinder("get-pools", "--detail")).isNotEmpty();
    assertThat(clients.openstackJson("availability", "zone", "list", "--volume"))
        .allSatisfy(zone -> assertThat(zone.path("Zone Status").asText()).isEqualTo("available"));
    assertThat(clients.cinder("availability-zone-list"))
        .containsExactly(List.of("nova", "available"));
    assertThat(clients.cinderRecord("absolute-limits")).containsEntry("maxTotalVolumes", "10");
    assertThat(clients.openstackJson("volume", "summary").has("Total Count")).isTrue();
  }

  @Test
  @Proves({42, 43, 62, 64})
  void anAdministratorSetsStatusesAndDeletesByForce() throws Exception {
    String volume =
        clients.openstackJson("volume", "create", "--size", "1", "broken").path("id").asText();
    cloud.await("volume", volume, "available");
    clients.openstack("volume", "set", "--state", "error", "broken");
    cloud.awaitAny("volume", volume, "error");
    clients.cinder("reset-state", "--state", "available", "broken");
    cloud.await("volume", volume, "available");
    String snapshot =
        clients
            .openstackJson("volume", "snapshot", "create", "--volume", "broken", "half")
            .path("id")
            .asText();
    cloud.await("snapshot", snapshot, "available");
    clients.openstack("volume", "snapshot", "set", "--state", "error", "half");
    cloud.awaitAny("snapshot", snapshot, "error");
    clients.openstack("volume", "snapshot", "delete", "--force", "half");
    awaitGone("snapshot", snapshot);
    clients.cinder("reset-state", "--state", "error", "broken");
    cloud.awaitAny("volume", volume, "error");
    clients.openstack("volume", "delete", "--force", "broken");
    awaitGone("volume", volume);
  }

  @Test
  void theSdkWaits() throws Exception {
    assertThat(clients.python(program("waits.py"))).contains("available", "gone");
  }

  @Test
  @Proves({29, 30, 31, 32, 33, 34, 35, 36, 44})
  void programsOlderThanTheAttachmentsApiAttachAndDetach() throws Exception {
    assertThat(clients.python(program("older_attach.py")))
        .contains("attached to " + SERVER, "detached");
  }

  private static Path program(String name) throws Exception {
    Path program = folder.resolve(name);
    try (var text = ClientJourneyIT.class.getResourceAsStream("/clients/" + name)) {
      Files.write(program, text.readAllBytes());
    }
    return program;
  }

  private static String status(String volume) {
    return cloud.show("volume", volume).path("status").asText();
  }

  private static List<String> names(JsonNode rows) {
    return rows.findValuesAsText("Name");
  }

  private static String[] latest(String... command) {
    return java.util.stream.Stream.concat(LATEST.stream(), List.of(command).stream())
        .toArray(String[]::new);
  }

  private static void awaitGone(String kind, String id) throws InterruptedException {
    cloud.awaitAny(kind, id, "");
  }
}

package io.clinker.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.clinker.api.Proves;
import io.clinker.chaos.ComputeDouble;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands for what is only written down: types, QoS specs, group types, transfers, flags. */
@Timeout(600)
@Tag("journey")
class RecordsJourneyIT {
  private static final String OTHER = "ffffffffffffffffffffffffffffffff";

  @TempDir static Path folder;

  private static Installation installation;
  private static Cloud cloud;
  private static ComputeDouble compute;
  private static CommandLine clients;
  private static CommandLine others;

  @BeforeAll
  static void start() throws Exception {
    compute = ComputeDouble.start();
    installation = Installation.start(folder);
    cloud = new Cloud(installation.api());
    clients =
        CommandLine.ofEnvironment(installation.api(), compute.address(), Cloud.PROJECT, folder);
    others = CommandLine.ofEnvironment(installation.api(), compute.address(), OTHER, folder);
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

  private static String[] latest(String... command) {
    return Stream.concat(Stream.of("--os-volume-api-version", "3.71"), List.of(command).stream())
        .toArray(String[]::new);
  }

  private static String volume(String name) throws Exception {
    String id = clients.openstackJson("volume", "create", "--size", "1", name).path("id").asText();
    cloud.await("volume", id, "available");
    return id;
  }

  @Test
  @Proves({73, 74, 76, 77, 78, 79, 80, 82, 83, 84, 85, 86, 87, 89, 90, 91})
  void typesAreKept() throws Exception {
    clients.openstack(
        "volume",
        "type",
        "create",
        "--private",
        "--encryption-provider",
        "luks",
        "--encryption-cipher",
        "aes-xts-plain64",
        "--encryption-key-size",
        "256",
        "--encryption-control-location",
        "front-end",
        "secret");
    JsonNode shown = clients.openstackJson("volume", "type", "show", "--encryption-type", "secret");
    assertThat(shown.path("is_public").asBoolean()).isFalse();
    assertThat(shown.path("encryption").path("provider").asText()).isEqualTo("luks");
    assertThat(clients.openstackRefused("volume", "create", "--size", "1", "--type", "secret", "x"))
        .contains("no key manager");
    clients.openstack("volume", "type", "set", "--encryption-key-size", "512", "secret");
    String id = shown.path("id").asText();
    assertThat(clients.cinder("encryption-type-show", id))
        .anySatisfy(row -> assertThat(row).contains("512"));
    clients.openstack("volume", "type", "unset", "--encryption-type", "secret");

    clients.cinder("type-access-add", "--volume-type", "secret", "--project-id", OTHER);
    assertThat(clients.cinder("type-access-list", "--volume-type", "secret"))
        .anySatisfy(row -> assertThat(row).contains(OTHER));
    clients.cinder("type-access-remove", "--volume-type", "secret", "--project-id", OTHER);
    clients.openstack("volume", "type", "set", "--name", "plain", "--property", "a=1", "secret");
    clients.cinder("type-key", "plain", "unset", "a");
    clients.cinder("type-update", "--is-public", "True", id);
    assertThat(clients.cinder("type-list")).anySatisfy(row -> assertThat(row).contains("plain"));
    clients.openstack("volume", "type", "delete", "plain");
  }

  @Test
  @Proves({75, 92, 93, 94, 95})
  void aProjectHasADefaultType() throws Exception {
    clients.openstack("volume", "type", "create", "usual");
    clients.cinder(latest("default-type-set", "usual", OTHER));
    assertThat(clients.cinder(latest("default-type-list")))
        .anySatisfy(row -> assertThat(row).contains(OTHER));
    assertThat(clients.cinder(latest("default-type-list", "--project-id", OTHER))).isNotEmpty();
    String id = others.openstackJson("volume", "create", "--size", "1", "ours").path("id").asText();
    cloud.awaitAny("volume", id, "available");
    assertThat(others.openstackJson("volume", "show", id).path("type").asText()).isEqualTo("usual");
    assertThat(clients.cinder("type-default"))
        .anySatisfy(row -> assertThat(row).contains("__DEFAULT__"));
    assertThat(clients.openstackRefused("volume", "type", "delete", "usual")).contains("default");
    clients.cinder(latest("default-type-unset", OTHER));
    others.openstack("volume", "delete", id);
    cloud.awaitAny("volume", id, "");
    clients.openstack("volume", "type", "delete", "usual");
  }

  @Test
  @Proves({171, 172, 199})
  void aNodeLogsWhatItIsTold() throws Exception {
    clients.cinder(latest("service-set-log", "DEBUG", "--prefix", "io.clinker.placement"));
    List<List<String>> levels;
    do {
      levels =
          clients.cinder(
              latest(
                  "service-get-log",
                  "--binary",
                  "cinder-volume",
                  "--prefix",
                  "io.clinker.placement"));
      assertThat(levels).isNotEmpty();
    } while (levels.stream().noneMatch(row -> row.contains("DEBUG")));
    clients.cinder(latest("service-set-log", "INFO", "--prefix", "io.clinker.placement"));
    clients.cinder(latest("work-cleanup", "--resource-type", "Volume"));
  }

  @Test
  @Proves({96, 97, 98, 99, 100, 101, 102, 103, 104, 105})
  void qosSpecsAreKept() throws Exception {
    clients.openstack("volume", "type", "create", "followers");
    clients.openstack(
        "volume", "qos", "create", "--consumer", "front-end", "--property", "iops=10", "fast");
    clients.openstack("volume", "qos", "set", "--property", "bps=7", "fast");
    clients.openstack("volume", "qos", "unset", "--property", "iops", "fast");
    clients.openstack("volume", "qos", "associate", "fast", "followers");
    JsonNode shown = clients.openstackJson("volume", "qos", "show", "fast");
    assertThat(shown.path("consumer").asText()).isEqualTo("front-end");
    assertThat(shown.path("properties").toString()).isEqualTo("{\"bps\":\"7\"}");
    assertThat(shown.path("associations").toString()).contains("followers");
    assertThat(clients.openstackJson("volume", "qos", "list").findValuesAsText("Name"))
        .contains("fast");
    assertThat(clients.openstackRefused("volume", "qos", "delete", "fast")).contains("associated");
    clients.openstack("volume", "qos", "disassociate", "--volume-type", "followers", "fast");
    String id = shown.path("id").asText();
    String type = clients.openstackJson("volume", "type", "show", "followers").path("id").asText();
    clients.cinder("qos-associate", id, type);
    assertThat(clients.cinder("qos-get-association", id))
        .anySatisfy(row -> assertThat(row).contains("followers"));
    clients.cinder("qos-disassociate-all", id);
    clients.openstack("volume", "qos", "delete", "fast");
    clients.openstack("volume", "type", "delete", "followers");
  }

  @Test
  @Proves({147, 148, 150, 151, 152, 153, 154, 157})
  void groupTypesAreKept() throws Exception {
    clients.openstack(latest("volume", "group", "type", "create", "sets"));
    clients.openstack(latest("volume", "group", "type", "set", "--description", "many", "sets"));
    clients.openstack(latest("volume", "group", "type", "set", "--property", "k=v", "sets"));
    JsonNode shown = clients.openstackJson(latest("volume", "group", "type", "show", "sets"));
    assertThat(shown.path("Description").asText()).isEqualTo("many");
    assertThat(shown.path("Properties").toString()).contains("k");
    assertThat(
            clients
                .openstackJson(latest("volume", "group", "type", "list"))
                .findValuesAsText("Name"))
        .contains("sets");
    clients.cinder(latest("group-type-key", "sets", "unset", "k"));
    assertThat(clients.cinder(latest("group-specs-list"))).isNotEmpty();
    clients.openstack(latest("volume", "group", "type", "delete", "sets"));
  }

  @Test
  @Proves({117, 119, 120, 121, 122, 123, 125, 126, 127, 128})
  void volumesChangeHands() throws Exception {
    String id = volume("gift");
    String snapshot =
        clients
            .openstackJson("volume", "snapshot", "create", "--volume", "gift", "of-gift")
            .path("id")
            .asText();
    cloud.await("snapshot", snapshot, "available");
    JsonNode offer =
        clients.openstackJson("volume", "transfer", "request", "create", "--name", "here", "gift");
    assertThat(cloud.show("volume", id).path("status").asText()).isEqualTo("awaiting-transfer");
    assertThat(
            clients.openstackJson("volume", "transfer", "request", "list").findValuesAsText("Name"))
        .contains("here");
    assertThat(
            clients
                .openstackJson("volume", "transfer", "request", "show", "here")
                .path("volume_id")
                .asText())
        .isEqualTo(id);
    assertThat(
            others.openstackRefused(
                "volume",
                "transfer",
                "request",
                "accept",
                "--auth-key",
                "0000000000000000",
                offer.path("id").asText()))
        .contains("Invalid auth key");
    others.openstack(
        "volume",
        "transfer",
        "request",
        "accept",
        "--auth-key",
        offer.path("auth_key").asText(),
        offer.path("id").asText());
    assertThat(others.openstackJson("volume", "list").findValuesAsText("ID")).contains(id);
    assertThat(others.openstackJson("volume", "snapshot", "list").findValuesAsText("ID"))
        .contains(snapshot);
    assertThat(clients.openstackJson("volume", "list").findValuesAsText("ID")).doesNotContain(id);

    var back = others.cinderRecord(latest("transfer-create", "--no-snapshots", id));
    assertThat(others.cinder(latest("transfer-list")))
        .anySatisfy(row -> assertThat(row).contains(id));
    assertThat(others.cinderRecord(latest("transfer-show", back.get("id"))))
        .containsEntry("no_snapshots", "True");
    clients.cinder(latest("transfer-accept", back.get("id"), back.get("auth_key")));
    var third = clients.cinderRecord("transfer-create", id);
    clients.cinder("transfer-delete", third.get("id"));
    cloud.await("volume", id, "available");

    others.openstack("volume", "snapshot", "delete", snapshot);
    cloud.awaitAny("snapshot", snapshot, "");
    clients.openstack("volume", "delete", id);
    cloud.awaitAny("volume", id, "");
  }

  @Test
  @Proves({18, 22, 27, 28, 38, 39, 40, 57, 61})
  void flagsAndMetadataAreKept() throws Exception {
    String id = volume("flags");
    clients.openstack(
        "volume", "set", "--bootable", "--read-only", "--image-property", "os=linux", "flags");
    JsonNode shown = clients.openstackJson("volume", "show", "flags");
    assertThat(shown.path("bootable").asText()).isEqualTo("true");
    assertThat(shown.path("volume_image_metadata").toString()).isEqualTo("{\"os\":\"linux\"}");
    assertThat(shown.path("properties").path("readonly").asText()).isEqualTo("True");
    assertThat(clients.cinderRecord("image-metadata-show", id)).containsEntry("os", "linux");
    clients.openstack("volume", "unset", "--image-property", "os", "flags");
    clients.cinder("set-bootable", id, "False");
    clients.cinder("readonly-mode-update", id, "False");
    assertThat(clients.openstackJson("volume", "show", "flags").has("volume_image_metadata"))
        .isFalse();
    clients.cinder("metadata-update-all", id, "a=1", "b=2");
    clients.cinder("metadata", id, "unset", "a");
    assertThat(clients.cinderRecord("metadata-show", id)).containsEntry("b", "2");

    String snapshot =
        clients
            .openstackJson("volume", "snapshot", "create", "--volume", "flags", "of-flags")
            .path("id")
            .asText();
    cloud.await("snapshot", snapshot, "available");
    clients.openstack("volume", "snapshot", "set", "--property", "c=3", "of-flags");
    clients.openstack("volume", "snapshot", "unset", "--property", "c", "of-flags");
    clients.cinder("snapshot-metadata", snapshot, "set", "d=4");
    assertThat(clients.cinderRecord("snapshot-metadata-show", snapshot)).containsEntry("d", "4");
    clients.cinder("delete", "--cascade", id);
    cloud.awaitAny("volume", id, "");
  }

  @Test
  @Proves(26)
  void aVolumeGetsAnotherType() throws Exception {
    for (String name : List.of("bronze", "silver")) {
      clients.openstack("volume", "type", "create", name);
    }
    clients.openstack(
        "volume", "type", "create", "--property", "volume_backend_name=nowhere", "lead");
    String id =
        clients
            .openstackJson("volume", "create", "--size", "1", "--type", "bronze", "metal")
            .path("id")
            .asText();
    cloud.await("volume", id, "available");
    clients.openstack("volume", "set", "--type", "silver", "metal");
    cloud.await("volume", id, "available");
    assertThat(clients.openstackJson("volume", "show", id).path("type").asText())
        .isEqualTo("silver");
    clients.cinder("retype", id, "bronze");
    assertThat(cloud.show("volume", id).path("volume_type").asText()).isEqualTo("bronze");
    assertThat(clients.openstackRefused("volume", "set", "--type", "bronze", id))
        .contains("requested type has to be different");

    clients.openstack("volume", "set", "--type", "lead", "--retype-policy", "on-demand", id);
    cloud.await("volume", id, "available");
    assertThat(cloud.show("volume", id).path("volume_type").asText()).isEqualTo("bronze");
    assertThat(clients.cinder(latest("message-list", "--resource_uuid", id)))
        .anySatisfy(row -> assertThat(row).contains("VOLUME_VOLUME_001_003"));
    clients.openstack("volume", "delete", id);
    cloud.awaitAny("volume", id, "");
    for (String name : List.of("bronze", "silver", "lead")) {
      clients.openstack("volume", "type", "delete", name);
    }
  }

  @Test
  @Proves({49, 182, 183, 184})
  void aVolumeIsLetGoAndTakenOver() throws Exception {
    String id = volume("settled");
    String host = cloud.show("volume", id).path("os-vol-host-attr:host").asText();
    clients.cinder("unmanage", id);
    cloud.awaitAny("volume", id, "");
    String name = "volume-" + id + ".raw";
    assertThat(clients.cinder(latest("manageable-list", host)))
        .anySatisfy(row -> assertThat(row.toString()).contains(name, "True"));
    var managed = clients.cinderRecord(latest("manage", "--name", "back", host, name));
    cloud.await("volume", managed.get("id"), "available");
    assertThat(cloud.show("volume", managed.get("id")).path("size").asInt()).isEqualTo(1);

    clients.openstack("volume", "delete", "--remote", "back");
    cloud.awaitAny("volume", managed.get("id"), "");
    String again =
        clients
            .openstackJson(
                "volume",
                "create",
                "--remote-source",
                "source-name=volume-" + managed.get("id"),
                "--host",
                host,
                "returned")
            .path("id")
            .asText();
    cloud.await("volume", again, "available");
    clients.openstack("volume", "delete", again);
    cloud.awaitAny("volume", again, "");
  }

  @Test
  @Proves({5, 7, 9, 162, 163, 178})
  void theInstallationTellsOfItself() throws Exception {
    assertThat(clients.cinder("list-extensions"))
        .anySatisfy(row -> assertThat(row).contains("Hosts"));
    assertThat(clients.cinder(latest("list-filters"))).isNotEmpty();
    assertThat(clients.cinderRecord("quota-class-show", "default")).containsEntry("volumes", "10");
    clients.cinder("quota-class-update", "default", "--volumes", "11");
    assertThat(others.cinderRecord("absolute-limits")).containsEntry("maxTotalVolumes", "11");
    clients.cinder("quota-class-update", "default", "--volumes", "10");
    assertThat(
            clients
                .openstackJson("volume", "backend", "capability", "show", "clinker@file")
                .isArray())
        .isTrue();
    assertThat(clients.cinder("get-capabilities", "clinker@file")).isNotEmpty();
  }

  @Test
  @Proves({129, 130, 131, 132, 133, 134, 135, 136, 140, 141, 142, 143, 144, 145, 146})
  void groupsAreCopiedAndGoWithTheirVolumes() throws Exception {
    clients.cinder(latest("group-type-create", "together"));
    String group =
        clients
            .openstackJson(
                latest(
                    "volume",
                    "group",
                    "create",
                    "--volume-group-type",
                    "together",
                    "--volume-type",
                    "__DEFAULT__",
                    "--name",
                    "both"))
            .path("ID")
            .asText();
    cloud.await("group", group, "available");
    clients.cinder(
        latest(
            "create",
            "--group-id",
            group,
            "--volume-type",
            "__DEFAULT__",
            "--name",
            "inside",
            "1"));
    String inside = clients.openstackJson("volume", "show", "inside").path("id").asText();
    cloud.await("volume", inside, "available");
    String joined = volume("joined");
    clients.cinder(latest("group-update", "both", "--add-volumes", joined, "--name", "pair"));
    assertThat(clients.cinder(latest("group-show", "--list-volume", "True", "pair")).toString())
        .contains(inside, joined);
    assertThat(clients.openstackRefused("volume", "delete", "joined")).contains("group");

    String snapshot =
        clients
            .openstackJson(
                latest("volume", "group", "snapshot", "create", "pair", "--name", "then"))
            .path("ID")
            .asText();
    cloud.await("group_snapshot", snapshot, "available");
    assertThat(clients.cinder(latest("group-snapshot-list")).toString()).contains(snapshot);
    assertThat(clients.cinder(latest("snapshot-list"))).hasSize(2);
    String copy =
        clients
            .openstackJson(
                latest("volume", "group", "create", "--group-snapshot", "then", "--name", "copy"))
            .path("ID")
            .asText();
    cloud.await("group", copy, "available");
    assertThat(clients.openstackJson(latest("volume", "list"))).hasSize(4);

    clients.cinder(latest("group-list-replication-targets", "copy"));
    clients.cinder(latest("reset-state", "--type", "group", "--state", "error", "copy"));
    clients.cinder(
        latest("reset-state", "--type", "group-snapshot", "--state", "available", "then"));
    clients.cinder(latest("group-delete", "--delete-volumes", "copy"));
    cloud.awaitAny("group", copy, "");
    clients.openstack(latest("volume", "group", "snapshot", "delete", "then"));
    cloud.awaitAny("group_snapshot", snapshot, "");
    clients.cinder(latest("group-update", "pair", "--remove-volumes", joined));
    clients.openstack(latest("volume", "group", "delete", "--force", "pair"));
    cloud.awaitAny("group", group, "");
    cloud.awaitAny("volume", inside, "");
    clients.openstack("volume", "delete", "joined");
    cloud.awaitAny("volume", joined, "");
    clients.cinder(latest("group-type-delete", "together"));
  }
}

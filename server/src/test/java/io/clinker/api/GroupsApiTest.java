package io.clinker.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.clinker.admission.Admission.EngineRun;
import io.clinker.admission.AdmissionService;
import io.clinker.admission.AdmissionSettings;
import io.clinker.api.ApiServer.Answer;
import io.clinker.gateway.OperationGateway.Submission;
import io.clinker.model.ErrorCode;
import io.clinker.operations.Admittance;
import io.clinker.operations.OperationRequest;
import io.clinker.operations.Outcome;
import io.clinker.operations.Plan;
import io.clinker.store.testing.AllUp;
import io.clinker.store.testing.Rig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Groups and group snapshots as clients see them, decided by real admission. */
class GroupsApiTest {
  private static final String NEWEST = "3.71";

  @AutoClose private static final ApiServer server = new ApiServer();

  private final AdmissionService admission =
      new AdmissionService(
          server.database().database(), server.stores(), new AllUp(), AdmissionSettings.standard());

  @BeforeEach
  void begin() {
    for (String table :
        List.of(
            "pin",
            "operation",
            "group_snapshot",
            "volume_group",
            "snapshot",
            "attachment",
            "volume",
            "pool",
            "backend",
            "quota_limit",
            "idempotency")) {
      server.database().run("delete from " + table);
    }
    Rig.backend(
        server.database().database(),
        "b1",
        1000,
        Set.of(io.clinker.driver.Capability.values()),
        Set.of());
    server.gateway().answer(this::decided);
  }

  /** Admits and, where there are steps, says that they have been done. */
  private Submission decided(OperationRequest request) {
    Admittance admittance =
        admission.admit(
            request, new EngineRun(request.resource().workflowId(), "r" + request.operation()));
    return switch (admittance) {
      case Admittance.Admitted admitted -> {
        if (!admitted.ended()) {
          Outcome outcome =
              admitted.plan() instanceof Plan.Hopeless
                  ? new Outcome.Failed(ErrorCode.NO_POOL_FITS, "none")
                  : new Outcome.Succeeded();
          assertThat(admission.settle(admitted.operation(), admitted.run(), outcome, List.of()))
              .isTrue();
        }
        yield new Submission.Accepted(admitted.operation(), admitted.row(), admitted.ended());
      }
      case Admittance.Refused refused -> new Submission.Refused(refused.refusal());
      case Admittance.Repeated repeated -> new Submission.Repeated(repeated.operation());
      case Admittance.Ended ended -> throw new AssertionError(ended);
    };
  }

  private static Answer at(String version, String method, String path, String body) {
    return server.as(ApiServer.PROJECT, "member", version, method, path, body);
  }

  private static Answer newest(String method, String path, String body) {
    return at(NEWEST, method, path, body);
  }

  private static String groupType(Map<String, String> specs) {
    Answer made =
        server.at(
            NEWEST,
            "POST",
            "/group_types",
            "{\"group_type\":{\"name\":\"%s\",\"group_specs\":{%s}}}"
                .formatted(
                    UUID.randomUUID(),
                    specs.entrySet().stream()
                        .map(spec -> "\"%s\":\"%s\"".formatted(spec.getKey(), spec.getValue()))
                        .findFirst()
                        .orElse("")));
    assertThat(made.status()).as(made.text()).isEqualTo(202);
    return made.json().path("group_type").path("id").asText();
  }

  private static String wanted(String groupType) {
    return """
        {"group":{"name":" all ","description":"d","group_type":"%s",
          "volume_types":["__DEFAULT__"]}}
        """
        .formatted(groupType);
  }

  private static String group() {
    Answer made = newest("POST", "/groups", wanted(groupType(Map.of())));
    assertThat(made.status()).as(made.text()).isEqualTo(202);
    return made.json().path("group").path("id").asText();
  }

  private static String member(String group) {
    return volume(",\"group_id\":\"%s\"".formatted(group));
  }

  private static String volume(String more) {
    Answer made =
        newest(
            "POST",
            "/volumes",
            "{\"volume\":{\"size\":1,\"volume_type\":\"__DEFAULT__\"%s}}".formatted(more));
    assertThat(made.status()).as(made.text()).isEqualTo(202);
    return made.json().path("volume").path("id").asText();
  }

  private static String groupSnapshot(String group) {
    Answer made =
        newest(
            "POST",
            "/group_snapshots",
            "{\"group_snapshot\":{\"group_id\":\"%s\",\"name\":\"s\"}}".formatted(group));
    assertThat(made.status()).as(made.text()).isEqualTo(202);
    return made.json().path("group_snapshot").path("id").asText();
  }

  private static List<String> members(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).toList();
  }

  private static int minor(String version) {
    return Integer.parseInt(version.substring(2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.13", "3.14", "3.25", "3.38", "3.58", "3.71"})
  @Proves({129, 130, 131, 132})
  void aGroupHasTheMembersOfItsVersion(String version) {
    Answer made = at(version, "POST", "/groups", wanted(groupType(Map.of())));
    assertThat(made.status()).as(made.text()).isEqualTo(202);
    assertThat(members(made.json().path("group"))).containsExactly("id", "name");
    assertThat(made.header("X-Clinker-Operation")).isNotEmpty();
    String id = made.json().path("group").path("id").asText();
    String volume = member(id);
    List<String> expected =
        new ArrayList<>(
            List.of(
                "id",
                "status",
                "availability_zone",
                "created_at",
                "name",
                "description",
                "group_type",
                "volume_types"));
    if (minor(version) >= 14) {
      expected.addAll(List.of("group_snapshot_id", "source_group_id"));
    }
    if (minor(version) >= 25) {
      expected.add("volumes");
    }
    if (minor(version) >= 38) {
      expected.add("replication_status");
    }
    JsonNode shown =
        at(version, "GET", "/groups/" + id + "?list_volume=True", "").json().path("group");
    assertThat(members(shown)).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(shown.path("status").asText()).isEqualTo("available");
    assertThat(shown.path("name").asText()).isEqualTo("all");
    if (minor(version) >= 25) {
      assertThat(shown.path("volumes")).extracting(JsonNode::asText).containsExactly(volume);
    }
    expected.remove("volumes");
    assertThat(members(at(version, "GET", "/groups/detail", "").json().path("groups").path(0)))
        .containsExactlyInAnyOrderElementsOf(expected);
    assertThat(members(at(version, "GET", "/groups", "").json().path("groups").path(0)))
        .containsExactly("id", "name");
    JsonNode administrators = server.at(version, "GET", "/groups/" + id, "").json().path("group");
    assertThat(administrators.has("project_id")).isEqualTo(minor(version) >= 58);
    assertThat(at("3.12", "GET", "/groups/" + id, "").status()).isEqualTo(404);
  }

  @Test
  @Proves({129, 130})
  void pagesLinkToThePlainList() {
    group();
    String newest = group();
    Answer page = newest("GET", "/groups/detail?limit=1", "");
    assertThat(page.json().path("groups").path(0).path("id").asText()).isEqualTo(newest);
    assertThat(page.json().path("group_links").path(0).path("href").asText())
        .contains("/groups?")
        .contains("marker=" + newest);
    assertThat(newest("GET", "/groups?name=all", "").json().path("groups")).hasSize(2);
    assertThat(newest("GET", "/groups?name=other", "").json().path("groups")).isEmpty();
    assertThat(newest("GET", "/groups?status=available", "").status()).isEqualTo(400);
    assertThat(newest("GET", "/groups?marker=" + UUID.randomUUID(), "").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"group\":{\"group_type\":\"x\",\"volume_types\":[]}}|400|volume_types",
        "{\"group\":{\"volume_types\":[\"a\"]}}|400|group_type",
        "{\"group\":{\"group_type\":\"x\"}}|400|volume_types",
        "{\"group\":{\"group_type\":\"x\",\"volume_types\":[\"a\",\"a\"]}}|400|volume_types",
        "{\"group\":{\"group_type\":\"x\",\"volume_types\":[\"__DEFAULT__\"]}}|404|Group type x",
        "{\"group\":{\"group_type\":\"x\",\"volume_types\":[\"a\"],\"size\":1}}|400|size",
      })
  @Proves(131)
  void aBadGroupIsRefused(String body, int status, String said) {
    Answer answer = newest("POST", "/groups", body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.message()).contains(said);
  }

  @Test
  @Proves(131)
  void unknownVolumeTypesZonesAndTooManyGroupsAreRefused() {
    String type = groupType(Map.of());
    assertThat(
            newest(
                    "POST",
                    "/groups",
                    "{\"group\":{\"group_type\":\"%s\",\"volume_types\":[\"no\"]}}".formatted(type))
                .status())
        .isEqualTo(404);
    assertThat(
            newest(
                    "POST",
                    "/groups",
                    ("{\"group\":{\"group_type\":\"%s\",\"volume_types\":[\"__DEFAULT__\"],"
                            + "\"availability_zone\":\"mars\"}}")
                        .formatted(type))
                .message())
        .contains("Availability zone 'mars' is invalid.");
    server
        .database()
        .run("insert into quota_limit values ('" + ApiServer.PROJECT + "', 'groups', 0)");
    assertThat(newest("POST", "/groups", wanted(type)).status()).isEqualTo(413);
    JsonNode quota =
        server.at(NEWEST, "GET", "/os-quota-sets/" + ApiServer.PROJECT + "?usage=True", "").json();
    assertThat(quota.path("quota_set").path("groups").path("limit").asInt()).isZero();
  }

  @Test
  @Proves({131, 134})
  void aConsistentGroupTypeFindsNoBackend() {
    String type = groupType(Map.of("consistent_group_snapshot_enabled", "<is> True"));
    String id = newest("POST", "/groups", wanted(type)).json().path("group").path("id").asText();
    assertThat(status("groups", "group", id)).isEqualTo("error");
    assertThat(server.at(NEWEST, "DELETE", "/group_types/" + type, "").status()).isEqualTo(400);
    assertThat(act(id, "{\"delete\":{}}").status()).isEqualTo(202);
    assertThat(status("groups", "group", id)).isEmpty();
    assertThat(server.at(NEWEST, "DELETE", "/group_types/" + type, "").status()).isEqualTo(202);
  }

  private static String status(String path, String envelope, String id) {
    Answer answer = newest("GET", "/" + path + "/" + id, "");
    return answer.status() == 404 ? "" : answer.json().path(envelope).path("status").asText();
  }

  private static Answer act(String group, String body) {
    return newest("POST", "/groups/" + group + "/action", body);
  }

  private static Answer update(String group, String members) {
    return newest("PUT", "/groups/" + group, "{\"group\":{" + members + "}}");
  }

  @Test
  @Proves(133)
  void anUpdateMustChangeSomething() {
    String path = "/groups/" + group();
    String body = "{\"group\":{\"name\":\"another\"}}";
    assertThat(server.send("PUT", path, body, "Idempotency-Key", "once").status()).isEqualTo(202);
    Answer refused = server.send("PUT", path, body);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.message()).contains("no valid name, description, add_volumes");
    assertThat(server.send("PUT", path, body, "Idempotency-Key", "once").status()).isEqualTo(202);
    assertThat(server.send("PUT", path, "{\"group\":{\"description\":\"a\\nb\"}}").status())
        .isEqualTo(400);
  }

  @Test
  @Proves(133)
  void volumesJoinAndLeaveAGroup() {
    String group = group();
    String volume = volume("");
    Answer added = update(group, "\"add_volumes\":\"%s\"".formatted(volume));
    assertThat(added.status()).as(added.text()).isEqualTo(202);
    assertThat(added.text()).isEmpty();
    JsonNode shown = newest("GET", "/volumes/" + volume, "").json().path("volume");
    assertThat(shown.path("group_id").asText()).isEqualTo(group);
    assertThat(newest("GET", "/volumes?group_id=" + group, "").json().path("volumes")).hasSize(1);
    assertThat(newest("DELETE", "/volumes/" + volume, "").status()).isEqualTo(400);
    assertThat(
            newest(
                    "POST",
                    "/os-volume-transfer",
                    "{\"transfer\":{\"volume_id\":\"%s\"}}".formatted(volume))
                .status())
        .isEqualTo(400);
    Answer removed =
        update(group, "\"name\":\"new\",\"remove_volumes\":\" %s ,\"".formatted(volume));
    assertThat(removed.status()).as(removed.text()).isEqualTo(202);
    assertThat(newest("GET", "/volumes?group_id=" + group, "").json().path("volumes")).isEmpty();
    assertThat(newest("GET", "/groups?name=new", "").json().path("groups")).hasSize(1);
    assertThat(update(group, "\"remove_volumes\":\"%s\"".formatted(volume)).message())
        .contains("because it is not in the group.");
    assertThat(update(group, "\"add_volumes\":\"nonsense\"").message())
        .contains("because volume cannot be found.");
    assertThat(update(group, "\"add_volumes\":\"\"").message()).contains("can not be all empty");
  }

  @Test
  @Proves(133)
  void aNameAloneMakesAGroupAvailable() {
    String group = group();
    assertThat(
            server
                .at(
                    NEWEST,
                    "POST",
                    "/groups/" + group + "/action",
                    "{\"reset_status\":{\"status\":\"error\"}}")
                .status())
        .isEqualTo(202);
    assertThat(status("groups", "group", group)).isEqualTo("error");
    Answer renamed = update(group, "\"description\":\"\"");
    assertThat(renamed.status()).isEqualTo(202);
    assertThat(status("groups", "group", group)).isEqualTo("available");
    assertThat(update(UUID.randomUUID().toString(), "\"name\":\"x\"").status()).isEqualTo(404);
  }

  @Test
  @Proves(134)
  void aGroupIsDeletedWithItsVolumesIfAsked() {
    String group = group();
    String volume = member(group);
    assertThat(act(group, "{\"delete\":{\"delete-volumes\":false}}").message())
        .contains("The delete-volumes flag is required");
    assertThat(act(group, "{\"delete\":{\"delete-volumes\":\"maybe\"}}").status()).isEqualTo(400);
    assertThat(act(group, "{\"delete\":{\"delete-volumes\":true}}").status()).isEqualTo(202);
    assertThat(status("groups", "group", group)).isEmpty();
    assertThat(status("volumes", "volume", volume)).isEmpty();
    assertThat(act(group, "{\"delete\":{}}").status()).isEqualTo(404);
  }

  @Test
  @Proves(135)
  void anAdministratorSetsTheStatusOfAGroupToOneOfAGroupSnapshot() {
    String group = group();
    String path = "/groups/" + group + "/action";
    Answer refused = server.at(NEWEST, "POST", path, "{\"reset_status\":{\"status\":\"in-use\"}}");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.message()).contains("Group status: in-use is invalid");
    for (String status : List.of("creating", "available", "error")) {
      assertThat(
              server
                  .at(
                      NEWEST,
                      "POST",
                      path,
                      "{\"reset_status\":{\"status\":\"%s\"}}".formatted(status))
                  .status())
          .isEqualTo(202);
      assertThat(status("groups", "group", group)).isEqualTo(status);
    }
    assertThat(act(group, "{\"reset_status\":{\"status\":\"error\"}}").status()).isEqualTo(403);
    assertThat(
            server.at("3.19", "POST", path, "{\"reset_status\":{\"status\":\"error\"}}").status())
        .isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"source_group_id", "group_snapshot_id"})
  @Proves(136)
  void aGroupIsMadeFromASource(String source) {
    String group = group();
    String volume = member(group);
    String from = source.equals("source_group_id") ? group : groupSnapshot(group);
    Answer made =
        newest(
            "POST",
            "/groups/action",
            "{\"create-from-src\":{\"name\":\"copy\",\"%s\":\"%s\",\"%s\":null}}"
                .formatted(
                    source,
                    from,
                    source.equals("source_group_id") ? "group_snapshot_id" : "source_group_id"));
    assertThat(made.status()).as(made.text()).isEqualTo(202);
    assertThat(members(made.json().path("group"))).containsExactly("id", "name");
    String copy = made.json().path("group").path("id").asText();
    JsonNode shown =
        newest("GET", "/groups/" + copy + "?list_volume=true", "").json().path("group");
    assertThat(shown.path("status").asText()).isEqualTo("available");
    assertThat(shown.path(source).asText()).isEqualTo(from);
    assertThat(shown.path("volumes")).hasSize(1);
    JsonNode clone =
        newest("GET", "/volumes/" + shown.path("volumes").path(0).asText(), "")
            .json()
            .path("volume");
    assertThat(clone.path("group_id").asText()).isEqualTo(copy);
    if (source.equals("source_group_id")) {
      assertThat(clone.path("source_volid").asText()).isEqualTo(volume);
    }
  }

  @Test
  @Proves(136)
  void aSourceMustBeExactlyOneThatIsThere() {
    String id = UUID.randomUUID().toString();
    for (String members :
        List.of(
            "\"name\":\"x\"",
            "\"source_group_id\":\"%1$s\",\"group_snapshot_id\":\"%1$s\"".formatted(id))) {
      Answer answer = newest("POST", "/groups/action", "{\"create-from-src\":{" + members + "}}");
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.message()).contains("Exactly one of");
    }
    assertThat(
            newest(
                    "POST",
                    "/groups/action",
                    "{\"create-from-src\":{\"source_group_id\":\"%s\"}}".formatted(id))
                .status())
        .isEqualTo(404);
    assertThat(
            newest(
                    "POST",
                    "/groups/action",
                    "{\"create-from-src\":{\"source_group_id\":\"%s\"}}".formatted(group()))
                .message())
        .contains("Source Group is empty. No group will be created.");
    assertThat(newest("POST", "/groups/action", "{\"delete\":{}}").status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"enable_replication", "disable_replication", "failover_replication"})
  @Proves({137, 138, 139})
  void aGroupThatIsNotReplicatedSaysSo(String action) {
    Answer answer = act(group(), "{\"%s\":{}}".formatted(action));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.message()).contains("is not a replication group type.");
    assertThat(act(UUID.randomUUID().toString(), "{\"%s\":{}}".formatted(action)).status())
        .isEqualTo(404);
    assertThat(
            at("3.37", "POST", "/groups/" + group() + "/action", "{\"%s\":{}}".formatted(action))
                .status())
        .isEqualTo(404);
    assertThat(
            server
                .as(
                    ApiServer.PROJECT,
                    "reader",
                    NEWEST,
                    "POST",
                    "/groups/" + group() + "/action",
                    "{\"%s\":{}}".formatted(action))
                .status())
        .isEqualTo(403);
  }

  @Test
  @Proves(140)
  void aGroupHasNoReplicationTargets() {
    Answer answer = act(group(), "{\"list_replication_targets\":{}}");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo("{\"replication_targets\":[]}");
    assertThat(act(group(), "{\"list_replication_targets\":null}").status()).isEqualTo(200);
    assertThat(act(UUID.randomUUID().toString(), "{\"list_replication_targets\":{}}").status())
        .isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.14", "3.28", "3.29", "3.58", "3.71"})
  @Proves({141, 142, 143, 144, 145})
  void aGroupSnapshotHasTheMembersOfItsVersion(String version) {
    String group = group();
    member(group);
    member(group);
    Answer made =
        at(
            version,
            "POST",
            "/group_snapshots",
            "{\"group_snapshot\":{\"group_id\":\"%s\",\"name\":\"s\"}}".formatted(group));
    assertThat(made.status()).as(made.text()).isEqualTo(202);
    assertThat(members(made.json().path("group_snapshot")))
        .containsExactly("id", "name", "group_type_id");
    String id = made.json().path("group_snapshot").path("id").asText();
    List<String> expected =
        List.of("id", "name", "group_id", "group_type_id", "status", "created_at", "description");
    JsonNode shown = at(version, "GET", "/group_snapshots/" + id, "").json().path("group_snapshot");
    assertThat(members(shown)).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(shown.path("status").asText()).isEqualTo("available");
    Answer details = at(version, "GET", "/group_snapshots/detail?limit=1", "");
    assertThat(members(details.json().path("group_snapshots").path(0)))
        .containsExactlyInAnyOrderElementsOf(expected);
    assertThat(details.json().has("group_snapshot_links")).isEqualTo(minor(version) >= 29);
    assertThat(
            members(
                at(version, "GET", "/group_snapshots", "").json().path("group_snapshots").path(0)))
        .containsExactly("id", "name");
    assertThat(at(version, "GET", "/group_snapshots?name=other", "").json().path("group_snapshots"))
        .hasSize(minor(version) >= 29 ? 0 : 1);
    assertThat(
            server
                .at(version, "GET", "/group_snapshots/" + id, "")
                .json()
                .path("group_snapshot")
                .has("project_id"))
        .isEqualTo(minor(version) >= 58);
    JsonNode snapshots = at(version, "GET", "/snapshots/detail", "").json().path("snapshots");
    assertThat(snapshots).hasSize(2);
    for (JsonNode snapshot : snapshots) {
      assertThat(snapshot.path("group_snapshot_id").asText()).isEqualTo(id);
      String path = "/snapshots/" + snapshot.path("id").asText();
      assertThat(at(version, "DELETE", path, "").status()).isEqualTo(400);
    }
    assertThat(act(group, "{\"delete\":{\"delete-volumes\":true}}").status()).isEqualTo(400);
    assertThat(at(version, "DELETE", "/group_snapshots/" + id, "").status()).isEqualTo(202);
    assertThat(at(version, "GET", "/group_snapshots/" + id, "").status()).isEqualTo(404);
    assertThat(at(version, "GET", "/snapshots", "").json().path("snapshots")).isEmpty();
    assertThat(at("3.13", "GET", "/group_snapshots", "").status()).isEqualTo(404);
  }

  @Test
  @Proves(143)
  void aBadGroupSnapshotIsRefused() {
    for (String members :
        List.of("\"name\":\"x\"", "\"group_id\":\"x\"", "\"group_id\":null", "\"id\":\"x\"")) {
      Answer answer = newest("POST", "/group_snapshots", "{\"group_snapshot\":{" + members + "}}");
      assertThat(answer.status()).as(members).isEqualTo(400);
    }
    String body = "{\"group_snapshot\":{\"group_id\":\"%s\"}}";
    assertThat(newest("POST", "/group_snapshots", body.formatted(UUID.randomUUID())).status())
        .isEqualTo(404);
    assertThat(newest("POST", "/group_snapshots", body.formatted(group())).message())
        .contains("Group is empty. No group snapshot will be created.");
  }

  @Test
  @Proves(146)
  void anAdministratorSetsTheStatusOfAGroupSnapshot() {
    String group = group();
    member(group);
    String path = "/group_snapshots/" + groupSnapshot(group) + "/action";
    String body = "{\"reset_status\":{\"status\":\"%s\"}}";
    for (String status : List.of("creating", "available", "error")) {
      assertThat(server.at(NEWEST, "POST", path, body.formatted(status)).status()).isEqualTo(202);
    }
    assertThat(server.at(NEWEST, "POST", path, body.formatted("good")).status()).isEqualTo(400);
    assertThat(newest("POST", path, body.formatted("error")).status()).isEqualTo(403);
    assertThat(server.at("3.18", "POST", path, body.formatted("error")).status()).isEqualTo(404);
    assertThat(server.at(NEWEST, "POST", path, "{\"delete\":{}}").status()).isEqualTo(400);
  }

  @Test
  @Proves({129, 132, 133, 134, 141, 144, 145})
  void groupsOfOthersAreNotThere() {
    String group = group();
    member(group);
    String snapshot = groupSnapshot(group);
    String stranger = "ffffffffffffffffffffffffffffffff";
    assertThat(server.as(stranger, "member", NEWEST, "GET", "/groups", "").json().path("groups"))
        .isEmpty();
    assertThat(
            server
                .as(stranger, "member", NEWEST, "GET", "/group_snapshots", "")
                .json()
                .path("group_snapshots"))
        .isEmpty();
    for (String[] call :
        new String[][] {
          {"GET", "/groups/" + group, ""},
          {"PUT", "/groups/" + group, "{\"group\":{\"name\":\"x\"}}"},
          {"POST", "/groups/" + group + "/action", "{\"delete\":{\"delete-volumes\":true}}"},
          {"GET", "/group_snapshots/" + snapshot, ""},
          {"DELETE", "/group_snapshots/" + snapshot, ""},
        }) {
      assertThat(server.as(stranger, "member", NEWEST, call[0], call[1], call[2]).status())
          .as(String.join(" ", call))
          .isEqualTo(404);
    }
  }
}

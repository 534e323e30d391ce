package io.clinker.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.api.ApiServer.Answer;
import io.clinker.api.http.Rule;
import io.clinker.model.VolumeId;
import io.clinker.policy.Policy;
import io.clinker.policy.Policy.InvalidPolicyException;
import io.clinker.store.SnapshotRow;
import io.clinker.store.VolumeRow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An operator keeps to administrators what everybody may do by default. */
class RulesByStateTest {
  private static ApiServer server;
  private static Rows rows;

  @BeforeAll
  static void start() throws InvalidPolicyException {
    Map<String, String> rules = new HashMap<>(Rule.defaults());
    for (Rule rule :
        List.of(
            Rule.VOLUME_MULTIATTACH,
            Rule.VOLUME_MULTIATTACH_BOOTABLE_VOLUME,
            Rule.VOLUME_EXTEND_ATTACHED_VOLUME,
            Rule.VOLUME_TENANT_ATTRIBUTE,
            Rule.EXTENDED_SNAPSHOT_ATTRIBUTES,
            Rule.VOLUME_IMAGE_METADATA_SHOW,
            Rule.ACCESS_TYPES_EXTRA_SPECS)) {
      rules.put(rule.rule(), "role:admin");
    }
    rules.put(Rule.SERVICES_UPDATE.rule(), "role:member");
    rules.put(Rule.QOS_SPECS_MANAGE_GET_ALL.rule(), "role:member");
    server = new ApiServer(Policy.of(rules));
    rows = new Rows(server);
    server
        .database()
        .run(
            "insert into volume_type (id, name, is_public, extra_specs, created_at) values"
                + " ('multi', 'multi', true, '{\"multiattach\":\"<is> True\"}', now(6))");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void empty() {
    server.database().run("delete from volume");
    server.database().run("delete from default_volume_type");
  }

  private static Answer member(String method, String path, String body) {
    return server.as(ApiServer.PROJECT, "member", "3.71", method, path, body);
  }

  private static Answer reader(String method, String path, String body) {
    return server.as(ApiServer.PROJECT, "reader", "3.71", method, path, body);
  }

  private static void requireForbidden(Answer answer, Rule rule) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(403);
    assertThat(answer.message())
        .isEqualTo("Policy doesn't allow %s to be performed.".formatted(rule.rule()));
  }

  /** What gets past the rules meets a gateway that takes nothing. */
  private static void requireAsked(Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(503);
  }

  private static String create(String members) {
    return "{\"volume\":{%s}}".formatted(members);
  }

  @Test
  void aVolumeForSeveralHostsIsNotMade() {
    VolumeRow source = rows.inserted(rows.volume("source", 0, "available", "detached"));
    SnapshotRow snapshot = rows.insertedSnapshot(source, "available");
    String blank = create("\"size\":1");
    String clone = create("\"source_volid\":\"%s\"".formatted(source.id()));
    String ofSnapshot = create("\"snapshot_id\":\"%s\"".formatted(snapshot.id()));
    String multi = create("\"size\":1,\"volume_type\":\"multi\"");
    for (String body : List.of(blank, clone, ofSnapshot)) {
      requireAsked(member("POST", "/volumes", body));
    }
    requireForbidden(member("POST", "/volumes", multi), Rule.VOLUME_MULTIATTACH);
    requireAsked(server.at("3.71", "POST", "/volumes", multi));

    server.database().run("update volume set volume_type_id = 'multi'");
    server.database().run("update snapshot set volume_type_id = 'multi'");
    server
        .database()
        .run(
            "insert into default_volume_type (project_id, volume_type_id) values ('%s', 'multi')"
                .formatted(ApiServer.PROJECT));
    for (String body : List.of(blank, clone, ofSnapshot)) {
      requireForbidden(member("POST", "/volumes", body), Rule.VOLUME_MULTIATTACH);
    }
  }

  @Test
  void aVolumeIsNotGivenSuchAType() {
    String path =
        "/volumes/%s/action"
            .formatted(rows.inserted(rows.volume("one", 0, "available", "detached")).id());
    String retype = "{\"os-retype\":{\"new_type\":\"%s\"}}";
    requireForbidden(member("POST", path, retype.formatted("multi")), Rule.VOLUME_MULTIATTACH);
    requireAsked(member("POST", path, retype.formatted(rows.type().name())));
  }

  @Test
  void aVolumeThatIsUsedDoesNotGrow() {
    VolumeRow used = rows.inserted(rows.volume("used", 0, "in-use", "attached"));
    VolumeRow free = rows.inserted(rows.volume("free", 1, "available", "detached"));
    String body = "{\"os-extend\":{\"new_size\":2}}";
    requireForbidden(
        member("POST", "/volumes/" + used.id() + "/action", body),
        Rule.VOLUME_EXTEND_ATTACHED_VOLUME);
    requireAsked(member("POST", "/volumes/" + free.id() + "/action", body));
    requireAsked(server.at("3.71", "POST", "/volumes/" + used.id() + "/action", body));
  }

  @Test
  void aBootableVolumeIsNotAttachedTwice() {
    VolumeRow volume = rows.inserted(rows.volume("used", 0, "in-use", "attached"));
    String body =
        "{\"attachment\":{\"volume_uuid\":\"%1$s\",\"instance_uuid\":\"%1$s\"}}"
            .formatted(volume.id());
    requireAsked(member("POST", "/attachments", body));
    server.database().run("update volume set multiattach = true, bootable = true");
    requireForbidden(member("POST", "/attachments", body), Rule.VOLUME_MULTIATTACH_BOOTABLE_VOLUME);
    requireAsked(server.at("3.71", "POST", "/attachments", body));
  }

  @Test
  void aBackendIsFrozenByWhomBothRulesLet() {
    String body = "{\"host\":\"clinker@b1\"}";
    requireForbidden(member("PUT", "/os-services/freeze", body), Rule.VOLUME_FREEZE_HOST);
    requireForbidden(member("PUT", "/os-services/thaw", body), Rule.VOLUME_THAW_HOST);
    Answer reader = reader("PUT", "/os-services/freeze", body);
    requireForbidden(reader, Rule.SERVICES_UPDATE);
  }

  @Test
  void specsOfQosHaveRulesOfTheirOwn() {
    String path = "/qos-specs/" + VolumeId.random();
    requireForbidden(
        member("PUT", path + "/delete_keys", "{\"keys\":[\"a\"]}"), Rule.QOS_SPECS_MANAGE_DELETE);
    requireForbidden(reader("GET", path + "/associations", ""), Rule.QOS_SPECS_MANAGE_GET_ALL);
    assertThat(member("GET", "/qos-specs?colour=red", "").status()).isEqualTo(200);
  }

  @Test
  void membersOfAnswersAreSeenByWhomTheyAreFor() {
    VolumeRow volume = rows.inserted(rows.volume("one", 0, "available", "detached"));
    server.database().run("update volume set image_metadata = '{\"os\":\"linux\"}'");
    requireSeen("/volumes/" + volume.id(), "volume_image_metadata");
    requireSeen("/volumes/detail", "volume_image_metadata");
    SnapshotRow snapshot = rows.insertedSnapshot(volume, "available");
    Map<String, String> members =
        Map.of(
            "/volumes/" + volume.id(), "os-vol-tenant-attr:tenant_id",
            "/snapshots/" + snapshot.id(), "os-extended-snapshot-attributes:progress",
            "/types/" + rows.type().id(), "extra_specs");
    members.forEach(RulesByStateTest::requireSeen);
  }

  /** By administrators, and by nobody else. */
  private static void requireSeen(String path, String name) {
    assertThat(member("GET", path, "").text()).doesNotContain(name);
    assertThat(server.get(path).text()).contains(name);
  }
}

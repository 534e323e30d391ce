package io.clinker.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.clinker.api.ApiServer.Answer;
import io.clinker.store.VolumeRow;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Actions and metadata of volumes and snapshots that change rows only. */
class VolumeFlagsApiTest {
  private static final String OTHER = "ffffffffffffffffffffffffffffffff";

  @AutoClose private static final ApiServer server = new ApiServer();
  private final Rows rows = new Rows(server);

  @BeforeEach
  void forget() {
    for (String table : List.of("snapshot", "attachment", "volume", "idempotency")) {
      server.database().run("delete from " + table);
    }
  }

  private VolumeRow volume() {
    return rows.inserted(rows.volume("disk", 0, "available", "detached"));
  }

  private static Answer act(VolumeRow volume, String body) {
    return server.at("3.0", "POST", "/volumes/" + volume.id() + "/action", body);
  }

  private static Answer member(String version, String path) {
    return server.as(ApiServer.PROJECT, "member", version, "GET", path, "");
  }

  private static JsonNode shown(VolumeRow volume) {
    return server.at("3.0", "GET", "/volumes/" + volume.id(), "").json().path("volume");
  }

  private static String status(VolumeRow volume) {
    return shown(volume).path("status").asText();
  }

  @Test
  @Proves({27, 28})
  void flagsAreSet() {
    VolumeRow volume = volume();
    Answer bootable = act(volume, "{\"os-set_bootable\":{\"bootable\":\"True\"}}");
    assertThat(bootable.status()).isEqualTo(200);
    assertThat(bootable.text()).isEmpty();
    assertThat(shown(volume).path("bootable").asText()).isEqualTo("true");

    assertThat(act(volume, "{\"os-update_readonly_flag\":{\"readonly\":true}}").status())
        .isEqualTo(202);
    assertThat(shown(volume).path("metadata").path("readonly").asText()).isEqualTo("True");
    assertThat(server.get("/volumes/" + volume.id() + "/metadata").text())
        .doesNotContain("readonly");
    assertThat(act(volume, "{\"os-update_readonly_flag\":{\"readonly\":1}}").status())
        .isEqualTo(400);
    server.database().run("update volume set status = 'in-use'");
    assertThat(act(volume, "{\"os-update_readonly_flag\":{\"readonly\":false}}").status())
        .isEqualTo(400);
  }

  @Test
  @Proves({38, 39, 40})
  void imageMetadataAreSetAndUnset() {
    VolumeRow volume = volume();
    String longText = "x".repeat(300);
    Answer set =
        act(
            volume,
            "{\"os-set_image_metadata\":{\"metadata\":{\"os\":\"linux\",\"long\":\"%s\"}}}"
                .formatted(longText));
    assertThat(set.status()).as(set.text()).isEqualTo(200);
    assertThat(set.json().path("metadata").path("os").asText()).isEqualTo("linux");
    assertThat(shown(volume).path("volume_image_metadata")).hasSize(2);
    String found = "/volumes?glance_metadata=%7B'os':'linux'%7D";
    assertThat(server.at("3.4", "GET", found, "").json().path("volumes")).hasSize(1);
    String other = found.replace("linux", "bsd");
    assertThat(server.at("3.4", "GET", other, "").json().path("volumes")).isEmpty();
    assertThat(server.at("3.3", "GET", other, "").json().path("volumes")).hasSize(1);
    assertThat(member("3.30", other).json().path("volumes")).hasSize(1);
    assertThat(member("3.31", other).message()).contains("Invalid filters glance_metadata");
    assertThat(act(volume, "{\"os-unset_image_metadata\":{\"key\":\"long\"}}").status())
        .isEqualTo(200);
    assertThat(act(volume, "{\"os-unset_image_metadata\":{\"key\":\"long\"}}").status())
        .isEqualTo(404);
    assertThat(act(volume, "{\"os-show_image_metadata\":null}").text())
        .isEqualTo("{\"metadata\":{\"os\":\"linux\"}}");
    assertThat(act(volume, "{\"os-set_image_metadata\":{\"metadata\":{\"\":\"x\"}}}").status())
        .isEqualTo(400);
    assertThat(act(volume, "{\"os-unset_image_metadata\":{}}").status()).isEqualTo(400);
    server.database().run("update volume set status = 'maintenance'");
    assertThat(act(volume, "{\"os-set_image_metadata\":{\"metadata\":{\"a\":\"b\"}}}").status())
        .isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "{}", "\"\""})
  @Proves({29, 30})
  void aVolumeIsReservedOnce(String nothing) {
    VolumeRow volume = volume();
    assertThat(act(volume, "{\"os-reserve\":" + nothing + "}").status()).isEqualTo(202);
    assertThat(status(volume)).isEqualTo("attaching");
    assertThat(act(volume, "{\"os-reserve\":" + nothing + "}").status()).isEqualTo(400);
    assertThat(act(volume, "{\"os-unreserve\":" + nothing + "}").status()).isEqualTo(202);
    assertThat(status(volume)).isEqualTo("available");
    assertThat(act(volume, "{\"os-unreserve\":" + nothing + "}").status()).isEqualTo(202);
    assertThat(status(volume)).isEqualTo("available");
  }

  @Test
  @Proves({29, 30})
  void aSharedVolumeInUseIsReservedToo() {
    VolumeRow volume = rows.inserted(rows.volume("shared", 0, "in-use", "attached"));
    rows.insertedAttachment(volume);
    assertThat(act(volume, "{\"os-reserve\":null}").status()).isEqualTo(400);
    server.database().run("update volume set multiattach = 1");
    assertThat(act(volume, "{\"os-reserve\":null}").status()).isEqualTo(202);
    assertThat(status(volume)).isEqualTo("attaching");
    assertThat(act(volume, "{\"os-unreserve\":null}").status()).isEqualTo(202);
    assertThat(status(volume)).isEqualTo("in-use");
  }

  @Test
  @Proves({31, 32})
  void aDetachIsAnnouncedAndTakenBack() {
    VolumeRow volume = rows.inserted(rows.volume("used", 0, "in-use", "attached"));
    rows.insertedAttachment(volume);
    assertThat(act(volume, "{\"os-roll_detaching\":null}").status()).isEqualTo(202);
    assertThat(status(volume)).isEqualTo("in-use");
    assertThat(act(volume, "{\"os-begin_detaching\":null}").status()).isEqualTo(202);
    assertThat(status(volume)).isEqualTo("detaching");
    assertThat(act(volume, "{\"os-begin_detaching\":null}").status()).isEqualTo(400);
    assertThat(act(volume, "{\"os-unreserve\":null}").status()).isEqualTo(202);
    assertThat(status(volume)).isEqualTo("detaching");
    assertThat(act(volume, "{\"os-roll_detaching\":null}").status()).isEqualTo(202);
    assertThat(status(volume)).isEqualTo("in-use");
    server.database().run("update volume set migration_status = 'migrating'");
    assertThat(act(volume, "{\"os-begin_detaching\":null}").status()).isEqualTo(400);
    assertThat(act(volume(), "{\"os-begin_detaching\":null}").status()).isEqualTo(400);
  }

  @Test
  @Proves({27, 28, 29, 30, 31, 32, 38, 39, 40})
  void othersDoNotSeeTheVolume() {
    VolumeRow volume = volume();
    for (String action :
        List.of(
            "os-reserve",
            "os-unreserve",
            "os-begin_detaching",
            "os-roll_detaching",
            "os-show_image_metadata")) {
      assertThat(
              server
                  .as(
                      OTHER,
                      "member",
                      "3.0",
                      "POST",
                      "/volumes/" + volume.id() + "/action",
                      "{\"" + action + "\":{}}")
                  .status())
          .as(action)
          .isEqualTo(404);
    }
    for (String body :
        List.of(
            "{\"os-set_bootable\":{\"bootable\":true}}",
            "{\"os-update_readonly_flag\":{\"readonly\":true}}",
            "{\"os-set_image_metadata\":{\"metadata\":{\"a\":\"b\"}}}",
            "{\"os-unset_image_metadata\":{\"key\":\"a\"}}")) {
      String path = "/volumes/" + volume.id() + "/action";
      assertThat(server.as(OTHER, "member", "3.0", "POST", path, body).status())
          .as(body)
          .isEqualTo(404);
      assertThat(server.as(ApiServer.PROJECT, "reader", "3.0", "POST", path, body).status())
          .as(body)
          .isEqualTo(403);
    }
  }

  @ParameterizedTest
  @CsvSource({"/volumes", "/snapshots"})
  @Proves({17, 18, 19, 20, 21, 22, 56, 57, 58, 59, 60, 61})
  void metadataAreMergedReplacedAndRemoved(String kind) {
    VolumeRow volume = volume();
    String path =
        kind.equals("/volumes")
            ? "/volumes/" + volume.id() + "/metadata"
            : "/snapshots/" + rows.insertedSnapshot(volume, "available").id() + "/metadata";
    server.send("PUT", path, "{\"metadata\":{\"k\":\"v\"}}");
    assertThat(server.at("3.0", "GET", path, "").text()).isEqualTo("{\"metadata\":{\"k\":\"v\"}}");
    assertThat(server.send("POST", path, "{\"metadata\":{\"b\":\"2\"}}").text())
        .isEqualTo("{\"metadata\":{\"b\":\"2\",\"k\":\"v\"}}");
    assertThat(server.send("PUT", path, "{\"metadata\":{\"a\":\"1\",\"b/c\":\"2\"}}").text())
        .isEqualTo("{\"metadata\":{\"a\":\"1\",\"b/c\":\"2\"}}");
    assertThat(server.get(path + "/a").text()).isEqualTo("{\"meta\":{\"a\":\"1\"}}");
    assertThat(server.send("PUT", path + "/a", "{\"meta\":{\"a\":\"3\"}}").text())
        .isEqualTo("{\"meta\":{\"a\":\"3\"}}");
    assertThat(server.send("PUT", path + "/a", "{\"meta\":{\"z\":\"3\"}}").status()).isEqualTo(400);
    assertThat(server.send("PUT", path + "/a", "{\"meta\":{\"a\":\"3\",\"z\":\"3\"}}").status())
        .isEqualTo(400);
    Answer removed = server.send("DELETE", path + "/a", "");
    assertThat(removed.status()).isEqualTo(200);
    assertThat(removed.text()).isEmpty();
    assertThat(server.get(path + "/a").status()).isEqualTo(404);
    assertThat(server.send("DELETE", path + "/a", "").status()).isEqualTo(404);
    assertThat(server.send("POST", path, "{\"metadata\":{\"\":\"2\"}}").status()).isEqualTo(400);
    assertThat(server.send("POST", path, "{\"metadata\":{\"a\":5}}").status()).isEqualTo(400);
    assertThat(server.as(OTHER, "member", "3.71", "GET", path, "").status()).isEqualTo(404);
    assertThat(server.as(OTHER, "member", "3.71", "PUT", path, "{\"metadata\":{}}").status())
        .isEqualTo(404);
  }

  @Test
  @Proves({17, 19})
  void metadataAreReplacedOnlyAsTheyWereSeen() {
    String path = "/volumes/" + volume().id() + "/metadata";
    assertThat(server.at("3.14", "GET", path, "").header("Etag")).isEmpty();
    String tag = server.at("3.15", "GET", path, "").header("Etag");
    assertThat(tag).matches("[0-9a-f]{32}");
    String body = "{\"metadata\":{\"x\":\"y\"}}";
    assertThat(server.send("PUT", path, body, "If-Match", "another").status()).isEqualTo(412);
    assertThat(server.send("PUT", path, body, "If-Match", tag).status()).isEqualTo(200);
    assertThat(server.send("PUT", path, body, "If-Match", tag).status()).isEqualTo(412);
    assertThat(server.send("PUT", path, "{}", "If-Match", tag).status()).isEqualTo(400);
  }

  @Test
  @Proves({13, 15})
  void anUpdateIsClosedInEveryVersionAndHintsHaveAForm() {
    String path = "/volumes/" + volume().id();
    for (String version : List.of("3.0", "3.52", "3.53")) {
      String body = "{\"volume\":{\"name\":\"x\",\"more\":1}}";
      assertThat(server.at(version, "PUT", path, body).message())
          .as(version)
          .isEqualTo("Additional properties are not allowed ('more' was unexpected)");
    }
    assertThat(server.at("3.0", "PUT", path, "{\"volume\":{}}").status()).isEqualTo(200);
    for (String hints : List.of("5", "{\"same_host\":\"x\"}", "{\"local_to_instance\":[]}")) {
      String body = "{\"volume\":{\"size\":1},\"OS-SCH-HNT:scheduler_hints\":" + hints + "}";
      assertThat(server.send("POST", "/volumes", body).status()).as(hints).isEqualTo(400);
    }
  }

  @Test
  @Proves({19, 21})
  void aConditionMayNameSeveralTagsOrAnything() {
    String path = "/volumes/" + volume().id() + "/metadata";
    for (String condition : List.of("*", "\"x\", \"%s\"", "\"%s\"", "%s")) {
      String tag = server.get(path).header("Etag");
      String body =
          "{\"metadata\":{\"x\":\"%s\"}}".formatted(Integer.toHexString(condition.hashCode()));
      assertThat(server.send("PUT", path, body, "If-Match", condition.formatted(tag)).status())
          .as(condition)
          .isEqualTo(200);
    }
    String tag = server.get(path).header("Etag");
    for (String condition : List.of("\"x\", \"y\"", "W/\"" + tag + "\"", "x")) {
      assertThat(server.send("PUT", path, "{\"metadata\":{}}", "If-Match", condition).status())
          .as(condition)
          .isEqualTo(412);
    }
  }

  @Test
  @Proves(21)
  void oneItemIsSetOnlyAsTheyWereSeen() {
    String path = "/volumes/" + volume().id() + "/metadata";
    String item = path + "/x";
    String body = "{\"meta\":{\"x\":\"y\"}}";
    Answer refused = server.send("PUT", item, body, "If-Match", "\"another\"");
    assertThat(refused.status()).isEqualTo(412);
    assertThat(refused.text()).isEmpty();
    assertThat(server.get(item).status()).isEqualTo(404);
    String tag = server.get(path).header("Etag");
    Answer set = server.send("PUT", item, body, "If-Match", tag, "Idempotency-Key", "seen");
    assertThat(set.status()).isEqualTo(200);
    assertThat(server.send("PUT", item, body, "If-Match", tag).status()).isEqualTo(412);
    Answer again = server.send("PUT", item, body, "If-Match", tag, "Idempotency-Key", "seen");
    assertThat(again.text()).isEqualTo(set.text());
  }

  @Test
  @Proves({63})
  void aSnapshotStatusFollowsTheTable() {
    VolumeRow volume = volume();
    String path = "/snapshots/" + rows.insertedSnapshot(volume, "creating").id();
    Answer moved =
        server.send(
            "POST",
            path + "/action",
            "{\"os-update_snapshot_status\":{\"status\":\"creating\",\"progress\":\"40%\"}}");
    assertThat(moved.status()).isEqualTo(202);
    assertThat(
            server
                .get(path)
                .json()
                .path("snapshot")
                .path("os-extended-snapshot-attributes:progress")
                .asText())
        .isEqualTo("40%");
    for (String progress : List.of("almost done", "abc", "101%", "-1%", "4 %")) {
      assertThat(
              server
                  .send(
                      "POST",
                      path + "/action",
                      "{\"os-update_snapshot_status\":{\"status\":\"creating\",\"progress\":\"%s\"}}"
                          .formatted(progress))
                  .message())
          .contains("progress must be an integer percentage between 0 and 100");
    }
    assertThat(updated(path, "deleting")).isEqualTo(400);
    assertThat(updated(path, "available")).isEqualTo(202);
    assertThat(updated(path, "error")).isEqualTo(400);
  }

  private static int updated(String path, String status) {
    return server
        .send(
            "POST",
            path + "/action",
            "{\"os-update_snapshot_status\":{\"status\":\"%s\"}}".formatted(status))
        .status();
  }

  /** A snapshot that is named is not looked for: it is the newest one of the volume, or not. */
  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"snapshot_id\":null}", "{\"snapshot_id\":\"newest\"}"})
  void aRevertToNothingIsRefused(String members) {
    String body = "{\"revert\":" + members + "}";
    String path = "/volumes/%s/action";

    Answer answer = server.at("3.40", "POST", path.formatted(volume().id()), body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.message()).contains("isn't the latest one of volume");
    String unknown = path.formatted("00000000-0000-4000-8000-000000000000");
    assertThat(server.at("3.40", "POST", unknown, body).status()).isEqualTo(404);
  }
}

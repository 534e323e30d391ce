package io.clinker.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.clinker.api.ApiServer.Answer;
import io.clinker.store.AttachmentRow;
import io.clinker.store.VolumeRow;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** QoS specs as clients see them. */
class QosSpecsApiTest {
  private static final String NOWHERE = "00000000-0000-4000-8000-000000000000";

  @AutoClose private static final ApiServer server = new ApiServer();
  private final Rows rows = new Rows(server);

  @BeforeEach
  void forget() {
    server.database().run("update volume_type set qos_specs_id = null, extra_specs = '{}'");
    server.database().run("delete from qos_specs");
  }

  private static String created(String name) {
    return server
        .send("POST", "/qos-specs", "{\"qos_specs\":{\"name\":\"" + name + "\",\"iops\":\"10\"}}")
        .json()
        .path("qos_specs")
        .path("id")
        .asText();
  }

  @Test
  @Proves({96, 97, 98})
  void specsAreMadeListedAndShown() {
    Answer made =
        server.at(
            "3.0",
            "POST",
            "/qos-specs",
            "{\"qos_specs\":{\"name\":\" fast \",\"consumer\":\"front-end\",\"iops\":\"10\",\"n\":5}}");
    assertThat(made.status()).as(made.text()).isEqualTo(200);
    JsonNode specs = made.json().path("qos_specs");
    assertThat(specs.path("name").asText()).isEqualTo("fast");
    assertThat(specs.path("consumer").asText()).isEqualTo("front-end");
    assertThat(specs.path("specs").toString()).isEqualTo("{\"iops\":\"10\",\"n\":\"5\"}");
    assertThat(specs.has("links")).isFalse();
    assertThat(made.json().path("links").path(0).path("href").asText())
        .endsWith("/qos-specs/" + specs.path("id").asText());
    assertThat(server.send("POST", "/qos-specs", "{\"qos_specs\":{\"name\":\"fast\"}}").status())
        .isEqualTo(409);

    String slow = created("slow");
    assertThat(server.get("/qos-specs/" + slow).json().path("qos_specs").path("consumer").asText())
        .isEqualTo("back-end");
    Answer page = server.get("/qos-specs?sort=name:asc&limit=1");
    assertThat(page.json().path("qos_specs").findValuesAsText("name")).containsExactly("fast");
    assertThat(page.json().path("qos_specs_links").path(0).path("href").asText())
        .contains("marker=" + specs.path("id").asText());
    assertThat(server.get("/qos-specs?consumer=back-end").json().path("qos_specs")).hasSize(1);
    assertThat(server.get("/qos-specs/" + NOWHERE).status()).isEqualTo(404);
    assertThat(server.as(ApiServer.PROJECT, "member", "3.0", "GET", "/qos-specs", "").status())
        .isEqualTo(403);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}",
        "{\"qos_specs\":{}}",
        "{\"qos_specs\":null}",
        "{\"qos_specs\":{\"name\":\"\"}}",
        "{\"qos_specs\":{\"name\":\"x\",\"consumer\":\"nobody\"}}",
        "{\"qos_specs\":{\"name\":\"x\",\"a\":{}}}",
        "{\"qos_specs\":{\"name\":\"x\"},\"more\":1}"
      })
  void badSpecsAreRefused(String body) {
    assertThat(server.send("POST", "/qos-specs", body).status()).isEqualTo(400);
  }

  @Test
  @Proves({99, 101})
  void keysAreMergedAndDeleted() {
    String path = "/qos-specs/" + created("fast");
    assertThat(
            server
                .send("PUT", path, "{\"qos_specs\":{\"bps\":\"7\",\"consumer\":\"both\"}}")
                .text())
        .isEqualTo("{\"qos_specs\":{\"bps\":\"7\",\"consumer\":\"both\"}}");
    Answer nothing = server.send("PUT", path, "{\"qos_specs\":{}}");
    assertThat(nothing.text()).isEqualTo("{\"qos_specs\":{}}");
    JsonNode shown = server.get(path).json().path("qos_specs");
    assertThat(shown.path("consumer").asText()).isEqualTo("both");
    assertThat(shown.path("specs").toString()).isEqualTo("{\"bps\":\"7\",\"iops\":\"10\"}");

    assertThat(server.send("PUT", path + "/delete_keys", "{\"keys\":[\"bps\",\"x\"]}").status())
        .isEqualTo(404);
    assertThat(server.get(path).json().path("qos_specs").path("specs")).hasSize(2);
    assertThat(server.send("PUT", path + "/delete_keys", "{\"keys\":[\"bps\"]}").status())
        .isEqualTo(202);
    assertThat(server.get(path).json().path("qos_specs").path("specs").toString())
        .isEqualTo("{\"iops\":\"10\"}");
    assertThat(server.send("PUT", path + "/delete_keys", "{\"keys\":[\"a\",\"a\"]}").status())
        .isEqualTo(400);
    assertThat(server.send("PUT", path + "/delete_keys", "{\"keys\":\"a\"}").status())
        .isEqualTo(400);
  }

  @Test
  @Proves({100, 102, 103, 104, 105})
  void typesFollowSpecs() {
    String fast = "/qos-specs/" + created("fast");
    String slow = "/qos-specs/" + created("slow");
    String type = rows.type().id();

    assertThat(server.get(fast + "/associate?vol_type_id=" + type).status()).isEqualTo(202);
    assertThat(server.get(fast + "/associate?vol_type_id=" + type).status()).isEqualTo(202);
    assertThat(server.get(slow + "/associate?vol_type_id=" + type).status()).isEqualTo(400);
    assertThat(server.get(fast + "/associate").status()).isEqualTo(400);
    assertThat(server.get(fast + "/associate?vol_type_id=" + NOWHERE).status()).isEqualTo(404);
    assertThat(server.get(fast + "/associations").text())
        .isEqualTo(
            ("{\"qos_associations\":[{\"association_type\":\"volume_type\","
                    + "\"name\":\"__DEFAULT__\",\"id\":\"%s\"}]}")
                .formatted(type));
    assertThat(
            fast.endsWith(
                server
                    .get("/types/" + type)
                    .json()
                    .path("volume_type")
                    .path("qos_specs_id")
                    .asText()))
        .isTrue();
    assertThat(server.send("DELETE", fast, "").status()).isEqualTo(400);

    assertThat(server.get(fast + "/disassociate?vol_type_id=" + type).status()).isEqualTo(202);
    assertThat(server.get(fast + "/associations").json().path("qos_associations")).isEmpty();
    server.get(fast + "/associate?vol_type_id=" + type);
    assertThat(server.get(fast + "/disassociate_all").status()).isEqualTo(202);
    assertThat(server.send("DELETE", fast, "").status()).isEqualTo(202);

    server.get(slow + "/associate?vol_type_id=" + type);
    assertThat(server.send("DELETE", slow + "?force=True", "").status()).isEqualTo(202);
    assertThat(
            server.get("/types/" + type).json().path("volume_type").path("qos_specs_id").isNull())
        .isTrue();
    assertThat(server.get(slow).status()).isEqualTo(404);
  }

  @Test
  @Proves({68, 97})
  void hostsAreToldWhatTheyKeepTo() {
    String id = created("host");
    server.get("/qos-specs/" + id + "/associate?vol_type_id=" + rows.type().id());
    VolumeRow volume = rows.inserted(rows.volume("one", 0, "in-use", "attached"));
    String path = "/attachments/" + rows.insertedAttachment(volume).id();
    server
        .database()
        .run("update attachment set connection_info = '{\"target_portal\":\"127.0.0.1:3260\"}'");

    assertThat(specs(server.get(path).json().path("attachment"))).isEqualTo("null");
    server.send("PUT", "/qos-specs/" + id, "{\"qos_specs\":{\"consumer\":\"both\"}}");
    assertThat(specs(server.get(path).json().path("attachment"))).isEqualTo("{\"iops\":\"10\"}");
    assertThat(specs(server.get("/attachments/detail").json().path("attachments").path(0)))
        .isEqualTo("{\"iops\":\"10\"}");
  }

  @Test
  @Proves({68, 97})
  void limitsPerGibibyteAreThoseOfTheVolume() {
    String id = created("host");
    server.send(
        "PUT",
        "/qos-specs/" + id,
        "{\"qos_specs\":{\"consumer\":\"both\",\"total_iops_sec_per_gb\":\"30\","
            + "\"total_iops_sec_max\":\"1000\",\"read_bytes_sec_per_gb\":\"much\"}}");
    server.get("/qos-specs/" + id + "/associate?vol_type_id=" + rows.type().id());
    VolumeRow volume = rows.inserted(rows.volume("one", 0, "in-use", "attached"));
    server.database().run("update volume set size_gib = 20 where id = '" + volume.id() + "'");
    String path = "/attachments/" + rows.insertedAttachment(volume).id();
    server
        .database()
        .run("update attachment set connection_info = '{\"target_portal\":\"127.0.0.1:3260\"}'");
    String said = "{\"iops\":\"10\",\"read_bytes_sec_per_gb\":\"much\",\"total_iops_sec\":600}";
    assertThat(specs(server.get(path).json().path("attachment"))).isEqualTo(said);
  }

  @Test
  @Proves(68)
  void hostsAreToldWhatTheTypeAndTheirConnectorSay() {
    VolumeRow volume = rows.inserted(rows.volume("one", 0, "in-use", "attached"));
    AttachmentRow plain = rows.insertedAttachment(volume);
    AttachmentRow strict = rows.insertedAttachment(volume);
    server
        .database()
        .run("update attachment set connection_info = '{\"target_portal\":\"127.0.0.1:3260\"}'");
    server
        .database()
        .run(
            "update attachment set connector = '{\"host\":\"h\",\"enforce_multipath\":true}'"
                + " where id = '%s'".formatted(strict.id()));
    assertThat(info(plain).path("enforce_multipath").toString()).isEqualTo("false");
    assertThat(info(strict).path("enforce_multipath").toString()).isEqualTo("true");

    assertThat(info(plain).path("cacheable").toString()).isEqualTo("false");
    server.database().run("update volume_type set extra_specs = '{\"cacheable\":\"<is> True\"}'");
    assertThat(info(plain).path("cacheable").toString()).isEqualTo("true");
    server
        .database()
        .run(
            "update attachment set connection_info = '{\"a\":\"b\",\"cacheable\":false}'"
                + " where id = '%s'".formatted(plain.id()));
    assertThat(info(plain).path("cacheable").toString()).isEqualTo("false");
  }

  private static JsonNode info(AttachmentRow row) {
    return server.get("/attachments/" + row.id()).json().at("/attachment/connection_info");
  }

  private static String specs(JsonNode attachment) {
    return attachment.path("connection_info").path("qos_specs").toString();
  }
}

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

/** Transfers of volumes as clients see them. */
class TransfersApiTest {
  private static final String GIVER = ApiServer.PROJECT;
  private static final String TAKER = "ffffffffffffffffffffffffffffffff";

  @AutoClose private static final ApiServer server = new ApiServer();
  private final Rows rows = new Rows(server);

  @BeforeEach
  void forget() {
    for (String table :
        List.of(
            "volume_transfer", "snapshot", "attachment", "volume", "quota_limit", "idempotency")) {
      server.database().run("delete from " + table);
    }
  }

  private VolumeRow volume() {
    return rows.inserted(rows.volume("disk", 0, "available", "detached"));
  }

  private static Answer offer(String version, String path, VolumeRow volume, String more) {
    return member(
        GIVER,
        version,
        "POST",
        path,
        "{\"transfer\":{\"volume_id\":\"%s\"%s}}".formatted(volume.id(), more));
  }

  private static Answer member(
      String project, String version, String method, String path, String body) {
    return server.as(project, "member", version, method, path, body);
  }

  private static Answer accept(JsonNode transfer, String key) {
    return member(
        TAKER,
        "3.71",
        "POST",
        "/volume-transfers/" + transfer.path("id").asText() + "/accept",
        "{\"accept\":{\"auth_key\":\"%s\"}}".formatted(key));
  }

  private static String status(String project, VolumeRow volume) {
    Answer answer = member(project, "3.0", "GET", "/volumes/" + volume.id(), "");
    return answer.status() == 404 ? "" : answer.json().path("volume").path("status").asText();
  }

  private static List<String> members(JsonNode object) {
    return object.properties().stream().map(java.util.Map.Entry::getKey).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "3.0, /os-volume-transfer",
    "3.54, /os-volume-transfer",
    "3.55, /os-volume-transfer",
    "3.55, /volume-transfers",
    "3.57, /volume-transfers",
    "3.71, /volume-transfers",
  })
  @Proves({117, 118, 119, 120, 121, 122, 123, 124, 125, 126, 127, 128})
  void aTransferHasTheMembersOfItsVersion(String version, String path) {
    VolumeRow volume = volume();
    Answer made = offer(version, path, volume, ",\"name\":\" gift \"");
    assertThat(made.status()).as(made.text()).isEqualTo(202);
    JsonNode transfer = made.json().path("transfer");
    List<String> expected =
        new java.util.ArrayList<>(List.of("id", "created_at", "name", "volume_id", "links"));
    int minor = Integer.parseInt(version.substring(2));
    if (minor >= 55) {
      expected.add("no_snapshots");
    }
    if (minor >= 57) {
      expected.addAll(List.of("source_project_id", "destination_project_id", "accepted"));
    }
    String id = transfer.path("id").asText();
    assertThat(members(member(GIVER, version, "GET", path + "/" + id, "").json().path("transfer")))
        .containsExactlyInAnyOrderElementsOf(expected);
    assertThat(
            members(
                member(GIVER, version, "GET", path + "/detail", "")
                    .json()
                    .path("transfers")
                    .path(0)))
        .containsExactlyInAnyOrderElementsOf(expected);
    expected.add("auth_key");
    assertThat(members(transfer)).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(transfer.path("name").asText()).isEqualTo("gift");
    assertThat(transfer.path("auth_key").asText()).matches("[0-9a-f]{16}");
    assertThat(transfer.path("links").path(0).path("href").asText())
        .endsWith("/os-volume-transfer/" + id);
    assertThat(members(member(GIVER, version, "GET", path, "").json().path("transfers").path(0)))
        .containsExactlyInAnyOrder("id", "volume_id", "name", "links");
    assertThat(status(GIVER, volume)).isEqualTo("awaiting-transfer");

    Answer accepted =
        member(
            TAKER,
            version,
            "POST",
            path + "/" + id + "/accept",
            "{\"accept\":{\"auth_key\":\"%s\"}}".formatted(transfer.path("auth_key").asText()));
    assertThat(accepted.status()).as(accepted.text()).isEqualTo(202);
    assertThat(members(accepted.json().path("transfer")))
        .containsExactlyInAnyOrder("id", "volume_id", "name", "links");
    assertThat(status(GIVER, volume)).isEmpty();
    assertThat(status(TAKER, volume)).isEqualTo("available");
    assertThat(member(GIVER, version, "GET", path + "/" + id, "").status()).isEqualTo(404);

    Answer back =
        member(
            TAKER,
            version,
            "POST",
            path,
            "{\"transfer\":{\"volume_id\":\"%s\"}}".formatted(volume.id()));
    String second = path + "/" + back.json().path("transfer").path("id").asText();
    assertThat(member(GIVER, version, "GET", second, "").status()).isEqualTo(404);
    assertThat(member(GIVER, version, "DELETE", second, "").status()).isEqualTo(404);
    assertThat(member(TAKER, version, "DELETE", second, "").status()).isEqualTo(202);
    assertThat(status(TAKER, volume)).isEqualTo("available");
  }

  @Test
  @Proves({121, 127})
  void aWrongKeyDoesNotUseTheTransferUp() {
    VolumeRow volume = volume();
    JsonNode transfer = offer("3.71", "/volume-transfers", volume, "").json().path("transfer");
    String key = transfer.path("auth_key").asText();
    String wrong = key.startsWith("0") ? "1" + key.substring(1) : "0" + key.substring(1);

    assertThat(accept(transfer, wrong).status()).isEqualTo(400);
    assertThat(accept(transfer, "").status()).isEqualTo(400);
    assertThat(status(GIVER, volume)).isEqualTo("awaiting-transfer");
    assertThat(accept(transfer, key).status()).isEqualTo(202);
    assertThat(accept(transfer, key).status()).isEqualTo(404);
    String kept =
        server
            .database()
            .database()
            .jdbi()
            .withHandle(
                handle ->
                    handle
                        .createQuery("select concat(salt, key_hash) from volume_transfer")
                        .mapTo(String.class)
                        .one());
    assertThat(kept).doesNotContain(key);
  }

  @Test
  @Proves({119, 121, 125, 127})
  void whoTakesAVolumePaysForIt() {
    VolumeRow volume = volume();
    rows.insertedSnapshot(volume, "available");
    JsonNode transfer = offer("3.71", "/volume-transfers", volume, "").json().path("transfer");
    String key = transfer.path("auth_key").asText();
    server.database().run("insert into quota_limit values ('%s', 'gigabytes', 1)".formatted(TAKER));
    Answer refused = accept(transfer, key);
    assertThat(refused.status()).isEqualTo(413);
    assertThat(refused.json().path("overLimit").path("retryAfter").asText()).isEqualTo("0");
    assertThat(status(GIVER, volume)).isEqualTo("awaiting-transfer");

    server.database().run("update quota_limit set hard_limit = 2");
    assertThat(accept(transfer, key).status()).isEqualTo(202);
    JsonNode usage =
        server
            .as(TAKER, "member", "3.0", "GET", "/os-quota-sets/" + TAKER + "?usage=True", "")
            .json()
            .path("quota_set");
    assertThat(usage.path("gigabytes").path("in_use").asInt()).isEqualTo(2);
    assertThat(usage.path("snapshots").path("in_use").asInt()).isEqualTo(1);
    assertThat(
            server
                .as(GIVER, "member", "3.0", "GET", "/limits", "")
                .json()
                .path("limits")
                .path("absolute")
                .path("totalVolumesUsed")
                .asInt())
        .isZero();
  }

  @Test
  @Proves({125, 127})
  void snapshotsGoAlongOrStay() {
    VolumeRow volume = volume();
    String snapshot = rows.insertedSnapshot(volume, "available").id().value();
    JsonNode first = offer("3.71", "/volume-transfers", volume, "").json().path("transfer");
    assertThat(snapshotStatus(GIVER, snapshot)).isEqualTo("awaiting-transfer");
    accept(first, first.path("auth_key").asText());
    assertThat(snapshotStatus(GIVER, snapshot)).isEmpty();
    assertThat(snapshotStatus(TAKER, snapshot)).isEqualTo("available");

    Answer back =
        member(
            TAKER,
            "3.71",
            "POST",
            "/volume-transfers",
            "{\"transfer\":{\"volume_id\":\"%s\",\"no_snapshots\":true}}".formatted(volume.id()));
    JsonNode second = back.json().path("transfer");
    assertThat(second.path("no_snapshots").asBoolean()).isTrue();
    assertThat(snapshotStatus(TAKER, snapshot)).isEqualTo("available");
    assertThat(
            member(
                    GIVER,
                    "3.71",
                    "POST",
                    "/volume-transfers/" + second.path("id").asText() + "/accept",
                    "{\"accept\":{\"auth_key\":\"%s\"}}"
                        .formatted(second.path("auth_key").asText()))
                .status())
        .isEqualTo(202);
    assertThat(status(GIVER, volume)).isEqualTo("available");
    assertThat(snapshotStatus(TAKER, snapshot)).isEqualTo("available");

    JsonNode third = offer("3.71", "/volume-transfers", volume, "").json().path("transfer");
    assertThat(snapshotStatus(TAKER, snapshot)).as("not the giver's").isEqualTo("available");
    assertThat(
            member(GIVER, "3.71", "DELETE", "/volume-transfers/" + third.path("id").asText(), "")
                .status())
        .isEqualTo(202);
  }

  private static String snapshotStatus(String project, String id) {
    Answer answer = member(project, "3.0", "GET", "/snapshots/" + id, "");
    return answer.status() == 404 ? "" : answer.json().path("snapshot").path("status").asText();
  }

  @Test
  @Proves({119, 125})
  void onlyWhatIsFreeIsGivenAway() {
    VolumeRow used = rows.inserted(rows.volume("used", 1, "in-use", "attached"));
    assertThat(offer("3.71", "/volume-transfers", used, "").status()).isEqualTo(400);
    VolumeRow volume = volume();
    rows.insertedSnapshot(volume, "creating");
    assertThat(offer("3.71", "/volume-transfers", volume, "").status()).isEqualTo(400);
    assertThat(status(GIVER, volume)).isEqualTo("available");
    assertThat(offer("3.71", "/volume-transfers", volume, ",\"no_snapshots\":true").status())
        .isEqualTo(202);
    assertThat(offer("3.71", "/volume-transfers", volume, ",\"no_snapshots\":true").status())
        .isEqualTo(400);
    VolumeRow failed = rows.inserted(rows.volume("failed", 2, "available", "detached"));
    rows.insertedAttachment(failed);
    assertThat(offer("3.71", "/volume-transfers", failed, "").status()).isEqualTo(400);
    assertThat(
            member(
                    TAKER,
                    "3.71",
                    "POST",
                    "/volume-transfers",
                    "{\"transfer\":{\"volume_id\":\"%s\"}}".formatted(failed.id()))
                .status())
        .isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}",
        "{\"transfer\":{}}",
        "{\"transfer\":{\"volume_id\":\"x\"}}",
        "{\"transfer\":{\"volume_id\":\"00000000-0000-4000-8000-000000000000\",\"name\":\" \"}}",
        "{\"transfer\":{\"volume_id\":\"00000000-0000-4000-8000-000000000000\",\"no_snapshots\":true}}"
      })
  void badOffersAreRefused(String body) {
    assertThat(member(GIVER, "3.71", "POST", "/os-volume-transfer", body).status()).isEqualTo(400);
  }

  @Test
  @Proves({117, 118, 123, 124})
  void listsArePagedFrom359On() {
    for (int number = 0; number < 3; number++) {
      VolumeRow volume = rows.inserted(rows.volume("v" + number, number, "available", "detached"));
      offer("3.71", "/volume-transfers", volume, ",\"name\":\"t%d\"".formatted(number));
    }

    assertThat(names("3.58", "/volume-transfers?limit=1&sort=name:desc"))
        .containsExactly("t0", "t1", "t2");
    assertThat(names("3.59", "/volume-transfers")).containsExactly("t2", "t1", "t0");
    assertThat(names("3.59", "/volume-transfers?name=t1")).containsExactly("t1");
    Answer page =
        member(GIVER, "3.59", "GET", "/volume-transfers/detail?limit=1&sort=name:asc", "");
    String next = page.json().path("transfers_links").path(0).path("href").asText();
    assertThat(next).contains("/os-volume-transfer?").contains("marker=");
    assertThat(names("3.59", next.substring(next.indexOf("/os-volume")))).containsExactly("t1");
    assertThat(member(TAKER, "3.71", "GET", "/volume-transfers", "").json().path("transfers"))
        .isEmpty();
    assertThat(
            server
                .as(TAKER, "admin", "3.71", "GET", "/volume-transfers?all_tenants=1", "")
                .json()
                .path("transfers"))
        .hasSize(3);
    assertThat(ofProject("&all_tenants=1", GIVER)).hasSize(3);
    assertThat(ofProject("&all_tenants=1", TAKER)).isEmpty();
    assertThat(ofProject("", GIVER)).isEmpty();
  }

  private static JsonNode ofProject(String more, String project) {
    return server
        .as(TAKER, "admin", "3.71", "GET", "/volume-transfers?project_id=" + project + more, "")
        .json()
        .path("transfers");
  }

  private static List<String> names(String version, String path) {
    return member(GIVER, version, "GET", path, "").json().findValuesAsText("name");
  }

  @Test
  @Proves({119, 125})
  void theKeyIsToldOnce() {
    VolumeRow volume = volume();
    String body = "{\"transfer\":{\"volume_id\":\"%s\"}}".formatted(volume.id());
    Answer first = server.send("POST", "/volume-transfers", body, "Idempotency-Key", "k");
    Answer again = server.send("POST", "/volume-transfers", body, "Idempotency-Key", "k");

    assertThat(first.json().path("transfer").path("auth_key").isTextual()).isTrue();
    assertThat(again.status()).isEqualTo(202);
    assertThat(again.json().path("transfer").path("id"))
        .isEqualTo(first.json().path("transfer").path("id"));
    assertThat(again.json().path("transfer").path("auth_key").isNull()).isTrue();
  }
}

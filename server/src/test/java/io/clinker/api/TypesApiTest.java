package io.clinker.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.clinker.api.ApiServer.Answer;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Volume types with all that belongs to them, as clients see them. */
class TypesApiTest {
  private static final String OTHER = "ffffffffffffffffffffffffffffffff";

  @AutoClose private static final ApiServer server = new ApiServer();
  private final Rows rows = new Rows(server);

  @BeforeEach
  void forget() {
    server.database().run("delete from volume");
    server.database().run("delete from volume_type where name <> '__DEFAULT__'");
    for (String table :
        List.of(
            "volume_type_access", "volume_type_encryption", "default_volume_type", "idempotency")) {
      server.database().run("delete from " + table);
    }
  }

  private static String created(String name, String more) {
    Answer answer =
        server.at(
            "3.0", "POST", "/types", "{\"volume_type\":{\"name\":\"%s\"%s}}".formatted(name, more));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json().path("volume_type").path("id").asText();
  }

  private static List<String> names(JsonNode object) {
    return object.properties().stream().map(java.util.Map.Entry::getKey).toList();
  }

  @Test
  @Proves({73, 74, 76, 77, 78})
  void typesAreMadeChangedAndRemoved() {
    Answer made =
        server.at(
            "3.0",
            "POST",
            "/types",
            "{\"volume_type\":{\"name\":\" gold \",\"description\":\"d\",\"extra_specs\":{\"a\":\"1\"}}}");
    JsonNode type = made.json().path("volume_type");
    assertThat(names(type))
        .containsExactlyInAnyOrder(
            "id",
            "name",
            "is_public",
            "extra_specs",
            "description",
            "os-volume-type-access:is_public");
    assertThat(type.path("name").asText()).isEqualTo("gold");
    String id = type.path("id").asText();

    assertThat(names(server.get("/types/" + id).json().path("volume_type")))
        .containsExactlyInAnyOrder(
            "id",
            "name",
            "is_public",
            "description",
            "extra_specs",
            "qos_specs_id",
            "os-volume-type-access:is_public");
    Answer again = server.send("POST", "/types", "{\"volume_type\":{\"name\":\"gold\"}}");
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.json().has("conflictingRequest")).isTrue();

    Answer changed = server.send("PUT", "/types/" + id, "{\"volume_type\":{\"name\":\"silver\"}}");
    assertThat(names(changed.json().path("volume_type")))
        .containsExactlyInAnyOrder("id", "name", "is_public", "extra_specs", "description");
    assertThat(server.send("PUT", "/types/" + id, "{\"volume_type\":{}}").status()).isEqualTo(400);
    assertThat(
            server
                .send("PUT", "/types/" + id, "{\"volume_type\":{\"name\":\"__DEFAULT__\"}}")
                .status())
        .isEqualTo(409);

    assertThat(server.get("/types?sort=name:asc&limit=1").json().path("volume_type_links"))
        .hasSize(1);
    Answer deleted = server.send("DELETE", "/types/" + id, "");
    assertThat(deleted.status()).isEqualTo(202);
    assertThat(deleted.text()).isEmpty();
    assertThat(server.get("/types/" + id).message())
        .isEqualTo("Volume type " + id + " could not be found.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}",
        "{\"volume_type\":{}}",
        "{\"volume_type\":{\"name\":\" \"}}",
        "{\"volume_type\":{\"name\":5}}",
        "{\"volume_type\":{\"name\":\"x\",\"is_public\":1}}",
        "{\"volume_type\":{\"name\":\"x\",\"colour\":\"red\"}}",
        "{\"volume_type\":{\"name\":\"x\",\"extra_specs\":{\"a b\":\"1\"}}}"
      })
  void badTypesAreRefused(String body) {
    assertThat(server.send("POST", "/types", body).status()).isEqualTo(400);
  }

  @Test
  @Proves(78)
  void defaultLastAndUsedTypesStay() {
    String builtIn = rows.type().id();
    assertThat(server.send("DELETE", "/types/" + builtIn, "").status()).isEqualTo(400);
    String id = created("gold", "");
    assertThat(server.send("DELETE", "/types/" + builtIn, "").status()).isEqualTo(400);
    rows.inserted(rows.volume("one", 0, "available", "detached"));
    server.database().run("update volume set volume_type_id = '" + id + "'");
    assertThat(server.send("DELETE", "/types/" + id, "").status()).isEqualTo(400);
    assertThat(
            server
                .send("POST", "/types/" + id + "/extra_specs", "{\"extra_specs\":{\"a\":\"1\"}}")
                .status())
        .isEqualTo(400);
    server.database().run("delete from volume");
    server.send("PUT", "/default-types/" + OTHER, "{\"default_type\":{\"volume_type\":\"gold\"}}");
    assertThat(server.send("DELETE", "/types/" + id, "").status()).isEqualTo(400);
    server.send("DELETE", "/default-types/" + OTHER, "");
    assertThat(server.send("DELETE", "/types/" + id, "").status()).isEqualTo(202);
  }

  @Test
  @Proves({73, 74, 84, 85, 86})
  void privateTypesAreForThoseWhoWereLetIn() {
    String id = created("mine", ",\"os-volume-type-access:is_public\":false");
    String path = "/types/" + id;
    assertThat(listed(OTHER, "member", "/types")).doesNotContain("mine");
    assertThat(server.as(OTHER, "member", "3.71", "GET", path, "").status()).isEqualTo(404);
    assertThat(listed(ApiServer.PROJECT, "admin", "/types")).doesNotContain("mine");
    assertThat(listed(ApiServer.PROJECT, "admin", "/types?is_public=None"))
        .contains("mine", "__DEFAULT__");
    assertThat(listed(ApiServer.PROJECT, "admin", "/types?is_public=False"))
        .containsExactly("mine");

    String grant = "{\"addProjectAccess\":{\"project\":\"" + OTHER + "\"}}";
    assertThat(server.send("POST", path + "/action", grant).status()).isEqualTo(202);
    assertThat(server.send("POST", path + "/action", grant).status()).isEqualTo(409);
    assertThat(server.get(path + "/os-volume-type-access").json().toString())
        .isEqualTo(
            "{\"volume_type_access\":[{\"volume_type_id\":\"%s\",\"project_id\":\"%s\"}]}"
                .formatted(id, OTHER));
    assertThat(listed(OTHER, "member", "/types")).contains("mine");
    assertThat(server.as(OTHER, "member", "3.71", "POST", path + "/action", grant).status())
        .isEqualTo(403);

    String revoke = grant.replace("addProjectAccess", "removeProjectAccess");
    assertThat(server.send("POST", path + "/action", revoke).status()).isEqualTo(202);
    assertThat(server.send("POST", path + "/action", revoke).status()).isEqualTo(404);
    String open = "/types/" + created("open", "");
    assertThat(server.get(open + "/os-volume-type-access").status()).isEqualTo(404);
    assertThat(server.send("POST", open + "/action", grant).status()).isEqualTo(400);
  }

  @Test
  @Proves(73)
  void typesAreFoundBySpecsThatTheCallerMaySee() {
    created("gold", ",\"extra_specs\":{\"backend\":\"b1\",\"multiattach\":\"<is> True\"}");
    created("zoned", ",\"extra_specs\":{\"RESKEY:availability_zones\":\"az1,az2\"}");

    String hidden = "/types?extra_specs=%7B'backend':'b1'%7D";
    assertThat(listed(ApiServer.PROJECT, "admin", hidden)).containsExactly("gold");
    assertThat(listed(OTHER, "member", hidden)).isEmpty();
    String shown = "/types?extra_specs=%7B'multiattach':'%3Cis%3E%20True'%7D";
    assertThat(listed(OTHER, "member", shown)).containsExactly("gold");
    String both = shown.replace("%7D", ",'backend':'b1'%7D");
    assertThat(listed(ApiServer.PROJECT, "admin", both)).containsExactly("gold");
    assertThat(listed(OTHER, "member", both)).isEmpty();
    String zone = "/types?extra_specs=%7B'RESKEY:availability_zones':'az2'%7D";
    assertThat(listed(OTHER, "member", zone)).containsExactly("zoned");
    assertThat(listed(OTHER, "member", zone.replace("az2", "az_"))).isEmpty();
  }

  private static List<String> listed(String project, String role, String path) {
    return server.as(project, role, "3.71", "GET", path, "").json().findValuesAsText("name");
  }

  @Test
  @Proves({79, 80, 81, 82, 83})
  void extraSpecsAreWrittenOneByOneAndTogether() {
    String path = "/types/" + created("gold", "") + "/extra_specs";
    Answer merged =
        server.send("POST", path, "{\"extra_specs\":{\"a\":\"1\",\"multiattach\":\"<is> True\"}}");
    assertThat(merged.status()).isEqualTo(200);
    assertThat(merged.text())
        .isEqualTo("{\"extra_specs\":{\"a\":\"1\",\"multiattach\":\"<is> True\"}}");
    assertThat(server.send("PUT", path + "/a", "{\"a\":\"2\"}").text()).isEqualTo("{\"a\":\"2\"}");
    assertThat(server.send("PUT", path + "/a", "{\"b\":\"2\"}").status()).isEqualTo(400);
    assertThat(server.send("PUT", path + "/a", "{\"a\":\"2\",\"b\":\"2\"}").status())
        .isEqualTo(400);
    assertThat(server.get(path + "/a").text()).isEqualTo("{\"a\":\"2\"}");
    assertThat(server.get(path).json().path("extra_specs")).hasSize(2);
    assertThat(
            server
                .as(ApiServer.PROJECT, "reader", "3.71", "GET", path, "")
                .json()
                .path("extra_specs")
                .toString())
        .isEqualTo("{\"multiattach\":\"<is> True\"}");
    assertThat(server.as(ApiServer.PROJECT, "reader", "3.71", "GET", path + "/a", "").status())
        .isEqualTo(404);
    assertThat(server.send("DELETE", path + "/a", "").status()).isEqualTo(202);
    assertThat(server.send("DELETE", path + "/a", "").status()).isEqualTo(404);
    assertThat(server.send("POST", path, "{\"extra_specs\":{\"a/b\":\"1\"}}").status())
        .isEqualTo(400);
  }

  @Test
  @Proves({87, 88, 89, 90, 91})
  void encryptionOfATypeIsARecord() {
    String id = created("secret", "");
    String path = "/types/" + id + "/encryption";
    assertThat(server.get(path).text()).isEqualTo("{}");
    Answer made =
        server.send(
            "POST",
            path,
            "{\"encryption\":{\"provider\":\"luks\",\"control_location\":\"front-end\","
                + "\"cipher\":\"aes-xts-plain64\",\"key_size\":\"256\",\"more\":1}}");
    assertThat(made.status()).as(made.text()).isEqualTo(200);
    JsonNode record = made.json().path("encryption");
    assertThat(names(record))
        .containsExactlyInAnyOrder(
            "volume_type_id",
            "encryption_id",
            "provider",
            "control_location",
            "cipher",
            "key_size");
    assertThat(record.path("key_size").isInt()).isTrue();
    assertThat(
            server
                .send(
                    "POST",
                    path,
                    "{\"encryption\":{\"provider\":\"luks\",\"control_location\":\"front-end\"}}")
                .status())
        .isEqualTo(400);

    String one = path + "/" + record.path("encryption_id").asText();
    assertThat(server.send("PUT", one, "{\"encryption\":{\"provider\":\"\"}}").status())
        .isEqualTo(200);
    assertThat(server.get(path).json().path("provider").asText()).isEmpty();
    assertThat(server.send("PUT", one, "{\"encryption\":{\"key_size\":512}}").text())
        .isEqualTo("{\"encryption\":{\"key_size\":512}}");
    JsonNode shown = server.get(path).json();
    assertThat(names(shown))
        .containsExactlyInAnyOrder(
            "created_at",
            "updated_at",
            "deleted_at",
            "deleted",
            "encryption_id",
            "cipher",
            "key_size",
            "provider",
            "control_location",
            "volume_type_id");
    assertThat(shown.path("key_size").asInt()).isEqualTo(512);
    assertThat(server.get(path + "/cipher").text()).isEqualTo("{\"cipher\":\"aes-xts-plain64\"}");
    assertThat(server.get(path + "/colour").status()).isEqualTo(404);
    assertThat(
            server
                .send("POST", path, "{\"encryption\":{\"control_location\":\"middle\"}}")
                .status())
        .isEqualTo(400);
    assertThat(server.as(ApiServer.PROJECT, "member", "3.71", "GET", path, "").status())
        .isEqualTo(403);

    assertThat(server.send("DELETE", one, "").status()).isEqualTo(202);
    assertThat(server.get(path).text()).isEqualTo("{}");
    assertThat(server.send("DELETE", one, "").status()).isEqualTo(404);
  }

  @Test
  @Proves({89, 90, 91})
  void encryptionOfAUsedTypeStaysAsItIs() {
    String id = created("secret", "");
    String path = "/types/" + id + "/encryption";
    rows.inserted(rows.volume("one", 0, "available", "detached"));
    server.database().run("update volume set volume_type_id = '" + id + "'");
    String body = "{\"encryption\":{\"provider\":\"luks\",\"control_location\":\"front-end\"}}";

    assertThat(server.send("POST", path, body).status()).isEqualTo(400);
    server.database().run("update volume set volume_type_id = '" + rows.type().id() + "'");
    assertThat(server.send("POST", path, body).status()).isEqualTo(200);
    server.database().run("update volume set volume_type_id = '" + id + "'");
    assertThat(server.send("PUT", path + "/x", body).status()).isEqualTo(400);
    assertThat(server.send("DELETE", path + "/x", "").status()).isEqualTo(400);
  }

  @Test
  @Proves({75, 92, 93, 94, 95})
  void aProjectMayHaveADefaultTypeOfItsOwn() {
    String id = created("gold", "");
    assertThat(server.get("/types/default").json().path("volume_type").path("name").asText())
        .isEqualTo("__DEFAULT__");
    assertThat(names(server.get("/types/default").json().path("volume_type")))
        .doesNotContain("os-volume-type-access:is_public");
    String path = "/default-types/" + ApiServer.PROJECT;
    assertThat(server.get(path).status()).isEqualTo(404);
    Answer set = server.send("PUT", path, "{\"default_type\":{\"volume_type\":\"gold\"}}");
    assertThat(set.text())
        .isEqualTo(
            "{\"default_type\":{\"project_id\":\"%s\",\"volume_type_id\":\"%s\"}}"
                .formatted(ApiServer.PROJECT, id));
    assertThat(server.get(path).text()).isEqualTo(set.text());
    assertThat(server.get("/default-types").json().path("default_types")).hasSize(1);
    assertThat(server.get("/types/default").json().path("volume_type").path("name").asText())
        .isEqualTo("gold");
    assertThat(
            server
                .as(OTHER, "member", "3.71", "GET", "/types/default", "")
                .json()
                .path("volume_type")
                .path("name")
                .asText())
        .isEqualTo("__DEFAULT__");
    assertThat(
            server.send("PUT", path, "{\"default_type\":{\"volume_type\":\"nothing\"}}").status())
        .isEqualTo(400);
    assertThat(server.as(OTHER, "member", "3.71", "GET", "/default-types", "").status())
        .isEqualTo(403);
    assertThat(server.send("DELETE", path, "").status()).isEqualTo(204);
    assertThat(server.send("DELETE", path, "").status()).isEqualTo(404);
  }

  @Test
  void aRepeatWithTheSameKeyIsAnsweredAsTheFirst() {
    String body = "{\"volume_type\":{\"name\":\"once\"}}";
    Answer first = server.send("POST", "/types", body, "Idempotency-Key", "k1");
    Answer second = server.send("POST", "/types", body, "Idempotency-Key", "k1");

    assertThat(second.status()).isEqualTo(200);
    assertThat(second.text()).isEqualTo(first.text());
    assertThat(
            server
                .send(
                    "POST",
                    "/types",
                    "{\"volume_type\":{\"name\":\"other\"}}",
                    "Idempotency-Key",
                    "k1")
                .status())
        .isEqualTo(422);
    // A refusal is not kept: the reason may be gone when the request is repeated.
    assertThat(server.send("POST", "/types", body, "Idempotency-Key", "k2").status())
        .isEqualTo(409);
    server.send("DELETE", "/types/" + first.json().path("volume_type").path("id").asText(), "");
    assertThat(server.send("POST", "/types", body, "Idempotency-Key", "k2").status())
        .isEqualTo(200);
  }
}

package io.clinker.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.clinker.api.ApiServer.Answer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Group types and their specs as clients see them. */
class GroupTypesApiTest {
  @AutoClose private static final ApiServer server = new ApiServer();

  @BeforeEach
  void forget() {
    server.database().run("delete from group_type");
  }

  private static JsonNode created(String name, String more) {
    Answer answer =
        server.at(
            "3.11",
            "POST",
            "/group_types",
            "{\"group_type\":{\"name\":\"%s\"%s}}".formatted(name, more));
    assertThat(answer.status()).as(answer.text()).isEqualTo(202);
    return answer.json().path("group_type");
  }

  @Test
  @Proves({147, 148, 149, 150, 151, 152})
  void groupTypesAreMadeChangedAndRemoved() {
    JsonNode made =
        created(
            "set", ",\"description\":\"d\",\"is_public\":\"yes\",\"group_specs\":{\"k\":\"v\"}");
    assertThat(made.properties().stream().map(java.util.Map.Entry::getKey))
        .containsExactlyInAnyOrder("id", "name", "description", "is_public", "group_specs");
    String path = "/group_types/" + made.path("id").asText();
    assertThat(server.get(path).json().path("group_type")).isEqualTo(made);
    assertThat(server.send("POST", "/group_types", "{\"group_type\":{\"name\":\"set\"}}").status())
        .isEqualTo(409);
    Answer changed =
        server.send("PUT", path, "{\"group_type\":{\"name\":\"renamed\",\"is_public\":false}}");
    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.json().path("group_type").path("description").asText()).isEqualTo("d");
    assertThat(server.send("PUT", path, "{\"group_type\":{}}").status()).isEqualTo(400);

    assertThat(server.get("/group_types").json().path("group_types")).isEmpty();
    assertThat(server.get("/group_types?is_public=None").json().path("group_types")).hasSize(1);
    created("open", "");
    Answer page = server.get("/group_types?is_public=None&limit=1&sort=name:asc");
    assertThat(page.json().path("group_types").findValuesAsText("name")).containsExactly("open");
    assertThat(page.json().path("group_type_links")).hasSize(1);

    assertThat(server.get("/group_types/default").status()).isEqualTo(404);
    created("__DEFAULT__", "");
    assertThat(server.get("/group_types/default").json().path("group_type").path("name").asText())
        .isEqualTo("__DEFAULT__");
    assertThat(server.send("DELETE", path, "").status()).isEqualTo(202);
    assertThat(server.get(path).status()).isEqualTo(404);
  }

  @Test
  @Proves({147, 148, 150})
  void othersSeePublicGroupTypesWithoutTheirSpecs() {
    String open = created("open", ",\"group_specs\":{\"k\":\"v\"}").path("id").asText();
    String hidden = created("hidden", ",\"is_public\":false").path("id").asText();

    Answer list = server.as(ApiServer.PROJECT, "reader", "3.11", "GET", "/group_types", "");
    assertThat(list.json().findValuesAsText("name")).containsExactly("open");
    assertThat(list.text()).doesNotContain("group_specs");
    assertThat(status("reader", "GET", "/group_types/" + open)).isEqualTo(200);
    assertThat(status("reader", "GET", "/group_types/" + hidden)).isEqualTo(404);
    assertThat(status("member", "GET", "/group_types/" + open + "/group_specs")).isEqualTo(403);
    assertThat(status("member", "DELETE", "/group_types/" + open)).isEqualTo(403);
  }

  private static int status(String role, String method, String path) {
    return server.as(ApiServer.PROJECT, role, "3.11", method, path, "").status();
  }

  @Test
  @Proves({153, 154, 155, 156, 157})
  void groupSpecsAreWrittenOneByOneAndTogether() {
    String path = "/group_types/" + created("set", "").path("id").asText() + "/group_specs";
    Answer merged = server.send("POST", path, "{\"group_specs\":{\"a\":\"1\",\"b\":\"2\"}}");
    assertThat(merged.status()).isEqualTo(202);
    assertThat(merged.text()).isEqualTo("{\"group_specs\":{\"a\":\"1\",\"b\":\"2\"}}");
    Answer set = server.send("PUT", path + "/a", "{\"a\":\"3\"}");
    assertThat(set.status()).isEqualTo(200);
    assertThat(set.text()).isEqualTo("{\"a\":\"3\"}");
    assertThat(server.send("PUT", path + "/a", "{\"b\":\"3\"}").status()).isEqualTo(400);
    assertThat(server.get(path).text()).isEqualTo("{\"group_specs\":{\"a\":\"3\",\"b\":\"2\"}}");
    assertThat(server.get(path + "/a").text()).isEqualTo("{\"a\":\"3\"}");
    assertThat(server.send("DELETE", path + "/a", "").status()).isEqualTo(202);
    assertThat(server.get(path + "/a").status()).isEqualTo(404);
    assertThat(server.send("DELETE", path + "/a", "").status()).isEqualTo(404);
    assertThat(server.send("POST", path, "{\"group_specs\":{\"a b\":\"1\"}}").status())
        .isEqualTo(400);
  }
}

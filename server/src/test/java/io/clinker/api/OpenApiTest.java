package io.clinker.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.clinker.api.ApiServer.Answer;
import io.clinker.api.http.PublicAddress;
import io.clinker.store.RequestRateStore.Rate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/**
 * The description of the API is that of the router. That answers keep to it is looked at by {@link
 * ApiServer}, for every request of every test.
 */
class OpenApiTest {
  @AutoClose private static final ApiServer server = new ApiServer();

  @Test
  void everyRouteIsDescribedAndNoOther() {
    Set<String> described = new TreeSet<>();
    paths("3.71")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        verb ->
                            described.add(
                                verb.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey())));

    assertThat(described)
        .isEqualTo(
            Route.all().stream()
                .map(Route::toString)
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  @Test
  void everyAnswerIsDescribed() {
    List<String> silent = new ArrayList<>();
    endpoints("3.71")
        .forEach(
            endpoint -> {
              if (endpoint.path("responses").has("2XX")) {
                silent.add(endpoint.path("operationId").asText());
              }
            });

    assertThat(silent)
        .as(
            "say with @Gives(Body...) what the endpoint answers, or with @Acts what each action does")
        .isEmpty();
  }

  @Test
  void aVersionHasWhatItHas() {
    assertThat(paths("3.0").has("/attachments")).isFalse();
    assertThat(paths("3.27").has("/attachments")).isTrue();
    JsonNode created =
        paths("3.71")
            .at("/~1volumes/post/requestBody/content/application~1json/schema/properties/volume");
    assertThat(created.path("additionalProperties").asBoolean()).isFalse();
    assertThat(created.at("/properties/group_id/x-since").asText()).isEqualTo("3.13");
    JsonNode before =
        paths("3.12")
            .at("/~1volumes/post/requestBody/content/application~1json/schema/properties/volume");
    assertThat(before.path("additionalProperties").asBoolean()).isTrue();
    assertThat(before.path("properties").has("group_id")).isFalse();
  }

  @Test
  void whatCinderDoesNotHaveIsMarked() {
    assertThat(paths("3.71").at("/~1operations/get/x-clinker").asBoolean()).isTrue();
    assertThat(paths("3.71").at("/~1volumes/get").has("x-clinker")).isFalse();
    assertThat(
            server
                .description("3.71")
                .document()
                .at("/components/parameters/wait/x-clinker")
                .asBoolean())
        .isTrue();
    assertThat(paths("3.71").at("/~1volumes~1{id}~1action/post").toString())
        .containsPattern("x-clinker\":true,\"properties\":\\{\"clinker:reconcile");
  }

  @Test
  void itNeedsNoTokenAndNamesTheServerAsTheClientDoes() {
    Answer answer = server.raw("GET", "/openapi.yaml", "");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("application/yaml");
    assertThat(answer.text()).contains("http://api/v3/{project_id}").doesNotContain("@base@");
    for (String wrong : List.of("4.0", "3.72", "3.01", "x")) {
      assertThat(server.raw("GET", "/openapi.yaml?version=" + wrong, "").status()).isEqualTo(400);
    }
    try (ApiServer behindProxy =
        new ApiServer(
            new Rate(0, 1), new PublicAddress(Optional.of("https://cloud/block-storage"), false))) {
      assertThat(behindProxy.raw("GET", "/block-storage/openapi.yaml", "").text())
          .contains("https://cloud/block-storage/v3/{project_id}");
    }
  }

  private static JsonNode paths(String version) {
    return server.description(version).document().path("paths");
  }

  private static List<JsonNode> endpoints(String version) {
    return paths(version).properties().stream()
        .flatMap(path -> path.getValue().properties().stream())
        .map(Map.Entry::getValue)
        .toList();
  }
}

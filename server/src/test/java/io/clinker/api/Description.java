package io.clinker.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.clinker.api.http.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The OpenAPI document of one version as the service gives it, and whether a request and its answer
 * keep to it: an accepted body must be one that is described, and an answer must look as it says.
 */
final class Description {
  private static final Pattern BEFORE = Pattern.compile("^/v3(?:/[0-9a-f-]+)?(?=/.)");

  private final JsonNode document;
  private final List<Template> templates = new ArrayList<>();
  private final Map<String, Schema> schemas = new ConcurrentHashMap<>();
  private final SchemaRegistry registry =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  private record Template(String path, Pattern pattern) {
    private long parameters() {
      return path.chars().filter(each -> each == '{').count();
    }
  }

  Description(String yaml) {
    try {
      document = new YAMLMapper().readTree(yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    document
        .path("paths")
        .fieldNames()
        .forEachRemaining(
            path ->
                templates.add(
                    new Template(path, Pattern.compile(path.replaceAll("\\{[a-z_]+}", "[^/]+")))));
    templates.sort(Comparator.comparingLong(Template::parameters));
  }

  JsonNode document() {
    return document;
  }

  /** What is wrong with an answer; empty: nothing. */
  List<String> complaints(String verb, String rawPath, String request, int status, String answer) {
    if (status >= 400) {
      return status == 412 && answer.isEmpty()
          ? List.of()
          : violations("fault", document.at("/components/schemas/fault"), answer);
    }
    String path = rawPath.replaceFirst("\\?.*", "");
    Optional<JsonNode> endpoint = endpoint(verb, path);
    if (endpoint.isEmpty()) {
      return status == 302 || status == 204
          ? List.of()
          : List.of("%s %s is answered, but not described".formatted(verb, path));
    }
    List<String> complaints = new ArrayList<>();
    String id = endpoint.get().path("operationId").asText();
    JsonNode body = endpoint.get().at("/requestBody/content/application~1json/schema");
    if (!body.isMissingNode() && !request.isEmpty()) {
      complaints.addAll(violations(id + " takes", body, request));
    }
    JsonNode responses = endpoint.get().path("responses");
    JsonNode response = responses.path(Integer.toString(status));
    if (response.isMissingNode() && !responses.has("2XX")) {
      complaints.add("%s is answered with %d, which is not described".formatted(id, status));
    }
    JsonNode schema = response.at("/content/application~1json/schema");
    if (!schema.isMissingNode()
        && !(answer.isEmpty() && response.path("content").has("text/html"))) {
      complaints.addAll(violations(id + " gives " + status, schema, answer));
    }
    return complaints;
  }

  private Optional<JsonNode> endpoint(String verb, String path) {
    String prefix =
        URI.create(document.at("/servers/0/url").asText().replaceFirst("/v3/.*", "")).getPath();
    String below =
        BEFORE
            .matcher(path.startsWith(prefix) ? path.substring(prefix.length()) : path)
            .replaceFirst("");
    return templates.stream()
        .filter(template -> template.pattern().matcher(below).matches())
        .map(
            template ->
                document
                    .path("paths")
                    .path(template.path())
                    .path(verb.toLowerCase(java.util.Locale.ROOT)))
        .filter(found -> !found.isMissingNode())
        .findFirst();
  }

  private List<String> violations(String name, JsonNode schema, String text) {
    try {
      JsonNode tree = Json.MAPPER.readTree(text);
      return schemas.computeIfAbsent(name, absent -> compiled(schema)).validate(tree).stream()
          .map(
              error ->
                  "%s: %s: %s".formatted(name, error.getInstanceLocation(), error.getMessage()))
          .toList();
    } catch (IOException e) {
      return List.of("%s: not JSON: %s".formatted(name, text));
    }
  }

  private Schema compiled(JsonNode schema) {
    ObjectNode whole = Json.MAPPER.createObjectNode();
    whole.putArray("allOf").add(schema);
    whole.set("components", document.path("components"));
    return registry.getSchema(whole);
  }
}

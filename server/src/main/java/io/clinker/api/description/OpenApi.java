package io.clinker.api.description;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clinker.api.http.Fault;
import io.clinker.api.http.Json;
import io.clinker.api.http.Microversion;
import io.clinker.api.schema.JsonSchema;
import java.util.List;
import java.util.TreeSet;

/**
 * The OpenAPI document of a version: made from the resources, from what their methods are annotated
 * with, and from the schemas and shapes that these name. What a version does not have is not in its
 * document. Clinker's own additions are marked {@code x-clinker}.
 */
final class OpenApi {
  /** Stands where the root of the API stands, as the client names it. */
  static final String BASE = "@base@";

  private static final String PROJECT = "0123456789abcdef0123456789abcdef";

  private final List<Endpoint> endpoints;

  OpenApi(List<Object> resources) {
    this.endpoints = Endpoint.of(resources);
  }

  ObjectNode at(Microversion version) {
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.put("openapi", "3.1.0");
    ObjectNode info = json.putObject("info");
    info.put("title", "Clinker: the OpenStack Block Storage API v3");
    info.put("version", version.toString());
    info.put(
        "description",
        "As spoken with the header OpenStack-API-Version: volume "
            + version
            + ". The path may leave the project out. Other versions: ?version=3.N, from "
            + Microversion.MINIMUM
            + " to "
            + Microversion.MAXIMUM
            + ". x-since: the version that brought it; x-policy: the rules that are asked;"
            + " x-clinker: no part of Cinder's API.");
    ObjectNode server = json.putArray("servers").addObject();
    server.put("url", BASE + "/v3/{project_id}");
    ObjectNode project = server.putObject("variables").putObject("project_id");
    project.put("default", PROJECT);
    project.put("description", "The project of the token.");
    json.putArray("security").addObject().putArray("token");
    ObjectNode paths = json.putObject("paths");
    for (Endpoint endpoint : endpoints) {
      if (endpoint.since().isEmpty() || endpoint.since().get().in(version)) {
        paths
            .withObjectProperty(endpoint.path())
            .set(endpoint.verb(), new EndpointDescription(endpoint, version).json());
      }
    }
    json.set("components", components(version));
    return json;
  }

  private static ObjectNode components(Microversion version) {
    ObjectNode components = Json.MAPPER.createObjectNode();
    ObjectNode token = components.putObject("securitySchemes").putObject("token");
    token.put("type", "apiKey");
    token.put("in", "header");
    token.put("name", "X-Auth-Token");
    components.set("parameters", parameters());
    ObjectNode responses = components.putObject("responses");
    responses
        .putObject("token")
        .put(
            "description",
            "Done; or, where nobody's word is checked (noauth), a token for who sent none, in the"
                + " header X-Auth-Token.");
    ObjectNode fault = responses.putObject("fault");
    fault.put("description", "Refused, or failed.");
    fault
        .putObject("content")
        .putObject("application/json")
        .putObject("schema")
        .put("$ref", "#/components/schemas/fault");
    ObjectNode schemas = components.putObject("schemas");
    for (Body body : Body.values()) {
      if (body != Body.NONE) {
        schemas.set(body.word(), body.shape().describe(version));
      }
    }
    schemas.set("fault", faults());
    return components;
  }

  private static ObjectNode parameters() {
    ObjectNode parameters = Json.MAPPER.createObjectNode();
    parameter(parameters, "version", "header", "OpenStack-API-Version")
        .set("schema", JsonSchema.of("string", false).with("pattern", "^volume 3\\.\\d+$").json());
    ObjectNode key = parameter(parameters, "idempotency-key", "header", "Idempotency-Key");
    key.put("x-clinker", true);
    key.put("description", "The same key and body give the recorded answer.");
    key.set("schema", JsonSchema.of("string", false).with("pattern", "^[ -~]{1,255}$").json());
    ObjectNode wait = parameter(parameters, "wait", "query", "wait");
    wait.put("x-clinker", true);
    wait.put("description", "Seconds to wait for another operation that is in the way.");
    wait.set("schema", JsonSchema.of("integer", false).with("minimum", 0).json());
    ObjectNode rehearse = parameter(parameters, "dry-run", "query", "dry_run");
    rehearse.put("x-clinker", true);
    rehearse.put("description", "What would happen; nothing does.");
    rehearse.set("schema", JsonSchema.oneOf(List.of("true", "false")).json());
    return parameters;
  }

  private static ObjectNode parameter(ObjectNode all, String word, String where, String name) {
    ObjectNode parameter = all.putObject(word);
    parameter.put("name", name);
    parameter.put("in", where);
    return parameter;
  }

  /** Cinder's faults, what the identity middleware says, and what the router says. */
  private static ObjectNode faults() {
    ObjectNode members = Json.MAPPER.createObjectNode();
    members.set("code", JsonSchema.of("integer", false).json());
    members.set("message", JsonSchema.of("string", false).json());
    members.set("retryAfter", JsonSchema.of("string", false).json());
    JsonSchema fault =
        JsonSchema.of("object", false)
            .with("minProperties", 1)
            .with("maxProperties", 1)
            .with(
                "propertyNames",
                JsonSchema.oneOf(List.copyOf(new TreeSet<>(Fault.elements()))).json())
            .with(
                "additionalProperties",
                JsonSchema.of("object", false)
                    .with("properties", members)
                    .with("required", List.of("code", "message"))
                    .with("additionalProperties", false)
                    .json());
    return JsonSchema.anyOf(
            fault,
            texts("error", "code", "title", "message"),
            JsonSchema.of("object", false)
                .with("required", List.of("message", "code", "title"))
                .with("maxProperties", 3))
        .json();
  }

  private static JsonSchema texts(String envelope, String... members) {
    ObjectNode properties = Json.MAPPER.createObjectNode();
    properties.set(
        envelope,
        JsonSchema.of("object", false)
            .with("required", List.of(members))
            .with("maxProperties", members.length)
            .json());
    return JsonSchema.of("object", false)
        .with("properties", properties)
        .with("required", List.of(envelope))
        .with("additionalProperties", false);
  }
}

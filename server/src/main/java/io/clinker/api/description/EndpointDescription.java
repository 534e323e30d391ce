package io.clinker.api.description;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clinker.api.http.Asks;
import io.clinker.api.http.AsksNothing;
import io.clinker.api.http.Json;
import io.clinker.api.http.Microversion;
import io.clinker.api.http.Rule;
import io.clinker.api.http.Since;
import io.clinker.api.schema.JsonSchema;
import io.clinker.api.schema.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the document says of one endpoint at a version. */
final class EndpointDescription {
  private static final String BEYOND = "x-clinker";
  private static final String JSON = "application/json";

  private final Endpoint endpoint;
  private final Microversion version;

  EndpointDescription(Endpoint endpoint, Microversion version) {
    this.endpoint = endpoint;
    this.version = version;
  }

  ObjectNode json() {
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.put("operationId", endpoint.id());
    json.putArray("tags").add(endpoint.path().split("/", 3)[1]);
    endpoint.since().ifPresent(since -> json.put(JsonSchema.SINCE, since.version().toString()));
    endpoint
        .annotation(Asks.class)
        .ifPresent(
            asks -> {
              ArrayNode rules = json.putArray("x-policy");
              Arrays.stream(asks.value()).map(Rule::rule).forEach(rules::add);
            });
    endpoint
        .annotation(AsksNothing.class)
        .ifPresent(reason -> json.put("x-no-policy", reason.value()));
    if (endpoint.beyondCinder()) {
      json.put(BEYOND, true);
    }
    if (endpoint.atRoot()) {
      json.putArray("security");
      json.putArray("servers").addObject().put("url", OpenApi.BASE);
    }
    json.set("parameters", new Parameters(endpoint, version).json(becomesOperation()));
    List<ObjectNode> variants = variants();
    if (!variants.isEmpty()) {
      ObjectNode schema = Json.MAPPER.createObjectNode();
      schema.putArray("oneOf").addAll(variants);
      putBody(json, schema);
    } else {
      endpoint
          .annotation(Takes.class)
          .map(takes -> endpoint.constant(takes.value(), takes.in(), Schema.class))
          .map(schema -> schema.describe(version))
          .ifPresentOrElse(
              schema -> putBody(json, schema),
              () -> {
                if (endpoint.verb().equals("post") || endpoint.verb().equals("put")) {
                  putBody(json, JsonSchema.of("object", false).json());
                }
              });
    }
    json.set("responses", responses());
    return json;
  }

  private static void putBody(ObjectNode json, ObjectNode schema) {
    ObjectNode body = json.putObject("requestBody");
    body.put("required", true);
    body.putObject("content").putObject(JSON).set("schema", schema);
  }

  private List<Act> acts() {
    return endpoint.annotation(Acts.class).stream()
        .flatMap(acts -> Arrays.stream(acts.value()))
        .filter(act -> Arrays.stream(act.since()).allMatch(since -> since.in(version)))
        .toList();
  }

  private boolean becomesOperation() {
    return endpoint.annotation(Gives.class).map(Gives::operation).orElse(false)
        || acts().stream().anyMatch(Act::operation);
  }

  /** The body of each action: those that are described, then those that are only there. */
  private List<ObjectNode> variants() {
    Map<String, ObjectNode> variants = new LinkedHashMap<>();
    for (Act act : acts()) {
      ObjectNode variant = variant(act.value(), value(act), Arrays.stream(act.since()).findFirst());
      variant.put("x-status", act.status());
      variants.put(act.value(), variant);
    }
    if (endpoint.resource() instanceof HasActions table && endpoint.changes()) {
      new TreeMap<>(table.actions())
          .forEach(
              (name, since) -> {
                if (since.isEmpty() || since.get().in(version)) {
                  variants.computeIfAbsent(
                      name, absent -> variant(name, JsonSchema.any().json(), since));
                }
              });
    }
    return new ArrayList<>(variants.values());
  }

  private static ObjectNode variant(String name, ObjectNode value, Optional<Since> since) {
    ObjectNode properties = Json.MAPPER.createObjectNode();
    properties.set(name, value);
    JsonSchema schema = JsonSchema.of("object", false);
    since.ifPresent(one -> schema.with(JsonSchema.SINCE, one.version().toString()));
    if (name.startsWith("clinker:")) {
      schema.with(BEYOND, true);
    }
    return schema
        .with("properties", properties)
        .with("required", List.of(name))
        .with("additionalProperties", false)
        .json();
  }

  private ObjectNode value(Act act) {
    if (act.takes().isEmpty()) {
      return JsonSchema.any().json();
    }
    ObjectNode value = endpoint.constant(act.takes(), act.in(), Schema.class).describe(version);
    if (!act.lenient()) {
      return value;
    }
    ObjectNode either = Json.MAPPER.createObjectNode();
    ArrayNode all = either.putArray("anyOf");
    all.add(value);
    all.addObject().set("not", JsonSchema.of("object", false).json());
    return either;
  }

  private ObjectNode responses() {
    Map<String, List<Body>> bodies = new TreeMap<>();
    List<Act> acts = acts();
    Optional<Gives> gives = endpoint.annotation(Gives.class);
    gives.ifPresent(one -> add(bodies, one.status(), one.value()));
    acts.forEach(act -> add(bodies, act.status(), act.gives()));
    if (becomesOperation()) {
      add(bodies, 200, Body.DRY_RUN);
    }
    ObjectNode responses = Json.MAPPER.createObjectNode();
    bodies.forEach((status, some) -> responses.set(status, response(some)));
    if (gives.isEmpty() && acts.isEmpty()) {
      responses.putObject("2XX").put("description", "Not described.");
    }
    if (new Parameters(endpoint, version).takesHeader("If-Match")) {
      responses.putObject("412").put("description", "It has changed meanwhile.");
    }
    if (!endpoint.atRoot()) {
      responses.putObject("204").put("$ref", "#/components/responses/token");
    }
    responses.putObject("default").put("$ref", "#/components/responses/fault");
    return responses;
  }

  private static void add(Map<String, List<Body>> bodies, int status, Body body) {
    List<Body> some = bodies.computeIfAbsent(Integer.toString(status), absent -> new ArrayList<>());
    if (!some.contains(body)) {
      some.add(body);
    }
  }

  private static ObjectNode response(List<Body> bodies) {
    ObjectNode response = Json.MAPPER.createObjectNode();
    response.put("description", "Done, or accepted.");
    List<Body> some = bodies.stream().filter(body -> body != Body.NONE).toList();
    if (some.isEmpty()) {
      return response;
    }
    ObjectNode content = response.putObject("content");
    ObjectNode schema = content.putObject(JSON).putObject("schema");
    if (some.size() == 1) {
      schema.put("$ref", reference(some.getFirst()));
    } else {
      ArrayNode any = schema.putArray("anyOf");
      some.forEach(body -> any.addObject().put("$ref", reference(body)));
    }
    if (some.size() < bodies.size()) {
      content
          .putObject("text/html")
          .set("schema", JsonSchema.of("string", false).with("maxLength", 0).json());
    }
    return response;
  }

  private static String reference(Body body) {
    return "#/components/schemas/" + body.word();
  }
}

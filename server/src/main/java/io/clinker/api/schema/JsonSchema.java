package io.clinker.api.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clinker.api.http.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A JSON Schema in the making, in the dialect of OpenAPI 3.1 (2020-12). */
public final class JsonSchema {
  /** The keyword for the version that brought a member or a call. */
  public static final String SINCE = "x-since";

  private final ObjectNode json = Json.MAPPER.createObjectNode();

  private JsonSchema() {}

  /** Lets anything pass. */
  public static JsonSchema any() {
    return new JsonSchema();
  }

  /** The same as a finished one. */
  static JsonSchema like(ObjectNode finished) {
    JsonSchema schema = new JsonSchema();
    schema.json.setAll(finished);
    return schema;
  }

  /** Values of a type. */
  public static JsonSchema of(String type, boolean nullable) {
    JsonSchema schema = new JsonSchema();
    if (nullable) {
      schema.json.putArray("type").add(type).add("null");
    } else {
      schema.json.put("type", type);
    }
    return schema;
  }

  /** These values and no others. */
  public static JsonSchema oneOf(List<? extends @Nullable Object> values) {
    return new JsonSchema().with("enum", Json.MAPPER.valueToTree(values));
  }

  /** What one of these lets pass. */
  public static JsonSchema anyOf(JsonSchema... schemas) {
    JsonSchema schema = new JsonSchema();
    ArrayNode all = schema.json.putArray("anyOf");
    for (JsonSchema one : schemas) {
      all.add(one.json);
    }
    return schema;
  }

  /** The same with one more keyword. */
  public JsonSchema with(String keyword, @Nullable Object value) {
    json.set(
        keyword, value instanceof JsonNode node ? node : Json.MAPPER.<JsonNode>valueToTree(value));
    return this;
  }

  /** The text of it. */
  public ObjectNode json() {
    return json;
  }
}

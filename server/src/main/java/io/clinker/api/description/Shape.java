package io.clinker.api.description;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clinker.api.http.Json;
import io.clinker.api.http.Microversion;
import io.clinker.api.http.Since;
import io.clinker.api.schema.JsonSchema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a value in an answer looks like. An object has the members that it names and no others. */
public sealed interface Shape {
  /** As JSON Schema, at a version. */
  ObjectNode describe(Microversion version);

  /** Values of a type of JSON. */
  record Plain(String type, boolean nullable, @Nullable String pattern) implements Shape {
    @Override
    public ObjectNode describe(Microversion version) {
      JsonSchema schema = JsonSchema.of(type, nullable);
      return (pattern == null ? schema : schema.with("pattern", pattern)).json();
    }

    /** The same, or null. */
    public Plain orNull() {
      return new Plain(type, true, pattern);
    }
  }

  /** One of these texts. */
  record Words(List<String> words) implements Shape {
    @Override
    public ObjectNode describe(Microversion version) {
      return JsonSchema.oneOf(words).json();
    }
  }

  /** Null alone. */
  record Nothing() implements Shape {
    @Override
    public ObjectNode describe(Microversion version) {
      return JsonSchema.any().with("type", "null").json();
    }
  }

  /** Any value. */
  record Anything() implements Shape {
    @Override
    public ObjectNode describe(Microversion version) {
      return JsonSchema.any().json();
    }
  }

  /** An array. */
  record ListOf(Shape item) implements Shape {
    @Override
    public ObjectNode describe(Microversion version) {
      return JsonSchema.of("array", false).with("items", item.describe(version)).json();
    }
  }

  /** An object with any keys. */
  record MapOf(Shape value) implements Shape {
    @Override
    public ObjectNode describe(Microversion version) {
      return JsonSchema.of("object", false)
          .with("additionalProperties", value.describe(version))
          .json();
    }
  }

  /** One of several. */
  record Either(List<Shape> shapes) implements Shape {
    @Override
    public ObjectNode describe(Microversion version) {
      ArrayNode all = Json.MAPPER.createArrayNode();
      shapes.forEach(shape -> all.add(shape.describe(version)));
      return JsonSchema.any().with("anyOf", all).json();
    }
  }

  /** An object. */
  record Fields(List<Field> fields) implements Shape {
    @Override
    public ObjectNode describe(Microversion version) {
      ObjectNode properties = Json.MAPPER.createObjectNode();
      List<String> required = new ArrayList<>();
      for (Field field : fields) {
        Since since = field.since();
        if (since == null || since.in(version)) {
          ObjectNode value = field.shape().describe(version);
          if (since != null) {
            value.put(JsonSchema.SINCE, since.version().toString());
          }
          properties.set(field.name(), value);
          if (field.always()) {
            required.add(field.name());
          }
        }
      }
      JsonSchema schema = JsonSchema.of("object", false).with("properties", properties);
      return (required.isEmpty() ? schema : schema.with("required", required))
          .with("additionalProperties", false)
          .json();
    }

    /** The same with more members. */
    Fields and(Field... more) {
      List<Field> all = new ArrayList<>(fields);
      all.addAll(List.of(more));
      return new Fields(List.copyOf(all));
    }
  }

  /**
   * A member of an object.
   *
   * @param always whether it is in every answer of its versions, or hangs on who asks and what for
   * @param since the version that brought it, null for 3.0
   */
  record Field(String name, Shape shape, boolean always, @Nullable Since since) {
    /** The same, brought by a version. */
    Field since(Since version) {
      return new Field(name, shape, always, version);
    }
  }

  static Field field(String name, Shape shape) {
    return new Field(name, shape, true, null);
  }

  /** A member that is not in every answer. */
  static Field maybe(String name, Shape shape) {
    return new Field(name, shape, false, null);
  }

  static Fields fields(Field... fields) {
    return new Fields(List.of(fields));
  }

  /** An object with one member. */
  static Fields in(String envelope, Shape shape) {
    return fields(field(envelope, shape));
  }

  /** A list of these without paging. */
  static Fields list(String member, Shape item) {
    return in(member, new ListOf(item));
  }

  /** A list of these, with the link to the next page if there is one. */
  static Fields page(String member, String links, Shape item) {
    return list(member, item).and(maybe(links, new ListOf(LINK)));
  }

  Shape LINK = fields(field("rel", text()), field("href", text()), maybe("type", text()));

  static Plain text() {
    return new Plain("string", false, null);
  }

  static Plain whole() {
    return new Plain("integer", false, null);
  }

  static Plain number() {
    return new Plain("number", false, null);
  }

  static Plain flag() {
    return new Plain("boolean", false, null);
  }

  /** A time without a zone, in microseconds. */
  static Plain time() {
    return new Plain("string", false, "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{6}$");
  }

  static Plain uuid() {
    return new Plain(
        "string", false, "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$");
  }

  static Words words(String... words) {
    return new Words(List.of(words));
  }

  /** An object of texts. */
  static MapOf texts() {
    return new MapOf(text());
  }

  static ListOf links() {
    return new ListOf(LINK);
  }
}

package io.clinker.api.schema;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clinker.api.http.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The members of a body after its schema has passed them; those it does not know are not seen. */
public final class Members {
  private final ObjectNode object;
  private final Set<String> known;

  Members(ObjectNode object, Set<String> known) {
    this.object = object;
    this.known = Set.copyOf(known);
  }

  /** Whether it is there, be it null. */
  public boolean has(String name) {
    return known.contains(name) && object.has(name);
  }

  /** A text; null if it is null or not there. */
  public @Nullable String text(String name) {
    JsonNode value = value(name);
    return value == null ? null : value.asText();
  }

  /** An identifier in the one spelling that is kept, whichever was sent. */
  public @Nullable String uuid(String name) {
    String text = text(name);
    return text == null ? null : Form.Uuid.canonical(text);
  }

  /** A text without blanks around it. */
  public @Nullable String stripped(String name) {
    String text = text(name);
    return text == null ? null : text.strip();
  }

  /** A number or a text of digits. */
  public @Nullable Long whole(String name) {
    JsonNode value = value(name);
    if (value == null) {
      return null;
    }
    return value.isTextual() ? Long.valueOf(value.textValue()) : Long.valueOf(value.longValue());
  }

  /** A boolean or one of its words. */
  public boolean flag(String name, boolean otherwise) {
    JsonNode value = value(name);
    if (value == null) {
      return otherwise;
    }
    return value.isTextual() ? Form.Flag.TRUE.contains(value.textValue()) : value.booleanValue();
  }

  /** An object of texts; empty if it is null or not there. */
  public Map<String, String> texts(String name) {
    Map<String, String> texts = new LinkedHashMap<>();
    JsonNode value = value(name);
    if (value != null) {
      for (Map.Entry<String, JsonNode> entry : value.properties()) {
        texts.put(entry.getKey(), entry.getValue().isNull() ? "" : entry.getValue().asText());
      }
    }
    return texts;
  }

  /** A list of texts; empty if it is null or not there. */
  public List<String> names(String name) {
    List<String> names = new ArrayList<>();
    JsonNode value = value(name);
    if (value != null) {
      value.forEach(item -> names.add(item.asText()));
    }
    return names;
  }

  /** Any object; null if it is null or not there. */
  public @Nullable Map<String, Object> tree(String name) {
    JsonNode value = value(name);
    return value == null
        ? null
        : Json.MAPPER.convertValue(value, new TypeReference<Map<String, Object>>() {});
  }

  private @Nullable JsonNode value(String name) {
    JsonNode value = known.contains(name) ? object.get(name) : null;
    return value == null || value.isNull() ? null : value;
  }
}

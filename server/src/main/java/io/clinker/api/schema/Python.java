package io.clinker.api.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.Map;

/** Values as Python prints them, because Cinder's error texts hold them so. */
public final class Python {
  private Python() {}

  /** As {@code str()}: texts without quotes. */
  public static String str(JsonNode value) {
    return value.isTextual() ? value.textValue() : repr(value);
  }

  /** As {@code repr()}. */
  public static String repr(JsonNode value) {
    return switch (value.getNodeType()) {
      case STRING -> repr(value.textValue());
      case BOOLEAN -> value.booleanValue() ? "True" : "False";
      case NULL, MISSING -> "None";
      case ARRAY -> array(value);
      case OBJECT -> object(value);
      case NUMBER, BINARY, POJO -> value.asText();
    };
  }

  /** A quoted text. */
  public static String repr(String text) {
    return text.contains("'") && !text.contains("\"") ? '"' + text + '"' : "'" + text + "'";
  }

  private static String array(JsonNode value) {
    StringBuilder text = new StringBuilder("[");
    for (JsonNode item : value) {
      text.append(text.length() > 1 ? ", " : "").append(repr(item));
    }
    return text.append(']').toString();
  }

  private static String object(JsonNode value) {
    StringBuilder text = new StringBuilder("{");
    Iterator<Map.Entry<String, JsonNode>> members = value.fields();
    while (members.hasNext()) {
      Map.Entry<String, JsonNode> member = members.next();
      text.append(text.length() > 1 ? ", " : "")
          .append(repr(member.getKey()))
          .append(": ")
          .append(repr(member.getValue()));
    }
    return text.append('}').toString();
  }
}

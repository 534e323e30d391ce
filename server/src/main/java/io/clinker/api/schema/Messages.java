package io.clinker.api.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.clinker.api.http.Fault;
import java.util.ArrayList;
import java.util.List;

/** The texts of refusals. */
final class Messages {
  private Messages() {}

  static Fault invalid(String member, JsonNode value, String message) {
    return Fault.badRequest(
        "Invalid input for field/attribute %s. Value: %s. %s"
            .formatted(member, Python.str(value), message));
  }

  static Fault type(String member, JsonNode value, boolean nullable, String... types) {
    List<String> words = new ArrayList<>();
    for (String type : types) {
      words.add(Python.repr(type));
    }
    if (nullable) {
      words.add("'null'");
    }
    return invalid(
        member, value, Python.repr(value) + " is not of type " + String.join(", ", words));
  }

  static String text(String member, JsonNode value, boolean nullable) {
    if (!value.isTextual()) {
      throw type(member, value, nullable, "string");
    }
    return value.textValue();
  }
}

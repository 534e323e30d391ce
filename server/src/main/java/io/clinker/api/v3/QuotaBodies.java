package io.clinker.api.v3;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clinker.api.http.Call;
import io.clinker.api.http.Fault;
import io.clinker.api.schema.Form;
import io.clinker.api.schema.Python;
import io.clinker.api.schema.Schema;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Limits as administrators send them; which keys there are depends on the types. */
final class QuotaBodies {
  /** What is below -1 is refused later, in the words that Cinder has for it. */
  private static final Form LIMIT = new Form.Whole(Integer.MIN_VALUE, Integer.MAX_VALUE, false);

  private static final int LONGEST_NAME = 255;

  private QuotaBodies() {}

  /** A project or class that could not be kept under its name is 400. */
  static void requireName(String field, String name) {
    if (name.length() > LONGEST_NAME) {
      throw Fault.invalidInput(
          "%s has %d characters, more than %d.".formatted(field, name.length(), LONGEST_NAME));
    }
  }

  /** Which keys there are is known when the body is read. */
  static Schema schema(String envelope) {
    return Schema.flat(Schema.required(envelope, new Form.Tree(1, false)));
  }

  /**
   * The limits of a body.
   *
   * @param ignored members that are none and do no harm
   */
  static Map<String, Long> read(Call call, String envelope, Set<String> ignored) {
    ObjectNode body = Schema.object(call.body());
    if (!(body.get(envelope) instanceof ObjectNode set)) {
      throw Fault.badRequest(Python.repr(envelope) + " is a required property");
    }
    if (body.size() > 1) {
      throw Fault.badRequest("Additional properties are not allowed beside '" + envelope + "'");
    }
    if (set.isEmpty()) {
      throw Fault.badRequest(
          "Invalid input for field/attribute %s. Value: {}. {} does not have enough properties"
              .formatted(envelope));
    }
    Map<String, Long> limits = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> member : set.properties()) {
      if (!ignored.contains(member.getKey())) {
        JsonNode value = member.getValue();
        LIMIT.check(member.getKey(), value);
        requireName("the name of a limit", member.getKey());
        limits.put(
            member.getKey(),
            value.isTextual() ? Long.parseLong(value.textValue()) : value.longValue());
      }
    }
    return limits;
  }
}

package io.clinker.api.v3;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clinker.api.http.Call;
import io.clinker.api.http.Fault;
import io.clinker.api.schema.Form;
import io.clinker.api.schema.Python;
import io.clinker.api.schema.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Limits as administrators send them. */
final class QuotaBodies {
  private static final Set<String> IGNORED = Set.of("tenant_id", "force");
  private static final Form LIMIT = new Form.Whole(-1, Integer.MAX_VALUE, false);

  private QuotaBodies() {}

  static Map<String, Long> read(Call call, String envelope, Set<String> known) {
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
    List<String> bad = new ArrayList<>();
    for (Map.Entry<String, JsonNode> member : set.properties()) {
      String key = member.getKey();
      if (IGNORED.contains(key)) {
        continue;
      }
      if (!known.contains(key)) {
        bad.add(key);
        continue;
      }
      JsonNode value = member.getValue();
      if (value.isIntegralNumber() && value.canConvertToLong() && value.longValue() < -1) {
        throw Fault.badRequest(key + " must be >= -1");
      }
      LIMIT.check(key, value);
      limits.put(key, value.isTextual() ? Long.parseLong(value.textValue()) : value.longValue());
    }
    if (!bad.isEmpty()) {
      throw Fault.badRequest("Bad key(s) in quota set: " + String.join(",", bad));
    }
    return limits;
  }
}

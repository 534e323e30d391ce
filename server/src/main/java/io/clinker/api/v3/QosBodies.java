package io.clinker.api.v3;

import static io.clinker.api.schema.Schema.required;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clinker.api.http.Call;
import io.clinker.api.http.Fault;
import io.clinker.api.schema.Form;
import io.clinker.api.schema.Forms;
import io.clinker.api.schema.Schema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * QoS specs as administrators send them: any member but name and consumer is a spec.
 *
 * @param name stripped; null if there was none
 * @param consumer null if there was none
 */
record QosBodies(@Nullable String name, @Nullable String consumer, Map<String, String> specs) {
  private static final String ENVELOPE = "qos_specs";
  private static final Set<String> CONSUMERS = Set.of("front-end", "back-end", "both");
  private static final Schema ANY = Schema.flat(required(ENVELOPE, Forms.tree()));
  private static final Schema KEYS = Schema.flat(required("keys", new Form.Names()));
  private static final Form NAME = new Form.Text(1, 255, false, true);

  static QosBodies create(Call call) {
    ObjectNode members = members(call);
    JsonNode name = members.get("name");
    if (name == null) {
      throw Fault.badRequest("'name' is a required property");
    }
    NAME.check("name", name);
    return of(members, name.textValue().strip());
  }

  /** The name of specs never changes; nothing at all may be sent. */
  static QosBodies update(Call call) {
    return of(members(call), null);
  }

  static List<String> keys(Call call) {
    return KEYS.read(call).names("keys");
  }

  private static ObjectNode members(Call call) {
    ObjectNode body = Schema.object(call.body());
    ANY.check(body, call);
    return (ObjectNode) body.get(ENVELOPE);
  }

  private static QosBodies of(ObjectNode members, @Nullable String name) {
    String consumer = null;
    Map<String, String> specs = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> member : members.properties()) {
      String key = member.getKey();
      JsonNode value = member.getValue();
      if (key.equals("consumer")) {
        consumer = consumer(value);
      } else if (!(key.equals("name") && name != null)) {
        specs.put(key, spec(key, value));
      }
    }
    return new QosBodies(name, consumer, specs);
  }

  private static String consumer(JsonNode value) {
    if (!value.isTextual() || !CONSUMERS.contains(value.textValue())) {
      throw Fault.badRequest(
          "Invalid qos specs: Valid consumer of QoS specs are: ['back-end', 'both', 'front-end']");
    }
    return value.textValue();
  }

  private static String spec(String key, JsonNode value) {
    if (!Form.Texts.METADATA_KEYS.matcher(key).matches()) {
      throw Fault.badRequest(
          "Invalid input for field/attribute %s. The key '%s' is not allowed."
              .formatted(ENVELOPE, key));
    }
    if (value.isContainerNode()) {
      throw Fault.badRequest(
          "Invalid input for field/attribute %s. A value must be a text.".formatted(key));
    }
    String text = value.isNull() ? "" : value.asText();
    if (text.codePointCount(0, text.length()) > 255) {
      throw Fault.badRequest(
          "Invalid input for field/attribute %s. The value has more than 255 characters."
              .formatted(key));
    }
    return text;
  }
}

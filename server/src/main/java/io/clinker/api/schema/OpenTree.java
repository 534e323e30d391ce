package io.clinker.api.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clinker.api.http.Json;
import java.util.Map;
import java.util.TreeMap;

/** An object of which some members have a form, and all others may be anything. */
record OpenTree(Map<String, Form> members, boolean nullable) implements Form {
  OpenTree {
    members = Map.copyOf(members);
  }

  @Override
  public void check(String member, JsonNode value) {
    if (!value.isObject()) {
      throw Messages.type(member, value, nullable, "object");
    }
    new TreeMap<>(members).forEach((name, form) -> form.checkIfThere(name, value.get(name)));
  }

  @Override
  public ObjectNode describe() {
    ObjectNode properties = Json.MAPPER.createObjectNode();
    new TreeMap<>(members).forEach((name, form) -> properties.set(name, form.describe()));
    return JsonSchema.of("object", nullable).with("properties", properties).json();
  }

  @Override
  public Form orNull() {
    return new OpenTree(members, true);
  }
}

package io.clinker.api.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Set;

/** A value of a form, or a list of different ones. */
record OneOrMore(Form one) implements Form {
  @Override
  public boolean nullable() {
    return one.nullable();
  }

  @Override
  public void check(String member, JsonNode value) {
    if (!value.isArray()) {
      one.check(member, value);
      return;
    }
    Set<JsonNode> seen = new HashSet<>();
    for (JsonNode item : value) {
      one.check(member, item);
      if (!seen.add(item)) {
        throw Messages.invalid(member, value, Python.repr(value) + " has non-unique elements");
      }
    }
  }

  @Override
  public ObjectNode describe() {
    return JsonSchema.anyOf(
            JsonSchema.like(one.describe()),
            JsonSchema.of("array", false).with("items", one.describe()).with("uniqueItems", true))
        .json();
  }

  @Override
  public Form orNull() {
    return new OneOrMore(one.orNull());
  }
}

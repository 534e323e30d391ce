package io.clinker.api.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Pattern;

/** A text without control characters; the ends of lines are some too. */
record Printable(Form.Text text) implements Form {
  private static final Pattern CHARACTERS =
      Pattern.compile("[^\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029]*");

  @Override
  public boolean nullable() {
    return text.nullable();
  }

  @Override
  public void check(String member, JsonNode value) {
    text.check(member, value);
    if (!CHARACTERS.matcher(value.textValue()).matches()) {
      throw Messages.invalid(
          member, value, "%s does not match '%s'".formatted(Python.repr(value), pattern()));
    }
  }

  @Override
  public ObjectNode describe() {
    return JsonSchema.like(text.describe()).with("pattern", pattern()).json();
  }

  @Override
  public Form orNull() {
    return new Printable(text.orNull());
  }

  private static String pattern() {
    return "^" + CHARACTERS.pattern() + "$";
  }
}

package io.clinker.api.v3;

import com.fasterxml.jackson.databind.node.TextNode;
import io.clinker.api.http.Fault;
import io.clinker.api.schema.Form;
import io.clinker.api.schema.Forms;
import java.util.Map;
import java.util.regex.Pattern;

/** What a host says of itself: any members, of which some are kept or told to tools. */
final class Connectors {
  private static final Map<String, Form> KEPT =
      Map.of(
          "host", Forms.text255(),
          "mountpoint", Forms.text255(),
          "mode", Forms.choice("rw", "ro"));

  /** What stands in the lists of tools must be one word there. */
  private static final Map<String, Pattern> TOLD =
      Map.of(
          "initiator", Pattern.compile("[!-~]{1,223}"), "ip", Pattern.compile("[0-9A-Za-z.:%_-]+"));

  private Connectors() {}

  /** Members of another type than text are not used. A text that cannot be used is 400. */
  static void check(Map<String, Object> connector) {
    KEPT.forEach(
        (name, form) -> {
          if (connector.get(name) instanceof String text) {
            form.check(name, TextNode.valueOf(text));
          }
        });
    TOLD.forEach(
        (name, shape) -> {
          if (connector.get(name) instanceof String text && !shape.matcher(text).matches()) {
            throw Fault.badRequest(
                "Invalid input for field/attribute %s. Value: %s. It is not the name of one."
                    .formatted(name, text));
          }
        });
  }
}

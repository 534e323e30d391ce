package io.clinker.api.v3;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clinker.api.http.Call;
import io.clinker.api.http.Fault;
import io.clinker.api.schema.Form;
import io.clinker.api.schema.Members;
import io.clinker.api.schema.Schema;

/**
 * The body of an action: one member, named after the action.
 *
 * @param value of that member
 */
record ActionBody(String name, JsonNode value) {

  static ActionBody read(Call call) {
    if (call.body().length == 0) {
      throw none("None");
    }
    ObjectNode body = Schema.object(call.body());
    if (body.isEmpty()) {
      throw none("None");
    }
    if (body.size() > 1) {
      throw Fault.badRequest("Malformed request body");
    }
    String name = body.fieldNames().next();
    return new ActionBody(name, body.path(name));
  }

  /** The members of the value, which must be an object. */
  Members members(Schema schema, Call call) {
    if (value instanceof ObjectNode object) {
      return schema.check(object, call);
    }
    throw Form.notAnObject(name, value);
  }

  /** The same where no value is as good as an empty object. */
  Members optionalMembers(Schema schema, Call call) {
    return value instanceof ObjectNode object
        ? schema.check(object, call)
        : schema.check(JsonNodeFactory.instance.objectNode(), call);
  }

  /** Refuses a value where the action takes none. */
  void requireNothing() {
    if (!value.isNull() && !(value.isObject() && value.isEmpty())) {
      throw Fault.badRequest(
          "Invalid input for field/attribute %s. It takes no value: {\"%s\": null}."
              .formatted(name, name));
    }
  }

  static Fault none(String name) {
    return Fault.badRequest(
        "There is no such action: "
            + name
            + ". Verify the request body and Content-Type header and try again.");
  }

  static Fault unknown(ObjectNode body) {
    if (body.size() > 1) {
      return Fault.badRequest("Malformed request body");
    }
    return none(body.isEmpty() ? "None" : body.fieldNames().next());
  }
}

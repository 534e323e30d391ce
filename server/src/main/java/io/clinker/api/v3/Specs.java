package io.clinker.api.v3;

import static io.clinker.api.schema.Schema.required;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clinker.api.http.Call;
import io.clinker.api.http.Fault;
import io.clinker.api.http.Json;
import io.clinker.api.schema.Forms;
import io.clinker.api.schema.Schema;
import java.util.Map;

/** Bodies and answers of specs, the same for volume types and group types. */
final class Specs {
  private final String envelope;
  private final Schema all;

  Specs(String envelope) {
    this.envelope = envelope;
    this.all = Schema.flat(required(envelope, Forms.extraSpecs()));
  }

  /** What {@link #read} reads by. */
  Schema schema() {
    return all;
  }

  Map<String, String> read(Call call) {
    return all.read(call).texts(envelope);
  }

  /** The one pair of the body, whose key must be the URL's. */
  Map<String, String> readOne(Call call, String key) {
    ObjectNode body = Schema.object(call.body());
    if (body.size() != 1) {
      throw Fault.badRequest("Request body contains too many items");
    }
    if (!body.has(key)) {
      throw Fault.badRequest("Request body and URI mismatch");
    }
    Forms.extraSpecs().check(envelope, body);
    return Map.of(key, body.path(key).asText(""));
  }

  /** In the envelope. */
  Json of(Map<String, String> specs) {
    return json -> {
      json.writeStartObject();
      Json.texts(json, envelope, specs);
      json.writeEndObject();
    };
  }

  /** A pair without an envelope. */
  static Json pair(Map<String, String> pair) {
    return json -> {
      json.writeStartObject();
      for (Map.Entry<String, String> entry : pair.entrySet()) {
        json.writeStringField(entry.getKey(), entry.getValue());
      }
      json.writeEndObject();
    };
  }
}

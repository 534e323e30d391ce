package io.clinker.api.v3;

import static io.clinker.api.schema.Schema.required;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clinker.api.http.Call;
import io.clinker.api.http.Fault;
import io.clinker.api.http.Json;
import io.clinker.api.schema.Forms;
import io.clinker.api.schema.Schema;
import java.util.Map;

/** Bodies and answers of metadata, the same for volumes and snapshots. */
final class Metadata {
  private static final Schema ALL = Schema.flat(required("metadata", Forms.metadata()));
  private static final Schema ONE = Schema.flat(required("meta", Forms.metadata()));

  private Metadata() {}

  static Map<String, String> read(Call call) {
    return ALL.read(call).texts("metadata");
  }

  /** The one pair of the body, whose key must be the URL's. */
  static Map<String, String> readOne(Call call, String key) {
    ObjectNode body = Schema.object(call.body());
    Map<String, String> pair = ONE.check(body, call).texts("meta");
    if (pair.size() != 1) {
      throw Fault.badRequest("Request body contains too many items");
    }
    if (!pair.containsKey(key)) {
      throw Fault.badRequest("Request body and URI mismatch");
    }
    return pair;
  }

  static Json all(Map<String, String> metadata) {
    return json -> {
      json.writeStartObject();
      Json.texts(json, "metadata", metadata);
      json.writeEndObject();
    };
  }

  static Json one(String key, String value) {
    return json -> {
      json.writeStartObject();
      Json.texts(json, "meta", Map.of(key, value));
      json.writeEndObject();
    };
  }
}

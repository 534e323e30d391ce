package io.clinker.api.operations;

import com.fasterxml.jackson.core.JsonGenerator;
import io.clinker.api.http.Call;
import io.clinker.api.http.Json;
import io.clinker.store.FindingRow;
import java.io.IOException;

/** A finding in answers. */
final class FindingView {
  private FindingView() {}

  static void write(JsonGenerator json, Call call, FindingRow row) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", row.id());
    json.writeStringField("kind", row.kind().word());
    json.writeStringField("state", row.state().word());
    json.writeStringField("resource", row.resource().toString());
    json.writeStringField("backend", row.backend());
    Json.text(json, "host", row.host());
    Json.text(json, "volume_id", row.volumeId());
    Json.text(json, "project_id", row.projectId());
    json.writeStringField("message", row.message());
    Long bytes = row.heldBytes();
    if (bytes == null) {
      json.writeNullField("held_bytes");
    } else {
      json.writeNumberField("held_bytes", bytes);
    }
    json.writeFieldName("provenance");
    json.writeTree(Json.MAPPER.readTree(row.provenance()));
    Json.text(json, "resolution", row.resolution());
    Json.text(json, "operation_id", row.operationId());
    json.writeNumberField("first_pass", row.firstPass());
    json.writeNumberField("last_pass", row.lastPass());
    Json.date(json, "created_at", row.createdAt());
    Json.date(json, "updated_at", row.updatedAt());
    Json.date(json, "resolved_at", row.resolvedAt());
    json.writeArrayFieldStart("links");
    json.writeStartObject();
    json.writeStringField("rel", "self");
    json.writeStringField("href", call.self("/findings/" + row.id()));
    json.writeEndObject();
    json.writeEndArray();
    json.writeEndObject();
  }
}

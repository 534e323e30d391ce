package io.clinker.api.operations;

import com.fasterxml.jackson.core.JsonGenerator;
import io.clinker.api.http.Call;
import io.clinker.api.http.Json;
import io.clinker.store.FindingRow;
import io.clinker.store.ListedFinding;
import io.clinker.store.OwnerlessRow;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A finding in answers. */
final class FindingView {
  private FindingView() {}

  static void write(JsonGenerator json, Call call, ListedFinding finding) throws IOException {
    switch (finding) {
      case FindingRow row -> write(json, call, row);
      case OwnerlessRow row -> write(json, call, row);
    }
  }

  private static void write(JsonGenerator json, Call call, FindingRow row) throws IOException {
    begin(json, row, row.kind().word(), row.resource().toString());
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
    told(json, row, row.provenance(), row.operationId());
    seen(json, row.firstPass(), row.lastPass());
    times(json, row.createdAt(), row.updatedAt(), row.resolvedAt());
    end(json, call, row);
  }

  private static void write(JsonGenerator json, Call call, OwnerlessRow row) throws IOException {
    begin(json, row, OwnerlessRow.KIND, OwnerlessRow.PROJECT + "/" + row.projectId());
    for (String ofBackends : new String[] {"backend", "host", "volume_id"}) {
      json.writeNullField(ofBackends);
    }
    json.writeStringField("project_id", row.projectId());
    json.writeStringField("message", row.message());
    json.writeNullField("held_bytes");
    told(json, row, row.provenance(), null);
    seen(json, row.firstPass(), row.lastPass());
    times(json, row.createdAt(), row.updatedAt(), row.resolvedAt());
    end(json, call, row);
  }

  private static void begin(JsonGenerator json, ListedFinding row, String kind, String resource)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("id", row.id());
    json.writeStringField("kind", kind);
    json.writeStringField("state", row.state().word());
    json.writeStringField("resource", resource);
  }

  private static void told(
      JsonGenerator json, ListedFinding row, String provenance, @Nullable String operation)
      throws IOException {
    json.writeFieldName("provenance");
    json.writeTree(Json.MAPPER.readTree(provenance));
    Json.text(json, "resolution", row.resolution());
    Json.text(json, "operation_id", operation);
  }

  private static void seen(JsonGenerator json, long firstPass, long lastPass) throws IOException {
    json.writeNumberField("first_pass", firstPass);
    json.writeNumberField("last_pass", lastPass);
  }

  private static void times(
      JsonGenerator json, Instant created, Instant updated, @Nullable Instant resolved)
      throws IOException {
    Json.date(json, "created_at", created);
    Json.date(json, "updated_at", updated);
    Json.date(json, "resolved_at", resolved);
  }

  private static void end(JsonGenerator json, Call call, ListedFinding row) throws IOException {
    json.writeArrayFieldStart("links");
    json.writeStartObject();
    json.writeStringField("rel", "self");
    json.writeStringField("href", call.self("/findings/" + row.id()));
    json.writeEndObject();
    json.writeEndArray();
    json.writeEndObject();
  }
}

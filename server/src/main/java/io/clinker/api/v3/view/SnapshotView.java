package io.clinker.api.v3.view;

import com.fasterxml.jackson.core.JsonGenerator;
import io.clinker.api.http.Call;
import io.clinker.api.http.Json;
import io.clinker.api.http.Rule;
import io.clinker.api.http.Since;
import io.clinker.store.SnapshotRow;
import java.io.IOException;

/** A snapshot in answers. */
public final class SnapshotView {
  private SnapshotView() {}

  /** In the plain list and after an update. */
  public static void summary(JsonGenerator json, SnapshotRow snapshot) throws IOException {
    json.writeStartObject();
    members(json, snapshot);
    json.writeEndObject();
  }

  /** After a create. */
  public static void created(JsonGenerator json, Call call, SnapshotRow snapshot)
      throws IOException {
    json.writeStartObject();
    members(json, snapshot);
    newer(json, call, snapshot);
    json.writeEndObject();
  }

  /** What show and the detailed list answer. */
  public static void detail(JsonGenerator json, Call call, SnapshotRow snapshot)
      throws IOException {
    json.writeStartObject();
    members(json, snapshot);
    newer(json, call, snapshot);
    if (call.allows(Rule.EXTENDED_SNAPSHOT_ATTRIBUTES)) {
      json.writeStringField("os-extended-snapshot-attributes:project_id", snapshot.projectId());
      json.writeStringField("os-extended-snapshot-attributes:progress", snapshot.progress());
    }
    json.writeEndObject();
  }

  private static void members(JsonGenerator json, SnapshotRow snapshot) throws IOException {
    json.writeStringField("id", snapshot.id().value());
    Json.date(json, "created_at", snapshot.createdAt());
    Json.date(json, "updated_at", snapshot.updatedAt());
    Json.text(json, "name", snapshot.name());
    Json.text(json, "description", snapshot.description());
    json.writeStringField("volume_id", snapshot.volumeId().value());
    json.writeStringField("status", snapshot.status());
    json.writeNumberField("size", snapshot.sizeGib());
    Json.texts(json, "metadata", snapshot.metadata());
  }

  private static void newer(JsonGenerator json, Call call, SnapshotRow snapshot)
      throws IOException {
    if (call.has(Since.SNAPSHOT_GROUP_SNAPSHOT_ID)) {
      Json.text(json, "group_snapshot_id", snapshot.groupSnapshotId());
    }
    if (call.has(Since.SNAPSHOT_USER_ID)) {
      json.writeStringField("user_id", snapshot.userId());
    }
    if (call.has(Since.CONSUMES_QUOTA)) {
      json.writeBooleanField("consumes_quota", true);
    }
  }
}

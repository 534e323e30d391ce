package io.clinker.api.v3.view;

import com.fasterxml.jackson.core.JsonGenerator;
import io.clinker.api.http.Call;
import io.clinker.api.http.Json;
import io.clinker.api.http.Rule;
import io.clinker.api.http.Since;
import io.clinker.store.GroupSnapshotRow;
import java.io.IOException;

/** A group snapshot in answers. */
public final class GroupSnapshotView {
  private GroupSnapshotView() {}

  /** In the plain list. */
  public static void summary(JsonGenerator json, GroupSnapshotRow snapshot) throws IOException {
    json.writeStartObject();
    name(json, snapshot);
    json.writeEndObject();
  }

  /** After a create. */
  public static void created(JsonGenerator json, GroupSnapshotRow snapshot) throws IOException {
    json.writeStartObject();
    name(json, snapshot);
    json.writeStringField("group_type_id", snapshot.groupTypeId());
    json.writeEndObject();
  }

  /** What show and the detailed list answer. */
  public static void detail(JsonGenerator json, Call call, GroupSnapshotRow snapshot)
      throws IOException {
    json.writeStartObject();
    name(json, snapshot);
    json.writeStringField("group_id", snapshot.groupId().value());
    json.writeStringField("group_type_id", snapshot.groupTypeId());
    json.writeStringField("status", snapshot.status());
    Json.date(json, "created_at", snapshot.createdAt());
    Json.text(json, "description", snapshot.description());
    if (call.has(Since.GROUP_PROJECT_ID) && call.allows(Rule.GROUP_SNAPSHOT_PROJECT_ATTRIBUTE)) {
      json.writeStringField("project_id", snapshot.projectId());
    }
    json.writeEndObject();
  }

  private static void name(JsonGenerator json, GroupSnapshotRow snapshot) throws IOException {
    json.writeStringField("id", snapshot.id().value());
    Json.text(json, "name", snapshot.name());
  }
}

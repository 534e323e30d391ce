package io.clinker.api.v3.view;

import com.fasterxml.jackson.core.JsonGenerator;
import io.clinker.api.http.Call;
import io.clinker.api.http.Json;
import io.clinker.api.http.Rule;
import io.clinker.api.http.Since;
import io.clinker.store.GroupRow;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A group in answers. */
public final class GroupView {
  private GroupView() {}

  /** In the plain list and after a create. */
  public static void summary(JsonGenerator json, GroupRow group) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", group.id().value());
    Json.text(json, "name", group.name());
    json.writeEndObject();
  }

  /**
   * What show and the detailed list answer.
   *
   * @param volumes the ids of its volumes; null: they were not asked for
   */
  public static void detail(
      JsonGenerator json, Call call, GroupRow group, @Nullable List<String> volumes)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("id", group.id().value());
    json.writeStringField("status", group.status());
    json.writeStringField("availability_zone", group.availabilityZone());
    Json.date(json, "created_at", group.createdAt());
    Json.text(json, "name", group.name());
    Json.text(json, "description", group.description());
    json.writeStringField("group_type", group.groupTypeId());
    texts(json, "volume_types", group.volumeTypeIds());
    if (call.has(Since.GROUP_SOURCES)) {
      Json.text(json, "group_snapshot_id", group.groupSnapshotId());
      Json.text(json, "source_group_id", group.sourceGroupId());
    }
    if (volumes != null) {
      texts(json, "volumes", volumes);
    }
    if (call.has(Since.GROUP_REPLICATION)) {
      json.writeStringField("replication_status", "disabled");
    }
    if (call.has(Since.GROUP_PROJECT_ID) && call.allows(Rule.GROUP_PROJECT_ATTRIBUTE)) {
      json.writeStringField("project_id", group.projectId());
    }
    json.writeEndObject();
  }

  private static void texts(JsonGenerator json, String name, List<String> texts)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }
}

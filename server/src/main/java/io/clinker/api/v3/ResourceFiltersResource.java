package io.clinker.api.v3;

import io.clinker.api.description.Body;
import io.clinker.api.description.Gives;
import io.clinker.api.description.Options;
import io.clinker.api.http.Answers;
import io.clinker.api.http.AsksNothing;
import io.clinker.api.http.Available;
import io.clinker.api.http.Call;
import io.clinker.api.http.NeedsNoDatabase;
import io.clinker.api.http.Since;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;

/** {@code /resource_filters}: what everybody may filter lists by. */
@NeedsNoDatabase
@Path("/v3/resource_filters")
@Available(Since.RESOURCE_FILTERS)
public final class ResourceFiltersResource {
  private static final List<Map.Entry<String, List<String>>> FILTERS =
      List.of(
          Map.entry(
              "volume",
              List.of(
                  "name",
                  "status",
                  "metadata",
                  "bootable",
                  "migration_status",
                  "availability_zone",
                  "group_id",
                  "size",
                  "created_at",
                  "updated_at",
                  "consumes_quota")),
          Map.entry(
              "snapshot",
              List.of(
                  "name",
                  "status",
                  "volume_id",
                  "metadata",
                  "availability_zone",
                  "consumes_quota")),
          Map.entry("group", List.of("name")),
          Map.entry("group_snapshot", List.of("name", "status", "group_id")),
          Map.entry("attachment", List.of("volume_id", "status", "instance_id", "attach_status")),
          Map.entry(
              "message",
              List.of("resource_uuid", "resource_type", "event_id", "request_id", "message_level")),
          Map.entry("pool", List.of("name", "volume_type")),
          Map.entry("volume_type", List.of("is_public", "extra_specs")));

  @GET
  @AsksNothing("tells names of filters only")
  @Gives(Body.RESOURCE_FILTERS)
  @Options("resource")
  public Response list(@Context Call call) {
    String wanted = call.query().get("resource");
    return Answers.ok(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("resource_filters");
          for (Map.Entry<String, List<String>> entry : FILTERS) {
            if (wanted == null || wanted.equals(entry.getKey())) {
              json.writeStartObject();
              json.writeStringField("resource", entry.getKey());
              json.writeArrayFieldStart("filters");
              for (String filter : entry.getValue()) {
                json.writeString(filter);
              }
              json.writeEndArray();
              json.writeEndObject();
            }
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }
}

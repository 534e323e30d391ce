package io.clinker.api.v3;

import io.clinker.admission.QuotaEdits.Entry;
import io.clinker.api.change.Edits;
import io.clinker.api.description.Body;
import io.clinker.api.description.Gives;
import io.clinker.api.description.Options;
import io.clinker.api.description.Takes;
import io.clinker.api.http.Answers;
import io.clinker.api.http.Asks;
import io.clinker.api.http.Call;
import io.clinker.api.http.Json;
import io.clinker.api.http.Rule;
import io.clinker.api.schema.Schema;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /os-quota-sets}. */
@Path("/v3/os-quota-sets/{project}")
public final class QuotaSetsResource {
  private static final String ENVELOPE = "quota_set";

  /** Named by the description of the endpoint. */
  static final Schema BODY = QuotaBodies.schema(ENVELOPE);

  /** What clients send back of an answer, and what older ones add. */
  private static final Set<String> IGNORED = Set.of("id", "tenant_id", "force");

  private final Edits edits;

  public QuotaSetsResource(Edits edits) {
    this.edits = edits;
  }

  @GET
  @Asks(Rule.QUOTAS_SHOW)
  @Options("usage")
  @Gives(Body.QUOTA_SET)
  public Response show(@Context Call call, @PathParam("project") String project) {
    boolean usage = call.query().flag("usage", false);
    call.require(Rule.QUOTAS_SHOW, project);
    return Answers.ok(written(project, edits.quotas().show(project, usage), usage));
  }

  @GET
  @Path("defaults")
  @Asks(Rule.QUOTAS_SHOW)
  @Gives(Body.QUOTA_SET)
  public Response defaults(@Context Call call, @PathParam("project") String project) {
    call.require(Rule.QUOTAS_SHOW, project);
    Map<String, Long> limits = edits.quotas().defaults();
    return Answers.ok(
        json -> {
          json.writeStartObject();
          json.writeObjectFieldStart(ENVELOPE);
          json.writeStringField("id", project);
          for (Map.Entry<String, Long> limit : limits.entrySet()) {
            json.writeNumberField(limit.getKey(), limit.getValue());
          }
          json.writeEndObject();
          json.writeEndObject();
        });
  }

  @PUT
  @Asks(Rule.QUOTAS_UPDATE)
  @Takes("BODY")
  @Gives(Body.QUOTA_SET)
  public Response update(@Context Call call, @PathParam("project") String project) {
    Map<String, Long> wanted = QuotaBodies.read(call, ENVELOPE, IGNORED);
    call.require(Rule.QUOTAS_UPDATE);
    QuotaBodies.requireName("quota_set_name", project);
    return edits
        .direct()
        .change(
            call,
            handle ->
                Answers.ok(written(null, edits.quotas().update(handle, project, wanted), false)));
  }

  @DELETE
  @Asks(Rule.QUOTAS_DELETE)
  @Gives
  public Response delete(@Context Call call, @PathParam("project") String project) {
    call.require(Rule.QUOTAS_DELETE);
    return edits.direct().change(call, 200, handle -> edits.quotas().delete(handle, project));
  }

  private static Json written(@Nullable String project, Map<String, Entry> entries, boolean usage) {
    return json -> {
      json.writeStartObject();
      json.writeObjectFieldStart(ENVELOPE);
      if (project != null) {
        json.writeStringField("id", project);
      }
      for (Map.Entry<String, Entry> one : entries.entrySet()) {
        if (usage) {
          json.writeObjectFieldStart(one.getKey());
          json.writeNumberField("limit", one.getValue().limit());
          json.writeNumberField("in_use", one.getValue().inUse());
          // Usage is counted from rows, so nothing is ever reserved beside it.
          json.writeNumberField("reserved", 0);
          json.writeEndObject();
        } else {
          json.writeNumberField(one.getKey(), one.getValue().limit());
        }
      }
      json.writeEndObject();
      json.writeEndObject();
    };
  }
}

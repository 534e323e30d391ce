package io.clinker.api.operations;

import com.fasterxml.jackson.core.JsonGenerator;
import io.clinker.api.description.BeyondCinder;
import io.clinker.api.description.Body;
import io.clinker.api.description.Gives;
import io.clinker.api.description.Options;
import io.clinker.api.http.Answers;
import io.clinker.api.http.Asks;
import io.clinker.api.http.Call;
import io.clinker.api.http.Fault;
import io.clinker.api.http.Json;
import io.clinker.api.http.Rule;
import io.clinker.api.list.Paging;
import io.clinker.api.v3.Lookup;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.store.QuotaStore.Usage;
import io.clinker.store.QuotaUseStore.Drift;
import io.clinker.store.QuotaUseStore.Use;
import io.clinker.store.Stores;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * {@code /quota/explain}, Clinker's own: the rows behind a project's usage, a page at a time, and
 * which open operations reserve a part of it.
 */
@BeyondCinder
@Path("/v3/quota/explain")
public final class QuotaExplainResource {
  private record Explained(QuotaSums sums, List<Use> rows, long drift) {}

  private final Lookup lookup;
  private final int pageSize;

  public QuotaExplainResource(Lookup lookup, int pageSize) {
    this.lookup = lookup;
    this.pageSize = pageSize;
  }

  @GET
  @Asks(Rule.QUOTAS_SHOW)
  @Options({"project_id", "limit", "offset", "marker"})
  @Gives(Body.QUOTA_EXPLAIN)
  public Response explain(@Context Call call) {
    call.require(Rule.QUOTAS_SHOW);
    String asked = call.query().get("project_id");
    String project = asked == null ? call.caller().projectId() : asked;
    if (!call.caller().admin() && !project.equals(call.caller().projectId())) {
      throw Fault.forbidden(Rule.QUOTAS_SHOW.rule());
    }
    int limit = Math.min(Paging.number(call.query(), "limit", pageSize), pageSize);
    int offset = Paging.number(call.query(), "offset", 0);
    String marker = call.query().get("marker");
    Explained found =
        lookup
            .database()
            .readAtOneInstant(handle -> explained(handle, project, marker, limit, offset));
    return Answers.ok(json -> write(json, project, found));
  }

  private Explained explained(
      Handle handle, String project, @Nullable String marker, int limit, int offset) {
    Stores stores = lookup.stores();
    Map<String, Usage> byType = stores.quotas().usageByType(handle, project);
    QuotaSums sums =
        QuotaSums.of(
            byType,
            stores.types().names(handle, byType.keySet()),
            stores.quotas().groups(handle, project),
            stores.quotaUses().held(handle, project));
    long drift = stores.quotaUses().drifts(handle, project).stream().mapToLong(Drift::weight).sum();
    return new Explained(sums, rows(handle, project, marker, limit, offset), drift);
  }

  private List<Use> rows(
      Handle handle, String project, @Nullable String marker, int limit, int offset) {
    try {
      return lookup.stores().quotaUses().page(handle, project, marker, limit, offset);
    } catch (ClinkerException e) {
      if (e.code() == ErrorCode.NOT_FOUND) {
        throw Fault.notFound("Marker %s could not be found.".formatted(marker));
      }
      throw e;
    }
  }

  private static void write(JsonGenerator json, String project, Explained found)
      throws IOException {
    json.writeStartObject();
    json.writeObjectFieldStart("quota_explain");
    json.writeStringField("project_id", project);
    json.writeObjectFieldStart("resources");
    for (Map.Entry<String, QuotaSums.Sum> entry : found.sums().byResource().entrySet()) {
      json.writeObjectFieldStart(entry.getKey());
      json.writeNumberField("in_use", entry.getValue().inUse());
      json.writeNumberField("reserved", entry.getValue().reserved());
      json.writeEndObject();
    }
    json.writeEndObject();
    json.writeNumberField("drift", found.drift());
    json.writeNumberField("count", found.sums().count());
    json.writeArrayFieldStart("rows");
    for (Use use : found.rows()) {
      write(json, use);
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Use use) throws IOException {
    json.writeStartObject();
    json.writeStringField("resource", use.resource().word() + "/" + use.id());
    Json.text(json, "name", use.name());
    Json.text(json, "volume_type", use.volumeType());
    json.writeStringField("status", use.status());
    json.writeNumberField("gigabytes", use.gibibytes());
    json.writeNumberField("reserved_gigabytes", use.creating() ? use.gibibytes() : use.reserved());
    Json.text(json, "operation_id", use.operationId());
    Json.text(json, "operation_kind", use.operationKind());
    json.writeEndObject();
  }
}

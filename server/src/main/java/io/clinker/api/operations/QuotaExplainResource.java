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
import io.clinker.store.QuotaStore.Drift;
import io.clinker.store.QuotaStore.Usage;
import io.clinker.store.QuotaStore.Use;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code /quota/explain}, Clinker's own: the rows behind a project's usage, and which open
 * operations reserve a part of it.
 */
@BeyondCinder
@Path("/v3/quota/explain")
public final class QuotaExplainResource {
  /** What is used and what only reserved. */
  private static final class Sums {
    private long inUse;
    private long reserved;

    void add(long used, long more) {
      inUse += used;
      reserved += more;
    }
  }

  private record Explained(Usage usage, List<Use> all, List<Drift> drifts) {}

  private final Lookup lookup;
  private final int pageSize;

  public QuotaExplainResource(Lookup lookup, int pageSize) {
    this.lookup = lookup;
    this.pageSize = pageSize;
  }

  @GET
  @Asks(Rule.QUOTAS_SHOW)
  @Options({"project_id", "limit", "offset"})
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
    Explained found =
        lookup
            .database()
            .readAtOneInstant(
                handle ->
                    new Explained(
                        lookup.stores().quotas().usage(handle, project, null),
                        lookup.stores().quotas().uses(handle, project, Integer.MAX_VALUE, 0),
                        lookup.stores().quotas().drifts(handle).stream()
                            .filter(drift -> drift.projectId().equals(project))
                            .toList()));
    return Answers.ok(json -> write(json, project, found, limit, offset));
  }

  private static void write(
      JsonGenerator json, String project, Explained found, int limit, int offset)
      throws IOException {
    json.writeStartObject();
    json.writeObjectFieldStart("quota_explain");
    json.writeStringField("project_id", project);
    json.writeObjectFieldStart("resources");
    for (Map.Entry<String, Sums> entry : sums(found.all()).entrySet()) {
      json.writeObjectFieldStart(entry.getKey());
      json.writeNumberField("in_use", entry.getValue().inUse);
      json.writeNumberField("reserved", entry.getValue().reserved);
      json.writeEndObject();
    }
    json.writeEndObject();
    json.writeNumberField("drift", drift(found));
    json.writeNumberField("count", found.all().size());
    json.writeArrayFieldStart("rows");
    for (Use use : found.all().stream().skip(offset).limit(limit).toList()) {
      write(json, use);
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndObject();
  }

  /** What the rows sum up to against what is counted when quota is decided. */
  private static long drift(Explained found) {
    long rows = found.all().stream().mapToLong(use -> use.gibibytes() + use.reserved()).sum();
    long unbacked =
        found.drifts().stream().mapToLong(one -> Math.max(1, Math.abs(one.gibibytes()))).sum();
    return Math.abs(rows - found.usage().gibibytes()) + unbacked;
  }

  private static Map<String, Sums> sums(List<Use> uses) {
    Map<String, Sums> sums = new TreeMap<>();
    for (String resource : List.of("volumes", "gigabytes", "snapshots")) {
      sums.put(resource, new Sums());
    }
    for (Use use : uses) {
      for (String suffix : List.of("", "_" + use.volumeType())) {
        String count = use.resource() + "s" + suffix;
        long gib = use.gibibytes();
        sums.computeIfAbsent(count, absent -> new Sums())
            .add(use.creating() ? 0 : 1, use.creating() ? 1 : 0);
        sums.computeIfAbsent("gigabytes" + suffix, absent -> new Sums())
            .add(use.creating() ? 0 : gib, use.reserved() + (use.creating() ? gib : 0));
      }
    }
    return sums;
  }

  private static void write(JsonGenerator json, Use use) throws IOException {
    json.writeStartObject();
    json.writeStringField("resource", use.resource() + "/" + use.id());
    Json.text(json, "name", use.name());
    json.writeStringField("volume_type", use.volumeType());
    json.writeStringField("status", use.status());
    json.writeNumberField("gigabytes", use.gibibytes());
    json.writeNumberField("reserved_gigabytes", use.creating() ? use.gibibytes() : use.reserved());
    Json.text(json, "operation_id", use.operationId());
    Json.text(json, "operation_kind", use.operationKind());
    json.writeEndObject();
  }
}

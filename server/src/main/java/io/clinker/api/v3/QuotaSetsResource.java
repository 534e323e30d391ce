package io.clinker.api.v3;

import io.clinker.api.change.DirectEdits;
import io.clinker.api.http.Answers;
import io.clinker.api.http.Call;
import io.clinker.api.http.Fault;
import io.clinker.api.http.Rule;
import io.clinker.store.QuotaStore.Limits;
import io.clinker.store.TypeRow;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** {@code /os-quota-sets}. */
@Path("/v3/os-quota-sets/{project}")
public final class QuotaSetsResource {
  private static final String ENVELOPE = "quota_set";
  private final Lookup lookup;
  private final DirectEdits edits;

  public QuotaSetsResource(Lookup lookup, DirectEdits edits) {
    this.lookup = lookup;
    this.edits = edits;
  }

  /** Everything about a project's quota at one look. */
  private record Numbers(
      Map<String, @Nullable TypeRow> keys, Limits limits, Map<String, Long> used) {}

  @GET
  public Response show(@Context Call call, @PathParam("project") String project) {
    boolean usage = call.query().flag("usage", false);
    requireOwn(call, project);
    Numbers numbers = lookup.database().read(handle -> numbers(handle, project, usage));
    return Answers.ok(
        json -> {
          json.writeStartObject();
          json.writeObjectFieldStart(ENVELOPE);
          json.writeStringField("id", project);
          if (usage) {
            QuotaNumbers.usage(json, numbers.keys().keySet(), numbers.limits(), numbers.used());
          } else {
            QuotaNumbers.limits(json, numbers.keys().keySet(), numbers.limits());
          }
          json.writeEndObject();
          json.writeEndObject();
        });
  }

  @GET
  @Path("defaults")
  public Response defaults(@Context Call call, @PathParam("project") String project) {
    requireOwn(call, project);
    Numbers numbers = lookup.database().read(handle -> numbers(handle, project, false));
    Limits ofClass = new Limits(Map.of(), numbers.limits().ofDefaultClass());
    return Answers.ok(
        json -> {
          json.writeStartObject();
          json.writeObjectFieldStart(ENVELOPE);
          json.writeStringField("id", project);
          QuotaNumbers.limits(json, numbers.keys().keySet(), ofClass);
          json.writeEndObject();
          json.writeEndObject();
        });
  }

  @PUT
  public Response update(@Context Call call, @PathParam("project") String project) {
    call.require(Rule.QUOTAS_UPDATE);
    return edits.once(
        call,
        () -> {
          Numbers after = lookup.database().inTransaction(handle -> updated(handle, call, project));
          return Answers.ok(
              json -> {
                json.writeStartObject();
                json.writeObjectFieldStart(ENVELOPE);
                QuotaNumbers.limits(json, after.keys().keySet(), after.limits());
                json.writeEndObject();
                json.writeEndObject();
              });
        });
  }

  private Numbers updated(Handle handle, Call call, String project) {
    lookup.stores().quotas().lockProject(handle, project);
    Numbers before = numbers(handle, project, true);
    Map<String, Long> asked = QuotaBodies.read(call, ENVELOPE, before.keys().keySet());
    asked.forEach(
        (key, limit) -> {
          long used = before.used().getOrDefault(key, 0L);
          if (limit >= 0 && limit < used && before.limits().ofProject().containsKey(key)) {
            throw Fault.badRequest(
                ("Quota %s limit must be equal or greater than existing resources. Current usage is"
                        + " %d and the requested limit is %d.")
                    .formatted(key, used, limit));
          }
          lookup.stores().quotas().setLimit(handle, project, key, limit);
        });
    return numbers(handle, project, false);
  }

  @DELETE
  public Response delete(@Context Call call, @PathParam("project") String project) {
    call.require(Rule.QUOTAS_DELETE);
    return edits.once(
        call,
        () -> {
          lookup
              .database()
              .inTransaction(
                  handle -> {
                    lookup.stores().quotas().deleteLimits(handle, project);
                    return true;
                  });
          return Answers.empty(200);
        });
  }

  private Numbers numbers(Handle handle, String project, boolean withUsage) {
    Map<String, @Nullable TypeRow> keys = QuotaNumbers.keys(handle, lookup.stores());
    return new Numbers(
        keys,
        lookup.stores().quotas().limits(handle, project),
        withUsage ? QuotaNumbers.used(handle, lookup.stores(), project, keys) : Map.of());
  }

  private static void requireOwn(Call call, String project) {
    call.require(Rule.QUOTAS_SHOW);
    if (!call.caller().admin() && !project.equals(call.caller().projectId())) {
      throw Fault.forbidden(Rule.QUOTAS_SHOW.rule());
    }
  }
}

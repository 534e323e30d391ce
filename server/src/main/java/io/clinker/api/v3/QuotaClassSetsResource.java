package io.clinker.api.v3;

import io.clinker.api.change.DirectEdits;
import io.clinker.api.http.Answers;
import io.clinker.api.http.Call;
import io.clinker.api.http.Rule;
import io.clinker.store.QuotaStore.Limits;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.Set;

/** {@code /os-quota-class-sets}: the class {@code default} holds what applies to all projects. */
@Path("/v3/os-quota-class-sets/{class}")
public final class QuotaClassSetsResource {
  private static final String ENVELOPE = "quota_class_set";
  private final Lookup lookup;
  private final DirectEdits edits;

  public QuotaClassSetsResource(Lookup lookup, DirectEdits edits) {
    this.lookup = lookup;
    this.edits = edits;
  }

  @GET
  public Response show(@Context Call call, @PathParam("class") String name) {
    call.require(Rule.QUOTA_CLASSES_GET);
    return limits(name, true);
  }

  @PUT
  public Response update(@Context Call call, @PathParam("class") String name) {
    call.require(Rule.QUOTA_CLASSES_UPDATE);
    return edits.once(
        call,
        () -> {
          lookup
              .database()
              .inTransaction(
                  handle -> {
                    Set<String> known = QuotaNumbers.keys(handle, lookup.stores()).keySet();
                    QuotaBodies.read(call, ENVELOPE, known)
                        .forEach(
                            (key, limit) ->
                                lookup.stores().quotas().setClassLimit(handle, name, key, limit));
                    return true;
                  });
          return limits(name, false);
        });
  }

  private Response limits(String name, boolean withId) {
    Map<String, Long> ofClass =
        lookup.database().read(handle -> lookup.stores().quotas().classLimits(handle, name));
    Set<String> keys =
        lookup.database().read(handle -> QuotaNumbers.keys(handle, lookup.stores()).keySet());
    return Answers.ok(
        json -> {
          json.writeStartObject();
          json.writeObjectFieldStart(ENVELOPE);
          if (withId) {
            json.writeStringField("id", name);
          }
          QuotaNumbers.limits(json, keys, new Limits(Map.of(), ofClass));
          json.writeEndObject();
          json.writeEndObject();
        });
  }
}

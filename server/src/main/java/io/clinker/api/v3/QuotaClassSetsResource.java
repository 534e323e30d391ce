package io.clinker.api.v3;

import io.clinker.api.change.Edits;
import io.clinker.api.description.Body;
import io.clinker.api.description.Gives;
import io.clinker.api.description.Takes;
import io.clinker.api.http.Answers;
import io.clinker.api.http.Asks;
import io.clinker.api.http.Call;
import io.clinker.api.http.Rule;
import io.clinker.api.schema.Schema;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** {@code /os-quota-class-sets}: the class {@code default} holds what applies to all projects. */
@Path("/v3/os-quota-class-sets/{class}")
public final class QuotaClassSetsResource {
  private static final String ENVELOPE = "quota_class_set";

  /** Named by the description of the endpoint. */
  static final Schema BODY = QuotaBodies.schema(ENVELOPE);

  private final Lookup lookup;
  private final Edits edits;

  public QuotaClassSetsResource(Lookup lookup, Edits edits) {
    this.lookup = lookup;
    this.edits = edits;
  }

  @GET
  @Asks(Rule.QUOTA_CLASSES_GET)
  @Gives(Body.QUOTA_CLASS_SET)
  public Response show(@Context Call call, @PathParam("class") String name) {
    call.require(Rule.QUOTA_CLASSES_GET);
    return lookup.database().read(handle -> limits(handle, name, true));
  }

  @PUT
  @Asks(Rule.QUOTA_CLASSES_UPDATE)
  @Takes("BODY")
  @Gives(Body.QUOTA_CLASS_SET)
  public Response update(@Context Call call, @PathParam("class") String name) {
    Map<String, Long> wanted = QuotaBodies.read(call, ENVELOPE, Set.of());
    call.require(Rule.QUOTA_CLASSES_UPDATE);
    QuotaBodies.requireName("quota_class_name", name);
    return edits
        .direct()
        .change(
            call,
            handle -> {
              edits.quotas().updateClass(handle, name, wanted);
              return limits(handle, name, false);
            });
  }

  /** What the class leaves open is as in the class of all projects. */
  private Response limits(Handle handle, String name, boolean withId) {
    Map<String, Long> limits = edits.quotas().defaults(handle);
    Map<String, Long> own = lookup.stores().quotas().classLimits(handle, name);
    limits.replaceAll((key, otherwise) -> own.getOrDefault(key, otherwise));
    return Answers.ok(
        json -> {
          json.writeStartObject();
          json.writeObjectFieldStart(ENVELOPE);
          if (withId) {
            json.writeStringField("id", name);
          }
          for (Map.Entry<String, Long> limit : limits.entrySet()) {
            json.writeNumberField(limit.getKey(), limit.getValue());
          }
          json.writeEndObject();
          json.writeEndObject();
        });
  }
}

package io.clinker.api.v3;

import io.clinker.api.description.Body;
import io.clinker.api.description.Gives;
import io.clinker.api.http.Answers;
import io.clinker.api.http.Asks;
import io.clinker.api.http.Call;
import io.clinker.api.http.Fault;
import io.clinker.api.http.Rule;
import io.clinker.api.list.Page;
import io.clinker.store.TypeRow;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.List;

/** {@code /types/{id}/os-volume-type-access}: which projects may use a private type. */
@Path("/v3/types/{id}/os-volume-type-access")
public final class TypeAccessResource {
  private final Lookup lookup;

  public TypeAccessResource(Lookup lookup) {
    this.lookup = lookup;
  }

  @GET
  @Asks(Rule.VOLUME_TYPE_ACCESS_GET_ALL_FOR_TYPE)
  @Gives(Body.TYPE_ACCESS)
  public Response list(@Context Call call, @PathParam("id") String id) {
    TypeRow type = lookup.type(call, id);
    call.require(Rule.VOLUME_TYPE_ACCESS_GET_ALL_FOR_TYPE);
    if (type.isPublic()) {
      throw Fault.notFound("Access list not available for public volume types.");
    }
    List<String> projects =
        lookup.database().read(handle -> lookup.stores().types().projectsOf(handle, id));
    return Answers.ok(
        Page.of(
            "volume_type_access",
            projects,
            (json, project) -> {
              json.writeStartObject();
              json.writeStringField("volume_type_id", id);
              json.writeStringField("project_id", project);
              json.writeEndObject();
            }));
  }
}

package io.clinker.api.v3;

import static io.clinker.api.schema.Schema.required;

import io.clinker.api.change.Edits;
import io.clinker.api.description.Act;
import io.clinker.api.description.Acts;
import io.clinker.api.http.Asks;
import io.clinker.api.http.Call;
import io.clinker.api.http.Rule;
import io.clinker.api.schema.Forms;
import io.clinker.api.schema.Schema;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** {@code POST /types/{id}/action}: lets projects use a private type. */
@Path("/v3/types/{id}/action")
public final class TypeActionsResource {
  private static final Schema PROJECT = Schema.flat(required("project", Forms.name255()));
  private final Lookup lookup;
  private final Edits edits;

  public TypeActionsResource(Lookup lookup, Edits edits) {
    this.lookup = lookup;
    this.edits = edits;
  }

  @POST
  @Asks({Rule.VOLUME_TYPE_ACCESS_ADDPROJECTACCESS, Rule.VOLUME_TYPE_ACCESS_REMOVEPROJECTACCESS})
  @Acts({
    @Act(value = "addProjectAccess", takes = "PROJECT"),
    @Act(value = "removeProjectAccess", takes = "PROJECT")
  })
  public Response act(@Context Call call, @PathParam("id") String id) {
    ActionBody body = ActionBody.read(call);
    boolean grant =
        switch (body.name()) {
          case "addProjectAccess" -> true;
          case "removeProjectAccess" -> false;
          default -> throw ActionBody.none(body.name());
        };
    call.require(
        grant
            ? Rule.VOLUME_TYPE_ACCESS_ADDPROJECTACCESS
            : Rule.VOLUME_TYPE_ACCESS_REMOVEPROJECTACCESS);
    String project = Optional.ofNullable(body.members(PROJECT, call).text("project")).orElse("");
    return edits.direct().change(call, 202, handle -> change(handle, call, id, project, grant));
  }

  private void change(Handle handle, Call call, String id, String project, boolean grant) {
    lookup.type(handle, call, id);
    if (grant) {
      edits.types().grant(handle, id, project);
    } else {
      edits.types().revoke(handle, id, project);
    }
  }
}

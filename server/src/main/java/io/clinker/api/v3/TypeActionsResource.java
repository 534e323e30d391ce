package io.clinker.api.v3;

import static io.clinker.api.schema.Schema.required;

import io.clinker.api.change.DirectEdits;
import io.clinker.api.http.Answers;
import io.clinker.api.http.Call;
import io.clinker.api.http.Fault;
import io.clinker.api.http.Rule;
import io.clinker.api.schema.Forms;
import io.clinker.api.schema.Schema;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/** {@code POST /types/{id}/action}: lets projects use a private type. */
@Path("/v3/types/{id}/action")
public final class TypeActionsResource {
  private static final Schema PROJECT = Schema.flat(required("project", Forms.name255()));
  private final Lookup lookup;
  private final DirectEdits edits;

  public TypeActionsResource(Lookup lookup, DirectEdits edits) {
    this.lookup = lookup;
    this.edits = edits;
  }

  @POST
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
    return edits.once(call, () -> change(call, id, project, grant));
  }

  private Response change(Call call, String id, String project, boolean grant) {
    boolean done =
        lookup
            .database()
            .inTransaction(
                handle -> {
                  if (lookup.type(handle, call, id).isPublic()) {
                    throw Fault.badRequest(
                        "Type access modification is not applicable to public volume type.");
                  }
                  return grant
                      ? lookup.stores().types().grant(handle, id, project)
                      : lookup.stores().types().revoke(handle, id, project);
                });
    if (!done && grant) {
      throw Fault.conflict(
          "Volume type access for %s / %s combination already exists.".formatted(id, project));
    }
    if (!done) {
      throw Fault.notFound(
          "Volume type access not found for %s / %s combination.".formatted(id, project));
    }
    return Answers.empty(202);
  }
}

package io.clinker.api.v3;

import static io.clinker.api.schema.Schema.required;

import com.fasterxml.jackson.core.JsonGenerator;
import io.clinker.api.change.Edits;
import io.clinker.api.description.Body;
import io.clinker.api.description.Gives;
import io.clinker.api.description.Takes;
import io.clinker.api.http.Answers;
import io.clinker.api.http.Asks;
import io.clinker.api.http.Available;
import io.clinker.api.http.Call;
import io.clinker.api.http.Fault;
import io.clinker.api.http.Json;
import io.clinker.api.http.Rule;
import io.clinker.api.http.Since;
import io.clinker.api.list.Page;
import io.clinker.api.schema.Forms;
import io.clinker.api.schema.Schema;
import io.clinker.store.DefaultTypeStore.DefaultType;
import io.clinker.store.TypeRow;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** {@code /default-types}: the type of volumes for which a project asks for none. */
@Path("/v3/default-types")
@Available(Since.DEFAULT_TYPES)
public final class DefaultTypesResource {
  private static final Schema SET =
      Schema.in("default_type", required("volume_type", Forms.name255()));

  private final Lookup lookup;
  private final Edits edits;

  public DefaultTypesResource(Lookup lookup, Edits edits) {
    this.lookup = lookup;
    this.edits = edits;
  }

  @GET
  @Asks(Rule.DEFAULT_TYPE_GET_ALL)
  @Gives(Body.DEFAULT_TYPES)
  public Response list(@Context Call call) {
    call.require(Rule.DEFAULT_TYPE_GET_ALL);
    List<DefaultType> rows =
        lookup.database().read(handle -> lookup.stores().defaultTypes().all(handle));
    return Answers.ok(Page.of("default_types", rows, DefaultTypesResource::write));
  }

  @GET
  @Asks(Rule.DEFAULT_TYPE_GET)
  @Path("{project}")
  @Gives(Body.DEFAULT_TYPE)
  public Response show(@Context Call call, @PathParam("project") String project) {
    call.require(Rule.DEFAULT_TYPE_GET);
    return one(
        lookup
            .database()
            .read(handle -> lookup.stores().defaultTypes().find(handle, project))
            .orElseThrow(() -> missing(project)));
  }

  @PUT
  @Asks(Rule.DEFAULT_TYPE_SET_OR_UPDATE)
  @Path("{project}")
  @Takes("SET")
  @Gives(Body.DEFAULT_TYPE)
  public Response set(@Context Call call, @PathParam("project") String project) {
    String wanted = Optional.ofNullable(SET.read(call).text("volume_type")).orElse("");
    call.require(Rule.DEFAULT_TYPE_SET_OR_UPDATE);
    if (project.length() > 255) {
      throw Fault.invalidInput("project id has more than 255 characters.");
    }
    return edits
        .direct()
        .change(
            call,
            handle -> {
              TypeRow type =
                  lookup
                      .stores()
                      .types()
                      .find(handle, wanted, call.scope())
                      .orElseThrow(
                          () ->
                              Fault.badRequest(
                                  "Volume type with name %s could not be found."
                                      .formatted(wanted)));
              edits.types().setDefault(handle, type.id(), project);
              return one(new DefaultType(project, type.id()));
            });
  }

  @DELETE
  @Asks(Rule.DEFAULT_TYPE_UNSET)
  @Path("{project}")
  @Gives(status = 204)
  public Response unset(@Context Call call, @PathParam("project") String project) {
    call.require(Rule.DEFAULT_TYPE_UNSET);
    return edits
        .direct()
        .change(
            call,
            204,
            handle -> {
              if (!lookup.stores().defaultTypes().delete(handle, project)) {
                throw missing(project);
              }
            });
  }

  private static Response one(DefaultType row) {
    return Answers.ok(Json.in("default_type", json -> write(json, row)));
  }

  private static void write(JsonGenerator json, DefaultType row) throws IOException {
    json.writeStartObject();
    json.writeStringField("project_id", row.projectId());
    json.writeStringField("volume_type_id", row.volumeTypeId());
    json.writeEndObject();
  }

  private static Fault missing(String project) {
    return Fault.notFound("Default type for project %s could not be found.".formatted(project));
  }
}

package io.clinker.api.v3;

import io.clinker.admission.MetadataChange;
import io.clinker.api.change.Edits;
import io.clinker.api.description.Body;
import io.clinker.api.description.Gives;
import io.clinker.api.description.Takes;
import io.clinker.api.http.Answers;
import io.clinker.api.http.Asks;
import io.clinker.api.http.Available;
import io.clinker.api.http.Call;
import io.clinker.api.http.Fault;
import io.clinker.api.http.Rule;
import io.clinker.api.http.Since;
import io.clinker.api.schema.Schema;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.Map;

/** {@code /group_types/{id}/group_specs}. */
@Path("/v3/group_types/{id}/group_specs")
@Available(Since.GROUP_TYPES)
public final class GroupSpecsResource {
  private static final Specs SPECS = new Specs("group_specs");

  /** Named by the description of the endpoint. */
  static final Schema BODY = SPECS.schema();

  private final Lookup lookup;
  private final Edits edits;

  public GroupSpecsResource(Lookup lookup, Edits edits) {
    this.lookup = lookup;
    this.edits = edits;
  }

  @GET
  @Asks(Rule.GROUP_TYPES_SPECS_GET_ALL)
  @Gives(Body.GROUP_SPECS)
  public Response all(@Context Call call, @PathParam("id") String id) {
    call.require(Rule.GROUP_TYPES_SPECS_GET_ALL);
    return Answers.ok(SPECS.of(lookup.groupType(call, id).groupSpecs()));
  }

  @POST
  @Asks(Rule.GROUP_TYPES_SPECS_CREATE)
  @Takes("BODY")
  @Gives(value = Body.GROUP_SPECS, status = 202)
  public Response merge(@Context Call call, @PathParam("id") String id) {
    Map<String, String> specs = SPECS.read(call);
    call.require(Rule.GROUP_TYPES_SPECS_CREATE);
    return change(call, id, new MetadataChange.Merge(specs), Answers.json(202, SPECS.of(specs)));
  }

  @GET
  @Asks(Rule.GROUP_TYPES_SPECS_GET)
  @Path("{key}")
  @Gives(Body.SPEC)
  public Response one(
      @Context Call call, @PathParam("id") String id, @PathParam("key") String key) {
    call.require(Rule.GROUP_TYPES_SPECS_GET);
    String value = lookup.groupType(call, id).groupSpecs().get(key);
    if (value == null) {
      throw Fault.notFound("Group Type %s has no specs with key %s.".formatted(id, key));
    }
    return Answers.ok(Specs.pair(Map.of(key, value)));
  }

  @PUT
  @Asks(Rule.GROUP_TYPES_SPECS_UPDATE)
  @Path("{key}")
  @Gives(Body.SPEC)
  public Response set(
      @Context Call call, @PathParam("id") String id, @PathParam("key") String key) {
    Map<String, String> pair = SPECS.readOne(call, key);
    call.require(Rule.GROUP_TYPES_SPECS_UPDATE);
    return change(call, id, new MetadataChange.Merge(pair), Answers.ok(Specs.pair(pair)));
  }

  @DELETE
  @Asks(Rule.GROUP_TYPES_SPECS_DELETE)
  @Path("{key}")
  @Gives(status = 202)
  public Response remove(
      @Context Call call, @PathParam("id") String id, @PathParam("key") String key) {
    call.require(Rule.GROUP_TYPES_SPECS_DELETE);
    return change(call, id, new MetadataChange.Remove(key), Answers.empty(202));
  }

  private Response change(Call call, String id, MetadataChange change, Response answer) {
    return edits
        .direct()
        .change(
            call,
            handle -> {
              edits.groupTypes().changeSpecs(handle, id, change, lookup.database().now());
              return answer;
            });
  }
}

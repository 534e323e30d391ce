package io.clinker.api.v3;

import io.clinker.admission.MetadataChange;
import io.clinker.api.change.Edits;
import io.clinker.api.description.Body;
import io.clinker.api.description.Gives;
import io.clinker.api.description.Takes;
import io.clinker.api.http.Answers;
import io.clinker.api.http.Asks;
import io.clinker.api.http.Call;
import io.clinker.api.http.Fault;
import io.clinker.api.http.Rule;
import io.clinker.api.schema.Schema;
import io.clinker.api.v3.view.TypeView;
import io.clinker.store.TypeRow;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.Map;

/** {@code /types/{id}/extra_specs}. */
@Path("/v3/types/{id}/extra_specs")
public final class ExtraSpecsResource {
  private static final Specs SPECS = new Specs("extra_specs");

  /** Named by the description of the endpoint. */
  static final Schema BODY = SPECS.schema();

  private final Lookup lookup;
  private final Edits edits;

  public ExtraSpecsResource(Lookup lookup, Edits edits) {
    this.lookup = lookup;
    this.edits = edits;
  }

  @GET
  @Asks(Rule.TYPES_EXTRA_SPECS_INDEX)
  @Gives(Body.EXTRA_SPECS)
  public Response all(@Context Call call, @PathParam("id") String id) {
    TypeRow type = lookup.type(call, id);
    call.require(Rule.TYPES_EXTRA_SPECS_INDEX);
    return Answers.ok(SPECS.of(TypeView.visibleSpecs(call, type)));
  }

  @POST
  @Asks(Rule.TYPES_EXTRA_SPECS_CREATE)
  @Takes("BODY")
  @Gives(Body.EXTRA_SPECS)
  public Response merge(@Context Call call, @PathParam("id") String id) {
    Map<String, String> specs = SPECS.read(call);
    call.require(Rule.TYPES_EXTRA_SPECS_CREATE);
    return change(call, id, new MetadataChange.Merge(specs), Answers.ok(SPECS.of(specs)));
  }

  @GET
  @Path("{key}")
  @Asks(Rule.TYPES_EXTRA_SPECS_SHOW)
  @Gives(Body.SPEC)
  public Response one(
      @Context Call call, @PathParam("id") String id, @PathParam("key") String key) {
    TypeRow type = lookup.type(call, id);
    call.require(Rule.TYPES_EXTRA_SPECS_SHOW);
    String value = TypeView.visibleSpecs(call, type).get(key);
    if (value == null) {
      throw missing(id, key);
    }
    return Answers.ok(Specs.pair(Map.of(key, value)));
  }

  @PUT
  @Path("{key}")
  @Asks(Rule.TYPES_EXTRA_SPECS_UPDATE)
  @Gives(Body.SPEC)
  public Response set(
      @Context Call call, @PathParam("id") String id, @PathParam("key") String key) {
    Map<String, String> pair = SPECS.readOne(call, key);
    call.require(Rule.TYPES_EXTRA_SPECS_UPDATE);
    return change(call, id, new MetadataChange.Merge(pair), Answers.ok(Specs.pair(pair)));
  }

  @DELETE
  @Path("{key}")
  @Asks(Rule.TYPES_EXTRA_SPECS_DELETE)
  @Gives(status = 202)
  public Response remove(
      @Context Call call, @PathParam("id") String id, @PathParam("key") String key) {
    call.require(Rule.TYPES_EXTRA_SPECS_DELETE);
    return change(call, id, new MetadataChange.Remove(key), Answers.empty(202));
  }

  private Response change(Call call, String id, MetadataChange change, Response answer) {
    return edits
        .direct()
        .change(
            call,
            handle -> {
              lookup.type(handle, call, id);
              edits.types().changeSpecs(handle, id, change, lookup.database().now());
              return answer;
            });
  }

  private static Fault missing(String id, String key) {
    return Fault.notFound("Volume Type " + id + " has no extra specs with key " + key + ".");
  }
}

package io.clinker.api.v3;

import static io.clinker.api.schema.Schema.required;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clinker.admission.MetadataChange;
import io.clinker.api.change.Edits;
import io.clinker.api.http.Answers;
import io.clinker.api.http.Asks;
import io.clinker.api.http.Call;
import io.clinker.api.http.Fault;
import io.clinker.api.http.Json;
import io.clinker.api.http.Rule;
import io.clinker.api.schema.Forms;
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
  private static final String ENVELOPE = "extra_specs";
  private static final Schema ALL = Schema.flat(required(ENVELOPE, Forms.extraSpecs()));
  private final Lookup lookup;
  private final Edits edits;

  public ExtraSpecsResource(Lookup lookup, Edits edits) {
    this.lookup = lookup;
    this.edits = edits;
  }

  @GET
  @Asks(Rule.TYPES_EXTRA_SPECS_INDEX)
  public Response all(@Context Call call, @PathParam("id") String id) {
    TypeRow type = lookup.type(call, id);
    call.require(Rule.TYPES_EXTRA_SPECS_INDEX);
    return Answers.ok(enveloped(TypeView.visibleSpecs(call, type)));
  }

  @POST
  @Asks(Rule.TYPES_EXTRA_SPECS_CREATE)
  public Response merge(@Context Call call, @PathParam("id") String id) {
    Map<String, String> specs = ALL.read(call).texts(ENVELOPE);
    call.require(Rule.TYPES_EXTRA_SPECS_CREATE);
    return edits
        .direct()
        .once(
            call,
            () -> {
              change(call, id, new MetadataChange.Merge(specs));
              return Answers.ok(enveloped(specs));
            });
  }

  @GET
  @Path("{key}")
  @Asks(Rule.TYPES_EXTRA_SPECS_SHOW)
  public Response one(
      @Context Call call, @PathParam("id") String id, @PathParam("key") String key) {
    TypeRow type = lookup.type(call, id);
    call.require(Rule.TYPES_EXTRA_SPECS_SHOW);
    String value = TypeView.visibleSpecs(call, type).get(key);
    if (value == null) {
      throw missing(id, key);
    }
    return Answers.ok(flat(Map.of(key, value)));
  }

  @PUT
  @Path("{key}")
  @Asks(Rule.TYPES_EXTRA_SPECS_UPDATE)
  public Response set(
      @Context Call call, @PathParam("id") String id, @PathParam("key") String key) {
    ObjectNode body = Schema.object(call.body());
    call.require(Rule.TYPES_EXTRA_SPECS_UPDATE);
    if (body.size() != 1) {
      throw Fault.badRequest("Request body contains too many items");
    }
    if (!body.has(key)) {
      throw Fault.badRequest("Request body and URI mismatch");
    }
    Forms.extraSpecs().check(ENVELOPE, body);
    Map<String, String> pair = Map.of(key, body.path(key).asText(""));
    return edits
        .direct()
        .once(
            call,
            () -> {
              change(call, id, new MetadataChange.Merge(pair));
              return Answers.ok(flat(pair));
            });
  }

  @DELETE
  @Path("{key}")
  @Asks(Rule.TYPES_EXTRA_SPECS_DELETE)
  public Response remove(
      @Context Call call, @PathParam("id") String id, @PathParam("key") String key) {
    call.require(Rule.TYPES_EXTRA_SPECS_DELETE);
    return edits
        .direct()
        .once(
            call,
            () -> {
              change(call, id, new MetadataChange.Remove(key));
              return Answers.empty(202);
            });
  }

  private void change(Call call, String id, MetadataChange change) {
    lookup.type(call, id);
    Edits.done(edits.types().changeSpecs(id, change));
  }

  private static Fault missing(String id, String key) {
    return Fault.notFound("Volume Type " + id + " has no extra specs with key " + key + ".");
  }

  private static Json enveloped(Map<String, String> specs) {
    return json -> {
      json.writeStartObject();
      Json.texts(json, ENVELOPE, specs);
      json.writeEndObject();
    };
  }

  private static Json flat(Map<String, String> specs) {
    return json -> {
      json.writeStartObject();
      for (Map.Entry<String, String> entry : specs.entrySet()) {
        json.writeStringField(entry.getKey(), entry.getValue());
      }
      json.writeEndObject();
    };
  }
}

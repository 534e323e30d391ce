package io.clinker.api.v3;

import io.clinker.api.change.DirectEdits;
import io.clinker.api.http.Answers;
import io.clinker.api.http.Call;
import io.clinker.api.http.Fault;
import io.clinker.api.http.Json;
import io.clinker.api.http.Rule;
import io.clinker.api.http.Since;
import io.clinker.api.list.Column;
import io.clinker.api.list.ListRequest;
import io.clinker.api.list.Listing;
import io.clinker.api.list.NextLink;
import io.clinker.api.v3.view.TypeView;
import io.clinker.store.Filter;
import io.clinker.store.ListQuery;
import io.clinker.store.TypeRow;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code /types}. */
@Path("/v3/types")
public final class TypesResource {
  private static final Listing LISTING =
      new Listing(
          "Volume type",
          Map.of(
              "id", Column.text("id"),
              "name", Column.text("name"),
              "description", Column.text("description"),
              "extra_specs", Column.texts("metadata")),
          Set.of("extra_specs"),
          Map.of(
              "id", "id",
              "name", "name",
              "is_public", "is_public",
              "created_at", "created_at",
              "updated_at", "updated_at"),
          Map.of("extra_specs", Since.TYPE_EXTRA_SPECS_FILTER),
          Set.of("is_public"),
          false);

  private final Lookup lookup;
  private final DirectEdits edits;
  private final TypeEdits types;
  private final int pageSize;

  public TypesResource(Lookup lookup, DirectEdits edits, TypeEdits types, int pageSize) {
    this.lookup = lookup;
    this.edits = edits;
    this.types = types;
    this.pageSize = pageSize;
  }

  @GET
  public Response list(@Context Call call) {
    call.require(Rule.TYPE_GET_ALL);
    ListRequest request = ListRequest.parse(call, LISTING, pageSize);
    ListQuery query = visible(call, request.query());
    List<TypeRow> rows =
        request.rows(
            () -> lookup.database().read(handle -> lookup.stores().types().page(handle, query)));
    return Answers.ok(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("volume_types");
          for (TypeRow row : rows) {
            TypeView.detail(json, call, row);
          }
          json.writeEndArray();
          NextLink.write(json, call, "volume_type_links", request, rows, TypeRow::id);
          json.writeEndObject();
        });
  }

  /** Administrators see public types unless they ask; others what their project may use. */
  private static ListQuery visible(Call call, ListQuery asked) {
    if (!call.caller().admin()) {
      return asked;
    }
    ListQuery ofAll =
        new ListQuery(
            null, asked.filters(), asked.sort(), asked.marker(), asked.limit(), asked.offset());
    String word = call.query().get("is_public");
    if (word != null && word.strip().equalsIgnoreCase("none")) {
      return ofAll;
    }
    boolean wanted = call.query().flag("is_public", true);
    return ofAll.with(Filter.AnyOf.one("is_public", Boolean.toString(wanted)));
  }

  @GET
  @Path("default")
  public Response standard(@Context Call call) {
    call.require(Rule.TYPE_GET);
    TypeRow row =
        lookup
            .database()
            .read(handle -> lookup.stores().types().find(handle, TypeRow.BUILT_IN, null))
            .orElseThrow(() -> Fault.notFound("Default volume type can not be found."));
    return Answers.ok(enveloped(json -> TypeView.standard(json, call, row)));
  }

  @GET
  @Path("{id}")
  public Response show(@Context Call call, @PathParam("id") String id) {
    TypeRow row = lookup.type(call, id);
    call.require(Rule.TYPE_GET);
    return Answers.ok(enveloped(json -> TypeView.detail(json, call, row)));
  }

  @POST
  public Response create(@Context Call call) {
    TypeEdits.Fresh fresh = types.read(call);
    call.require(Rule.TYPE_CREATE);
    return edits.once(
        call,
        () -> {
          TypeRow row = types.create(fresh);
          return Answers.ok(enveloped(json -> TypeView.created(json, call, row)));
        });
  }

  @PUT
  @Path("{id}")
  public Response update(@Context Call call, @PathParam("id") String id) {
    TypeEdits.Changes changes = types.readChanges(call);
    call.require(Rule.TYPE_UPDATE);
    return edits.once(
        call,
        () -> {
          TypeRow row = types.update(call, id, changes);
          return Answers.ok(enveloped(json -> TypeView.updated(json, call, row)));
        });
  }

  @DELETE
  @Path("{id}")
  public Response delete(@Context Call call, @PathParam("id") String id) {
    call.require(Rule.TYPE_DELETE);
    return edits.once(
        call,
        () -> {
          types.delete(call, id);
          return Answers.empty(202);
        });
  }

  private static Json enveloped(Json type) {
    return json -> {
      json.writeStartObject();
      json.writeFieldName("volume_type");
      type.write(json);
      json.writeEndObject();
    };
  }
}

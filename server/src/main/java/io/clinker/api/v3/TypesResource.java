package io.clinker.api.v3;

import static io.clinker.api.schema.Schema.optional;
import static io.clinker.api.schema.Schema.required;

import io.clinker.api.change.Edits;
import io.clinker.api.description.Body;
import io.clinker.api.description.Gives;
import io.clinker.api.description.Lists;
import io.clinker.api.description.Takes;
import io.clinker.api.http.Answers;
import io.clinker.api.http.Asks;
import io.clinker.api.http.Call;
import io.clinker.api.http.Fault;
import io.clinker.api.http.Json;
import io.clinker.api.http.Rule;
import io.clinker.api.http.Since;
import io.clinker.api.list.Column;
import io.clinker.api.list.ListRequest;
import io.clinker.api.list.Listing;
import io.clinker.api.list.Page;
import io.clinker.api.schema.Form;
import io.clinker.api.schema.Forms;
import io.clinker.api.schema.Members;
import io.clinker.api.schema.Schema;
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
import java.util.Optional;
import java.util.Set;

/** {@code /types}. */
@Path("/v3/types")
public final class TypesResource {
  private static final Schema CREATE =
      Schema.in(
          "volume_type",
          required("name", new Form.Text(1, 255, false, true)),
          optional("description", Forms.description()),
          optional("extra_specs", Forms.extraSpecs().orNull()),
          optional("os-volume-type-access:is_public", Forms.flag()));
  private static final Schema UPDATE =
      Schema.in(
          "volume_type",
          optional("name", new Form.Text(0, 255, true, true)),
          optional("description", Forms.description()),
          optional("is_public", Forms.flag()));
  private static final Listing LISTING =
      new Listing(
              "Volume type",
              Map.of(
                  "id", Column.text("id"),
                  "name", Column.text("name"),
                  "description", Column.text("description"),
                  "extra_specs", Column.specs("extra_specs")),
              Set.of("extra_specs"),
              Map.of(
                  "id", "id",
                  "name", "name",
                  "is_public", "is_public",
                  "created_at", "created_at",
                  "updated_at", "updated_at"),
              Map.of("extra_specs", Since.TYPE_EXTRA_SPECS_FILTER),
              Set.of("is_public"),
              false)
          .refusing(Since.TYPE_EXTRA_SPECS_FILTER);

  private final Lookup lookup;
  private final Edits edits;
  private final int pageSize;

  public TypesResource(Lookup lookup, Edits edits, int pageSize) {
    this.lookup = lookup;
    this.edits = edits;
    this.pageSize = pageSize;
  }

  @GET
  @Asks(Rule.TYPE_GET_ALL)
  @Lists("LISTING")
  @Gives(Body.TYPES)
  public Response list(@Context Call call) {
    call.require(Rule.TYPE_GET_ALL);
    ListRequest request = ListRequest.parse(call, LISTING, pageSize);
    ListQuery query = Visibility.of(call, request.query());
    List<TypeRow> rows =
        asksForHiddenSpecs(call, query)
            ? List.of()
            : request.rows(
                () ->
                    lookup.database().read(handle -> lookup.stores().types().page(handle, query)));
    return Answers.ok(
        Page.of("volume_types", rows, (json, row) -> TypeView.detail(json, call, row))
            .linked(call, request, "volume_type_links", TypeRow::id));
  }

  /** Whoever may not see a spec is not told which types have it. */
  private static boolean asksForHiddenSpecs(Call call, ListQuery query) {
    return query.filters().stream()
        .anyMatch(
            filter ->
                switch (filter) {
                  case Filter.Pair pair -> !TypeView.showsSpec(call, pair.name());
                  case Filter.PairContains pair -> !TypeView.showsSpec(call, pair.name());
                  default -> false;
                });
  }

  @GET
  @Path("default")
  @Asks(Rule.TYPE_GET)
  @Gives(Body.TYPE_DEFAULT)
  public Response standard(@Context Call call) {
    call.require(Rule.TYPE_GET);
    TypeRow row =
        lookup
            .database()
            .read(
                handle ->
                    lookup
                        .stores()
                        .types()
                        .defaultOf(handle, call.caller().projectId(), TypeRow.BUILT_IN))
            .orElseThrow(() -> Fault.notFound("Default volume type can not be found."));
    return Answers.ok(Json.in("volume_type", json -> TypeView.standard(json, call, row)));
  }

  @GET
  @Path("{id}")
  @Asks(Rule.TYPE_GET)
  @Gives(Body.TYPE)
  public Response show(@Context Call call, @PathParam("id") String id) {
    TypeRow row = lookup.type(call, id);
    call.require(Rule.TYPE_GET);
    return Answers.ok(Json.in("volume_type", json -> TypeView.detail(json, call, row)));
  }

  @POST
  @Asks(Rule.TYPE_CREATE)
  @Takes("CREATE")
  @Gives(Body.TYPE_CREATED)
  public Response create(@Context Call call) {
    Members body = CREATE.read(call);
    call.require(Rule.TYPE_CREATE);
    return edits
        .direct()
        .change(
            call,
            handle -> {
              TypeRow row =
                  edits
                      .types()
                      .create(
                          handle,
                          Optional.ofNullable(body.stripped("name")).orElse(""),
                          body.text("description"),
                          body.flag("os-volume-type-access:is_public", true),
                          body.texts("extra_specs"),
                          lookup.database().now());
              return Answers.ok(Json.in("volume_type", json -> TypeView.created(json, call, row)));
            });
  }

  @PUT
  @Path("{id}")
  @Asks(Rule.TYPE_UPDATE)
  @Takes("UPDATE")
  @Gives(Body.TYPE_UPDATED)
  public Response update(@Context Call call, @PathParam("id") String id) {
    Members body = UPDATE.read(call);
    call.require(Rule.TYPE_UPDATE);
    String name = body.stripped("name");
    if ("".equals(name)) {
      throw Fault.badRequest("Volume type name can not be empty.");
    }
    String description = body.text("description");
    Boolean isPublic = body.has("is_public") ? body.flag("is_public", true) : null;
    if (name == null && description == null && isPublic == null) {
      throw Fault.badRequest(
          "Specify volume type name, description, is_public or a combination thereof.");
    }
    return edits
        .direct()
        .change(
            call,
            handle -> {
              lookup.type(handle, call, id);
              TypeRow row =
                  edits
                      .types()
                      .update(
                          handle,
                          id,
                          name,
                          description == null ? null : Optional.of(description),
                          isPublic,
                          lookup.database().now());
              return Answers.ok(Json.in("volume_type", json -> TypeView.updated(json, call, row)));
            });
  }

  @DELETE
  @Path("{id}")
  @Asks(Rule.TYPE_DELETE)
  @Gives(status = 202)
  public Response delete(@Context Call call, @PathParam("id") String id) {
    call.require(Rule.TYPE_DELETE);
    return edits
        .direct()
        .change(
            call,
            202,
            handle -> {
              lookup.type(handle, call, id);
              edits.types().delete(handle, id, lookup.database().now());
            });
  }
}

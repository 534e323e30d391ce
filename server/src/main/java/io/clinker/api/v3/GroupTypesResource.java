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
import io.clinker.api.http.AsksNothing;
import io.clinker.api.http.Available;
import io.clinker.api.http.Call;
import io.clinker.api.http.Fault;
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
import io.clinker.api.v3.view.GroupTypeView;
import io.clinker.store.GroupTypeRow;
import io.clinker.store.ListQuery;
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

/** {@code /group_types}. */
@Path("/v3/group_types")
@Available(Since.GROUP_TYPES)
public final class GroupTypesResource {
  private static final Schema CREATE =
      Schema.in(
          "group_type",
          required("name", new Form.Text(1, 255, false, true)),
          optional("description", Forms.description()),
          optional("is_public", Forms.flag()),
          optional("group_specs", Forms.extraSpecs().orNull()));
  private static final Schema UPDATE =
      Schema.in(
          "group_type",
          optional("name", new Form.Text(0, 255, true, true)),
          optional("description", Forms.description()),
          optional("is_public", Forms.flag()));
  private static final Listing LISTING =
      new Listing(
              "Group type",
              Map.of(
                  "id", Column.text("id"),
                  "name", Column.text("name"),
                  "description", Column.text("description"),
                  "group_specs", Column.texts("metadata")),
              Set.of(),
              Map.of(
                  "id", "id",
                  "name", "name",
                  "is_public", "is_public",
                  "created_at", "created_at",
                  "updated_at", "updated_at"),
              Map.of(),
              Set.of("is_public"),
              false)
          .refusing(null);

  private final Lookup lookup;
  private final Edits edits;
  private final int pageSize;

  public GroupTypesResource(Lookup lookup, Edits edits, int pageSize) {
    this.lookup = lookup;
    this.edits = edits;
    this.pageSize = pageSize;
  }

  @GET
  @AsksNothing("every token may see group types; their specs are kept from most")
  @Lists("LISTING")
  @Gives(Body.GROUP_TYPES)
  public Response list(@Context Call call) {
    ListRequest request = ListRequest.parse(call, LISTING, pageSize);
    ListQuery query = Visibility.of(call, request.query());
    List<GroupTypeRow> rows =
        request.rows(
            () ->
                lookup.database().read(handle -> lookup.stores().groupTypes().page(handle, query)));
    return Answers.ok(
        Page.of("group_types", rows, (json, row) -> GroupTypeView.detail(json, call, row))
            .linked(call, request, "group_type_links", GroupTypeRow::id));
  }

  /** There is none until an administrator makes a group type of this name. */
  @GET
  @AsksNothing("every token may see group types; their specs are kept from most")
  @Path("default")
  @Gives(Body.GROUP_TYPE)
  public Response standard(@Context Call call) {
    GroupTypeRow row =
        lookup
            .database()
            .read(handle -> lookup.stores().groupTypes().findByName(handle, GroupTypeRow.DEFAULT))
            .orElseThrow(() -> Fault.notFound("Default group type can not be found."));
    return Answers.ok(GroupTypeView.enveloped(call, row));
  }

  @GET
  @AsksNothing("every token may see group types; their specs are kept from most")
  @Path("{id}")
  @Gives(Body.GROUP_TYPE)
  public Response show(@Context Call call, @PathParam("id") String id) {
    return Answers.ok(GroupTypeView.enveloped(call, lookup.groupType(call, id)));
  }

  @POST
  @Asks(Rule.GROUP_TYPES_CREATE)
  @Takes("CREATE")
  @Gives(value = Body.GROUP_TYPE, status = 202)
  public Response create(@Context Call call) {
    Members body = CREATE.read(call);
    call.require(Rule.GROUP_TYPES_CREATE);
    return edits
        .direct()
        .change(
            call,
            handle -> {
              GroupTypeRow row =
                  edits
                      .groupTypes()
                      .create(
                          handle,
                          Optional.ofNullable(body.stripped("name")).orElse(""),
                          body.text("description"),
                          body.flag("is_public", true),
                          body.texts("group_specs"),
                          lookup.database().now());
              return Answers.json(202, GroupTypeView.enveloped(call, row));
            });
  }

  @PUT
  @Asks(Rule.GROUP_TYPES_UPDATE)
  @Path("{id}")
  @Takes("UPDATE")
  @Gives(Body.GROUP_TYPE)
  public Response update(@Context Call call, @PathParam("id") String id) {
    Members body = UPDATE.read(call);
    call.require(Rule.GROUP_TYPES_UPDATE);
    String name = body.stripped("name");
    if ("".equals(name)) {
      throw Fault.badRequest("Group type name can not be empty.");
    }
    String description = body.text("description");
    Boolean isPublic = body.has("is_public") ? body.flag("is_public", true) : null;
    if (name == null && description == null && isPublic == null) {
      throw Fault.badRequest(
          "Specify group type name, description, is_public or a combination thereof.");
    }
    return edits
        .direct()
        .change(
            call,
            handle -> {
              GroupTypeRow row =
                  edits
                      .groupTypes()
                      .update(
                          handle,
                          id,
                          name,
                          description == null ? null : Optional.of(description),
                          isPublic,
                          lookup.database().now());
              return Answers.ok(GroupTypeView.enveloped(call, row));
            });
  }

  @DELETE
  @Asks(Rule.GROUP_TYPES_DELETE)
  @Path("{id}")
  @Gives(status = 202)
  public Response delete(@Context Call call, @PathParam("id") String id) {
    call.require(Rule.GROUP_TYPES_DELETE);
    return edits.direct().change(call, 202, handle -> edits.groupTypes().delete(handle, id));
  }
}

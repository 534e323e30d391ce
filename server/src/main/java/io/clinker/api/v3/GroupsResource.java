package io.clinker.api.v3;

import static io.clinker.api.schema.Schema.optional;
import static io.clinker.api.schema.Schema.required;

import io.clinker.api.change.Edits;
import io.clinker.api.change.Submissions;
import io.clinker.api.change.Submissions.Accepted;
import io.clinker.api.description.Body;
import io.clinker.api.description.Gives;
import io.clinker.api.description.Lists;
import io.clinker.api.description.Options;
import io.clinker.api.description.Takes;
import io.clinker.api.http.Answers;
import io.clinker.api.http.Asks;
import io.clinker.api.http.Available;
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
import io.clinker.api.v3.view.GroupView;
import io.clinker.model.GroupId;
import io.clinker.model.Identifiers;
import io.clinker.model.VolumeId;
import io.clinker.operations.GroupInput;
import io.clinker.store.GroupRow;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code /groups}. */
@Path("/v3/groups")
@Available(Since.GROUPS)
public final class GroupsResource {
  private static final String PATH = "/groups";
  private static final Schema CREATE =
      Schema.in(
          "group",
          optional("name", Forms.stripped255().orNull()),
          optional("description", Forms.strippedDescription()),
          required("group_type", Forms.name255()),
          required("volume_types", new Form.Names()),
          optional("availability_zone", Forms.name255().orNull()));
  private static final Form IDENTIFIERS = new Form.Text(0, 65_535, true, false);
  private static final Schema UPDATE =
      Schema.in(
          "group",
          optional("name", Forms.stripped255().orNull()),
          optional("description", Forms.strippedDescription()),
          optional("add_volumes", IDENTIFIERS),
          optional("remove_volumes", IDENTIFIERS));
  private static final Listing LISTING =
      new Listing(
          "Group",
          Map.ofEntries(
              Map.entry("id", Column.text("id")),
              Map.entry("project_id", Column.text("project_id")),
              Map.entry("user_id", Column.text("user_id")),
              Map.entry("name", Column.text("name")),
              Map.entry("description", Column.text("description")),
              Map.entry("status", Column.text("status")),
              Map.entry("group_type_id", Column.text("group_type_id")),
              Map.entry("group_snapshot_id", Column.text("group_snapshot_id")),
              Map.entry("source_group_id", Column.text("source_group_id")),
              Map.entry("availability_zone", Column.text("availability_zone")),
              Map.entry("host", Column.host()),
              Map.entry("created_at", Column.time("created_at")),
              Map.entry("updated_at", Column.time("updated_at"))),
          Set.of("name"),
          Map.of(
              "id", "id",
              "name", "name",
              "status", "status",
              "group_type_id", "group_type_id",
              "availability_zone", "availability_zone",
              "created_at", "created_at",
              "updated_at", "updated_at"),
          Map.of("created_at", Since.TIME_FILTERS, "updated_at", Since.TIME_FILTERS),
          Set.of("list_volume"),
          false);

  private final Lookup lookup;
  private final Edits edits;
  private final Submissions submissions;
  private final int pageSize;

  public GroupsResource(Lookup lookup, Edits edits, Submissions submissions, int pageSize) {
    this.lookup = lookup;
    this.edits = edits;
    this.submissions = submissions;
    this.pageSize = pageSize;
  }

  @GET
  @Asks(Rule.GROUP_GET_ALL)
  @Lists("LISTING")
  @Gives(Body.GROUPS)
  public Response list(@Context Call call) {
    return page(call, false);
  }

  @GET
  @Path("detail")
  @Asks(Rule.GROUP_GET_ALL)
  @Lists("LISTING")
  @Gives(Body.GROUPS_DETAIL)
  public Response detail(@Context Call call) {
    return page(call, true);
  }

  /** The next page of both is one of the plain list, as with Cinder. */
  private Response page(Call call, boolean detailed) {
    call.require(Rule.GROUP_GET_ALL);
    ListRequest request = ListRequest.parse(call, LISTING, pageSize);
    List<GroupRow> rows =
        request.rows(
            () ->
                lookup
                    .database()
                    .read(handle -> lookup.stores().groups().page(handle, request.query())));
    Map<String, List<String>> volumes =
        detailed && listsVolumes(call) ? lookup.volumesOf(rows) : Map.of();
    Page.Item<GroupRow> item =
        detailed
            ? (json, row) -> GroupView.detail(json, call, row, shown(call, row, volumes))
            : (json, row) -> GroupView.summary(json, row);
    return Answers.ok(
        Page.of("groups", rows, item)
            .linked(call, PATH, request, "group_links", row -> row.id().value()));
  }

  private static boolean listsVolumes(Call call) {
    return call.has(Since.GROUP_VOLUMES) && call.query().flag("list_volume", false);
  }

  private static @Nullable List<String> shown(
      Call call, GroupRow row, Map<String, List<String>> volumes) {
    return listsVolumes(call) ? volumes.getOrDefault(row.id().value(), List.of()) : null;
  }

  @GET
  @Path("{id}")
  @Asks(Rule.GROUP_GET)
  @Options("list_volume")
  @Gives(Body.GROUP)
  public Response show(@Context Call call, @PathParam("id") String id) {
    GroupRow row = lookup.group(call, id);
    call.require(Rule.GROUP_GET);
    Map<String, List<String>> volumes =
        listsVolumes(call) ? lookup.volumesOf(List.of(row)) : Map.of();
    return Answers.ok(
        Json.in("group", json -> GroupView.detail(json, call, row, shown(call, row, volumes))));
  }

  @POST
  @Asks(Rule.GROUP_CREATE)
  @Takes("CREATE")
  @Gives(value = Body.GROUP_CREATED, status = 202, operation = true)
  public Response create(@Context Call call) {
    Members body = CREATE.read(call);
    call.require(Rule.GROUP_CREATE);
    List<String> volumeTypes = body.names("volume_types");
    if (volumeTypes.isEmpty()) {
      throw Fault.badRequest(
          "Invalid input for field/attribute volume_types. Value: []. [] is too short");
    }
    Accepted accepted =
        submissions.accept(
            call,
            new GroupInput.CreateGroup(
                GroupId.random(),
                body.stripped("name"),
                body.stripped("description"),
                Objects.requireNonNull(body.text("group_type")),
                volumeTypes,
                body.text("availability_zone")));
    GroupRow row = AnswerRows.group(accepted.row());
    return OperationAnswers.of(
        accepted, 202, Json.in("group", json -> GroupView.summary(json, row)));
  }

  /** An operation if volumes join or leave, else a change of the row alone. */
  @PUT
  @Path("{id}")
  @Asks(Rule.GROUP_UPDATE)
  @Takes("UPDATE")
  @Gives(status = 202, operation = true)
  public Response update(@Context Call call, @PathParam("id") String id) {
    Members body = UPDATE.read(call);
    call.require(Rule.GROUP_UPDATE);
    String name = body.stripped("name");
    String description = body.stripped("description");
    List<String> add = identifiers(body.text("add_volumes"));
    List<String> remove = identifiers(body.text("remove_volumes"));
    if (name == null && description == null && add.isEmpty() && remove.isEmpty()) {
      throw Fault.badRequest(
          "Name, description, add_volumes, and remove_volumes can not be all empty in the request"
              + " body.");
    }
    if (!add.isEmpty() || !remove.isEmpty()) {
      GroupId group = Ids.group(id);
      return OperationAnswers.empty(
          submissions.accept(
              call,
              new GroupInput.UpdateGroup(
                  group,
                  name,
                  description,
                  volumes(
                      add, "Cannot add volume %s to group %s because volume cannot be found.", id),
                  volumes(
                      remove,
                      "Cannot remove volume %s from group %s because it is not in the group.",
                      id))),
          202);
    }
    return edits
        .direct()
        .change(
            call,
            202,
            handle ->
                edits
                    .groups()
                    .describe(
                        handle,
                        Ids.group(id),
                        call.scope(),
                        name,
                        description,
                        lookup.database().now()));
  }

  private static List<String> identifiers(@Nullable String text) {
    return text == null
        ? List.of()
        : Arrays.stream(text.split(",", -1))
            .map(String::strip)
            .filter(part -> !part.isEmpty())
            .distinct()
            .toList();
  }

  /** What is no id names nothing. */
  private static List<VolumeId> volumes(List<String> texts, String refusal, String group) {
    Stream<String> ids = texts.stream().map(text -> text.toLowerCase(Locale.ROOT)).distinct();
    return ids.map(
            text -> {
              if (!Identifiers.isUuid(text)) {
                throw Fault.badRequest("Invalid volume: " + refusal.formatted(text, group));
              }
              return new VolumeId(text);
            })
        .toList();
  }
}

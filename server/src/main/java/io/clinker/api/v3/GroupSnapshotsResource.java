package io.clinker.api.v3;

import static io.clinker.api.schema.Schema.optional;
import static io.clinker.api.schema.Schema.required;

import io.clinker.api.change.Submissions;
import io.clinker.api.change.Submissions.Accepted;
import io.clinker.api.description.Act;
import io.clinker.api.description.Acts;
import io.clinker.api.description.Body;
import io.clinker.api.description.Gives;
import io.clinker.api.description.Lists;
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
import io.clinker.api.schema.Forms;
import io.clinker.api.schema.Members;
import io.clinker.api.schema.Schema;
import io.clinker.api.v3.view.GroupSnapshotView;
import io.clinker.model.GroupSnapshotId;
import io.clinker.operations.GroupInput;
import io.clinker.store.GroupSnapshotRow;
import io.clinker.store.ListQuery;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** {@code /group_snapshots}. */
@Path("/v3/group_snapshots")
@Available(Since.GROUP_SNAPSHOTS)
public final class GroupSnapshotsResource {
  private static final String PATH = "/group_snapshots";
  private static final Schema CREATE =
      Schema.in(
          "group_snapshot",
          required("group_id", Forms.uuid()),
          optional("name", Forms.stripped255().orNull()),
          optional("description", Forms.strippedDescription()));
  private static final Listing LISTING =
      new Listing(
          "GroupSnapshot",
          Map.of(
              "id", Column.text("id"),
              "project_id", Column.text("project_id"),
              "user_id", Column.text("user_id"),
              "name", Column.text("name"),
              "description", Column.text("description"),
              "status", Column.text("status"),
              "group_id", Column.text("group_id"),
              "group_type_id", Column.text("group_type_id"),
              "created_at", Column.time("created_at"),
              "updated_at", Column.time("updated_at")),
          Set.of("name", "status", "group_id"),
          Map.of(
              "id", "id",
              "name", "name",
              "status", "status",
              "group_id", "group_id",
              "group_type_id", "group_type_id",
              "created_at", "created_at",
              "updated_at", "updated_at"),
          Map.of("created_at", Since.TIME_FILTERS, "updated_at", Since.TIME_FILTERS),
          Set.of(),
          false);

  private final Lookup lookup;
  private final Submissions submissions;
  private final int pageSize;

  public GroupSnapshotsResource(Lookup lookup, Submissions submissions, int pageSize) {
    this.lookup = lookup;
    this.submissions = submissions;
    this.pageSize = pageSize;
  }

  @GET
  @Asks(Rule.GROUP_GET_ALL_GROUP_SNAPSHOTS)
  @Lists("LISTING")
  @Gives(Body.GROUP_SNAPSHOTS)
  public Response list(@Context Call call) {
    return page(call, GroupSnapshotView::summary);
  }

  @GET
  @Path("detail")
  @Asks(Rule.GROUP_GET_ALL_GROUP_SNAPSHOTS)
  @Lists("LISTING")
  @Gives(Body.GROUP_SNAPSHOTS_DETAIL)
  public Response detail(@Context Call call) {
    return page(call, (json, row) -> GroupSnapshotView.detail(json, call, row));
  }

  /** The next page of both is one of the plain list, as with Cinder. */
  private Response page(Call call, Page.Item<GroupSnapshotRow> item) {
    call.require(Rule.GROUP_GET_ALL_GROUP_SNAPSHOTS);
    ListRequest request = request(call);
    List<GroupSnapshotRow> rows =
        request.rows(
            () ->
                lookup
                    .database()
                    .read(
                        handle -> lookup.stores().groupSnapshots().page(handle, request.query())));
    Page<GroupSnapshotRow> page = Page.of("group_snapshots", rows, item);
    return Answers.ok(
        call.has(Since.GROUP_SNAPSHOT_PAGING)
            ? page.linked(call, PATH, request, "group_snapshot_links", row -> row.id().value())
            : page);
  }

  /** Before there was paging, nothing could be chosen. */
  private ListRequest request(Call call) {
    if (call.has(Since.GROUP_SNAPSHOT_PAGING)) {
      return ListRequest.parse(call, LISTING, pageSize);
    }
    boolean all = call.caller().admin() && call.query().flag("all_tenants", false);
    return new ListRequest(
        LISTING, ListQuery.newest(all ? null : call.caller().projectId(), pageSize), false);
  }

  @GET
  @Path("{id}")
  @Asks(Rule.GROUP_GET_GROUP_SNAPSHOT)
  @Gives(Body.GROUP_SNAPSHOT)
  public Response show(@Context Call call, @PathParam("id") String id) {
    GroupSnapshotRow row = lookup.groupSnapshot(call, id);
    call.require(Rule.GROUP_GET_GROUP_SNAPSHOT);
    return Answers.ok(Json.in("group_snapshot", json -> GroupSnapshotView.detail(json, call, row)));
  }

  @POST
  @Asks(Rule.GROUP_CREATE_GROUP_SNAPSHOT)
  @Takes("CREATE")
  @Gives(value = Body.GROUP_SNAPSHOT_CREATED, status = 202, operation = true)
  public Response create(@Context Call call) {
    Members body = CREATE.read(call);
    call.require(Rule.GROUP_CREATE_GROUP_SNAPSHOT);
    Accepted accepted =
        submissions.accept(
            call,
            new GroupInput.CreateGroupSnapshot(
                GroupSnapshotId.random(),
                Ids.group(Objects.requireNonNull(body.text("group_id"))),
                body.stripped("name"),
                body.stripped("description")));
    GroupSnapshotRow row = AnswerRows.groupSnapshot(accepted.row());
    return OperationAnswers.of(
        accepted, 202, Json.in("group_snapshot", json -> GroupSnapshotView.created(json, row)));
  }

  @DELETE
  @Path("{id}")
  @Asks(Rule.GROUP_DELETE_GROUP_SNAPSHOT)
  @Gives(status = 202, operation = true)
  public Response delete(@Context Call call, @PathParam("id") String id) {
    call.require(Rule.GROUP_DELETE_GROUP_SNAPSHOT);
    return OperationAnswers.empty(
        submissions.accept(call, new GroupInput.DeleteGroupSnapshot(Ids.groupSnapshot(id))), 202);
  }

  @POST
  @Path("{id}/action")
  @Asks(Rule.GROUP_RESET_GROUP_SNAPSHOT_STATUS)
  @Acts(
      @Act(
          value = "reset_status",
          takes = "SNAPSHOT",
          in = ResetStatus.class,
          since = Since.GROUP_SNAPSHOT_RESET_STATUS,
          operation = true))
  public Response act(@Context Call call, @PathParam("id") String id) {
    ActionBody body = ActionBody.read(call);
    if (!body.name().equals("reset_status")) {
      throw ActionBody.none(body.name());
    }
    if (!call.has(Since.GROUP_SNAPSHOT_RESET_STATUS)) {
      throw Fault.notInThisVersion();
    }
    String status = ResetStatus.ofGroup(call, body);
    call.require(Rule.GROUP_RESET_GROUP_SNAPSHOT_STATUS);
    return OperationAnswers.empty(
        submissions.accept(call, new GroupInput.ResetGroupSnapshot(Ids.groupSnapshot(id), status)),
        202);
  }
}

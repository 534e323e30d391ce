package io.clinker.api.v3;

import static io.clinker.api.schema.Schema.optional;
import static io.clinker.api.schema.Schema.required;

import io.clinker.api.change.Edits;
import io.clinker.api.change.Submissions;
import io.clinker.api.change.Submissions.Accepted;
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
import io.clinker.api.v3.view.SnapshotView;
import io.clinker.model.SnapshotId;
import io.clinker.operations.OperationInput;
import io.clinker.store.SnapshotRow;
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

/** {@code /snapshots}. */
@Path("/v3/snapshots")
public final class SnapshotsResource {
  private static final Schema CREATE =
      Schema.in(
          "snapshot",
          required("volume_id", Forms.uuid().orNull()),
          optional("name", new Form.Text(0, 255, true, false)),
          optional("display_name", new Form.Text(0, 255, true, false)),
          optional("description", Forms.description()),
          optional("display_description", new Form.Text(0, 255, true, false)),
          optional("force", Forms.flag()),
          optional("metadata", Forms.metadata().orNull()));
  private static final Schema UPDATE =
      Schema.in(
              "snapshot",
              optional("name", Forms.stripped255()),
              optional("display_name", Forms.stripped255()),
              optional("description", Forms.strippedDescription()),
              optional("display_description", Forms.strippedDescription()))
          .withAtLeastOne();
  private static final Listing LISTING =
      new Listing(
          "Snapshot",
          Map.ofEntries(
              Map.entry("id", Column.text("id")),
              Map.entry("project_id", Column.text("project_id")),
              Map.entry("user_id", Column.text("user_id")),
              Map.entry("name", Column.text("name")),
              Map.entry("display_name", Column.text("name")),
              Map.entry("description", Column.text("description")),
              Map.entry("status", Column.text("status")),
              Map.entry("progress", Column.text("progress")),
              Map.entry("volume_id", Column.text("volume_id")),
              Map.entry("volume_size", Column.number("volume_size")),
              Map.entry("volume_type_id", Column.text("volume_type_id")),
              Map.entry("availability_zone", Column.text("availability_zone")),
              Map.entry("metadata", Column.texts("metadata")),
              Map.entry("created_at", Column.time("created_at")),
              Map.entry("updated_at", Column.time("updated_at")),
              Map.entry("group_snapshot_id", Column.text("group_snapshot_id")),
              Map.entry("host", Column.host()),
              Map.entry("consumes_quota", Column.always())),
          Set.of(
              "name",
              "display_name",
              "status",
              "volume_id",
              "metadata",
              "availability_zone",
              "consumes_quota"),
          Map.ofEntries(
              Map.entry("id", "id"),
              Map.entry("name", "name"),
              Map.entry("display_name", "name"),
              Map.entry("status", "status"),
              Map.entry("progress", "progress"),
              Map.entry("project_id", "project_id"),
              Map.entry("user_id", "user_id"),
              Map.entry("volume_id", "volume_id"),
              Map.entry("volume_size", "volume_size"),
              Map.entry("volume_type_id", "volume_type_id"),
              Map.entry("created_at", "created_at"),
              Map.entry("updated_at", "updated_at")),
          Map.of(
              "metadata", Since.SNAPSHOT_METADATA_FILTER,
              "created_at", Since.TIME_FILTERS,
              "updated_at", Since.TIME_FILTERS,
              "consumes_quota", Since.CONSUMES_QUOTA),
          Set.of(),
          true);

  private final Lookup lookup;
  private final Edits edits;
  private final Submissions submissions;
  private final int pageSize;

  public SnapshotsResource(Lookup lookup, Edits edits, Submissions submissions, int pageSize) {
    this.lookup = lookup;
    this.edits = edits;
    this.submissions = submissions;
    this.pageSize = pageSize;
  }

  @GET
  @Asks(Rule.VOLUME_GET_ALL_SNAPSHOTS)
  @Lists("LISTING")
  @Gives(Body.SNAPSHOTS)
  public Response list(@Context Call call) {
    return page(call, false);
  }

  @GET
  @Path("detail")
  @Asks(Rule.VOLUME_GET_ALL_SNAPSHOTS)
  @Lists("LISTING")
  @Gives(Body.SNAPSHOTS_DETAIL)
  public Response detail(@Context Call call) {
    return page(call, true);
  }

  private Response page(Call call, boolean detailed) {
    call.require(Rule.VOLUME_GET_ALL_SNAPSHOTS);
    ListRequest request = ListRequest.parse(call, LISTING, pageSize);
    List<SnapshotRow> rows =
        request.rows(
            () ->
                lookup
                    .database()
                    .read(handle -> lookup.stores().snapshots().page(handle, request.query())));
    Page.Item<SnapshotRow> item =
        detailed
            ? (json, row) -> SnapshotView.detail(json, call, row)
            : (json, row) -> SnapshotView.summary(json, row);
    Page<SnapshotRow> page =
        Page.of("snapshots", rows, item)
            .linked(call, request, "snapshots_links", row -> row.id().value());
    return Answers.ok(
        request.counted()
            ? page.counted(
                lookup
                    .database()
                    .read(handle -> lookup.stores().snapshots().count(handle, request.query())))
            : page);
  }

  @GET
  @Path("{id}")
  @Asks(Rule.VOLUME_GET_SNAPSHOT)
  @Gives(Body.SNAPSHOT)
  public Response show(@Context Call call, @PathParam("id") String id) {
    SnapshotRow row = lookup.snapshot(call, id);
    call.require(Rule.VOLUME_GET_SNAPSHOT);
    return Answers.ok(Json.in("snapshot", json -> SnapshotView.detail(json, call, row)));
  }

  @POST
  @Asks(Rule.VOLUME_CREATE_SNAPSHOT)
  @Takes("CREATE")
  @Gives(value = Body.SNAPSHOT_CREATED, status = 202, operation = true)
  public Response create(@Context Call call) {
    Members body = CREATE.read(call);
    call.require(Rule.VOLUME_CREATE_SNAPSHOT);
    String volume = body.text("volume_id");
    boolean always = call.has(Since.SNAPSHOT_OF_IN_USE);
    if (always && body.has("force") && !body.flag("force", true)) {
      throw Fault.badRequest(
          "Invalid input received: Invalid value for 'force'. Since microversion 3.66 snapshots of"
              + " attached volumes are always allowed, so force=false is not accepted.");
    }
    Accepted accepted =
        submissions.accept(
            call,
            new OperationInput.CreateSnapshot(
                SnapshotId.random(),
                Ids.volume(volume == null ? "None" : volume),
                VolumeBodies.name(body),
                VolumeBodies.description(body),
                always || body.flag("force", false),
                body.texts("metadata")));
    SnapshotRow row = AnswerRows.snapshot(accepted.row());
    return OperationAnswers.of(
        accepted, 202, Json.in("snapshot", json -> SnapshotView.created(json, call, row)));
  }

  @PUT
  @Path("{id}")
  @Asks(Rule.VOLUME_UPDATE_SNAPSHOT)
  @Takes("UPDATE")
  @Gives(Body.SNAPSHOT_UPDATED)
  public Response update(@Context Call call, @PathParam("id") String id) {
    Members body = UPDATE.read(call);
    call.require(Rule.VOLUME_UPDATE_SNAPSHOT);
    return edits
        .direct()
        .change(
            call,
            handle -> {
              SnapshotRow row =
                  edits
                      .snapshots()
                      .describe(
                          handle,
                          Ids.snapshot(id),
                          call.scope(),
                          VolumeBodies.changes(body),
                          lookup.database().now());
              return Answers.ok(Json.in("snapshot", json -> SnapshotView.summary(json, row)));
            });
  }

  @DELETE
  @Path("{id}")
  @Asks(Rule.VOLUME_DELETE_SNAPSHOT)
  @Gives(status = 202, operation = true)
  public Response delete(@Context Call call, @PathParam("id") String id) {
    call.require(Rule.VOLUME_DELETE_SNAPSHOT);
    return OperationAnswers.empty(
        submissions.accept(call, new OperationInput.DeleteSnapshot(Ids.snapshot(id), false)), 202);
  }
}

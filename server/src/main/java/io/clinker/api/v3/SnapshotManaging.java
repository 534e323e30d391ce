package io.clinker.api.v3;

import static io.clinker.api.schema.Schema.optional;
import static io.clinker.api.schema.Schema.required;

import io.clinker.api.change.Submissions;
import io.clinker.api.change.Submissions.Accepted;
import io.clinker.api.description.Body;
import io.clinker.api.description.Gives;
import io.clinker.api.description.Options;
import io.clinker.api.description.Takes;
import io.clinker.api.http.Asks;
import io.clinker.api.http.Call;
import io.clinker.api.http.Json;
import io.clinker.api.http.Rule;
import io.clinker.api.schema.Forms;
import io.clinker.api.schema.Members;
import io.clinker.api.schema.Schema;
import io.clinker.api.v3.view.SnapshotView;
import io.clinker.model.ResourceKind;
import io.clinker.model.SnapshotId;
import io.clinker.operations.OperationInput;
import io.clinker.store.SnapshotRow;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;

/** Foreign snapshots of volumes of ours. */
public abstract class SnapshotManaging {
  private static final Schema MANAGE =
      Schema.in(
          "snapshot",
          required("volume_id", Forms.uuid()),
          required("ref", Forms.tree()),
          optional("name", Forms.stripped255()),
          optional("description", Forms.strippedDescription()),
          optional("metadata", Forms.metadata().orNull()));

  private final ManageRequests requests;
  private final Submissions submissions;

  SnapshotManaging(ManageRequests requests, Submissions submissions) {
    this.requests = requests;
    this.submissions = submissions;
  }

  @GET
  @Asks(Rule.SNAPSHOT_LIST_MANAGEABLE)
  @Options({"host", "cluster", "marker", "limit", "offset", "sort", "sort_key", "sort_dir"})
  @Gives(Body.MANAGEABLE_SNAPSHOTS)
  public Response list(@Context Call call) {
    call.require(Rule.SNAPSHOT_LIST_MANAGEABLE);
    return requests.list(call, ResourceKind.SNAPSHOT, false);
  }

  @GET
  @Path("detail")
  @Asks(Rule.SNAPSHOT_LIST_MANAGEABLE)
  @Options({"host", "cluster", "marker", "limit", "offset", "sort", "sort_key", "sort_dir"})
  @Gives(Body.MANAGEABLE_SNAPSHOTS_DETAIL)
  public Response detail(@Context Call call) {
    call.require(Rule.SNAPSHOT_LIST_MANAGEABLE);
    return requests.list(call, ResourceKind.SNAPSHOT, true);
  }

  @POST
  @Asks(Rule.SNAPSHOT_MANAGE)
  @Takes(value = "MANAGE", in = SnapshotManaging.class)
  @Gives(value = Body.SNAPSHOT_CREATED, status = 202, operation = true)
  public Response manage(@Context Call call) {
    Members body = MANAGE.read(call);
    call.require(Rule.SNAPSHOT_MANAGE);
    String volume = body.text("volume_id");
    Accepted accepted =
        submissions.accept(
            call,
            new OperationInput.ManageSnapshot(
                SnapshotId.random(),
                Ids.volume(volume == null ? "None" : volume),
                ManageRequests.reference(body),
                body.stripped("name"),
                body.stripped("description"),
                body.texts("metadata")));
    SnapshotRow row = AnswerRows.snapshot(accepted.row());
    return OperationAnswers.of(
        accepted, 202, Json.in("snapshot", json -> SnapshotView.created(json, call, row)));
  }
}

package io.clinker.api.v3;

import static io.clinker.api.schema.Schema.optional;
import static io.clinker.api.schema.Schema.required;
import static io.clinker.api.schema.Schema.since;

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
import io.clinker.api.http.Since;
import io.clinker.api.schema.Forms;
import io.clinker.api.schema.Members;
import io.clinker.api.schema.Schema;
import io.clinker.api.v3.view.VolumeView;
import io.clinker.model.ResourceKind;
import io.clinker.model.VolumeId;
import io.clinker.operations.OperationInput;
import io.clinker.store.VolumeRow;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.List;

/** Foreign objects that can be volumes. */
public abstract class VolumeManaging {
  private static final Schema MANAGE =
      Schema.in(
          "volume",
          required("ref", Forms.tree()),
          optional("host", Forms.text255().orNull()),
          since(Since.MANAGE_ON_CLUSTER, "cluster", Forms.text255().orNull()),
          optional("name", Forms.stripped255()),
          optional("description", Forms.strippedDescription()),
          optional("volume_type", Forms.text255().orNull()),
          optional("availability_zone", Forms.text255().orNull()),
          optional("bootable", Forms.flag().orNull()),
          optional("metadata", Forms.metadata().orNull()));

  private final ManageRequests requests;
  private final Submissions submissions;

  VolumeManaging(ManageRequests requests, Submissions submissions) {
    this.requests = requests;
    this.submissions = submissions;
  }

  @GET
  @Asks(Rule.VOLUME_LIST_MANAGEABLE)
  @Options({"host", "cluster", "marker", "limit", "offset", "sort", "sort_key", "sort_dir"})
  @Gives(Body.MANAGEABLE_VOLUMES)
  public Response list(@Context Call call) {
    call.require(Rule.VOLUME_LIST_MANAGEABLE);
    return requests.list(call, ResourceKind.VOLUME, false);
  }

  @GET
  @Path("detail")
  @Asks(Rule.VOLUME_LIST_MANAGEABLE)
  @Options({"host", "cluster", "marker", "limit", "offset", "sort", "sort_key", "sort_dir"})
  @Gives(Body.MANAGEABLE_VOLUMES_DETAIL)
  public Response detail(@Context Call call) {
    call.require(Rule.VOLUME_LIST_MANAGEABLE);
    return requests.list(call, ResourceKind.VOLUME, true);
  }

  @POST
  @Asks(Rule.VOLUME_MANAGE)
  @Takes(value = "MANAGE", in = VolumeManaging.class)
  @Gives(value = Body.VOLUME_CHANGED, status = 202, operation = true)
  public Response manage(@Context Call call) {
    Members body = MANAGE.read(call);
    call.require(Rule.VOLUME_MANAGE);
    Accepted accepted =
        submissions.accept(
            call,
            new OperationInput.ManageVolume(
                VolumeId.random(),
                ManageRequests.host(body.text("host"), body.text("cluster")),
                ManageRequests.reference(body),
                body.stripped("name"),
                body.stripped("description"),
                VolumeBodies.emptyAsNull(body.text("volume_type")),
                VolumeBodies.emptyAsNull(body.text("availability_zone")),
                body.flag("bootable", false),
                body.texts("metadata")));
    VolumeRow row = AnswerRows.volume(accepted.row());
    return OperationAnswers.of(
        accepted, 202, Json.in("volume", json -> VolumeView.changed(json, call, row, List.of())));
  }
}

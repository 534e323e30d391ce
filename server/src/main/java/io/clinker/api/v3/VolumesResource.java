package io.clinker.api.v3;

import io.clinker.api.change.Submissions;
import io.clinker.api.change.Submissions.Accepted;
import io.clinker.api.http.Answers;
import io.clinker.api.http.Available;
import io.clinker.api.http.Call;
import io.clinker.api.http.Fault;
import io.clinker.api.http.Json;
import io.clinker.api.http.Rule;
import io.clinker.api.http.Since;
import io.clinker.api.list.ListRequest;
import io.clinker.api.list.NextLink;
import io.clinker.api.read.AttachmentReads;
import io.clinker.api.read.VolumeReads;
import io.clinker.api.v3.view.VolumeView;
import io.clinker.operations.AnswerRow;
import io.clinker.operations.OperationInput;
import io.clinker.store.AttachmentRow;
import io.clinker.store.VolumeRow;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;

/** {@code /volumes}. */
@Path("/v3/volumes")
public final class VolumesResource {
  private final VolumeReads volumes;
  private final AttachmentReads attachments;
  private final Submissions submissions;
  private final int pageSize;

  public VolumesResource(
      VolumeReads volumes, AttachmentReads attachments, Submissions submissions, int pageSize) {
    this.volumes = volumes;
    this.attachments = attachments;
    this.submissions = submissions;
    this.pageSize = pageSize;
  }

  @GET
  public Response list(@Context Call call) {
    return page(call, false);
  }

  @GET
  @Path("detail")
  public Response detail(@Context Call call) {
    return page(call, true);
  }

  private Response page(Call call, boolean detailed) {
    call.require(Rule.VOLUME_GET_ALL);
    ListRequest request = ListRequest.parse(call, VolumeListing.LISTING, pageSize);
    List<VolumeRow> rows = volumes.page(request);
    Map<String, List<AttachmentRow>> attached =
        detailed
            ? attachments.attachedTo(rows.stream().map(row -> row.id().value()).toList())
            : Map.of();
    long count = request.counted() ? volumes.count(request) : 0;
    return Answers.ok(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("volumes");
          for (VolumeRow row : rows) {
            if (detailed) {
              VolumeView.detail(
                  json, call, row, attached.getOrDefault(row.id().value(), List.of()));
            } else {
              VolumeView.summary(json, call, row);
            }
          }
          json.writeEndArray();
          NextLink.write(json, call, "volumes_links", request, rows, row -> row.id().value());
          if (request.counted()) {
            json.writeNumberField("count", count);
          }
          json.writeEndObject();
        });
  }

  @GET
  @Path("summary")
  @Available(Since.VOLUME_SUMMARY)
  public Response summary(@Context Call call) {
    call.require(Rule.VOLUME_GET_ALL);
    boolean withMetadata = call.has(Since.SUMMARY_METADATA);
    VolumeReads.Summary summary =
        volumes.summary(ListRequest.parse(call, VolumeListing.LISTING, pageSize), withMetadata);
    return Answers.ok(
        json -> {
          json.writeStartObject();
          json.writeObjectFieldStart("volume-summary");
          json.writeNumberField("total_count", summary.count());
          json.writeNumberField("total_size", summary.gib());
          if (withMetadata) {
            Json.any(json, "metadata", summary.metadata());
          }
          json.writeEndObject();
          json.writeEndObject();
        });
  }

  @GET
  @Path("{id}")
  public Response show(@Context Call call, @PathParam("id") String id) {
    VolumeRow row = find(call, id);
    call.require(Rule.VOLUME_GET);
    List<AttachmentRow> attached = attachedTo(row);
    return Answers.ok(
        json -> {
          json.writeStartObject();
          json.writeFieldName("volume");
          VolumeView.detail(json, call, row, attached);
          json.writeEndObject();
        });
  }

  @POST
  public Response create(@Context Call call) {
    OperationInput.CreateVolume input = VolumeBodies.create(call);
    call.require(Rule.VOLUME_CREATE);
    Accepted accepted = submissions.accept(call, input);
    VolumeRow row = row(accepted.row());
    return OperationAnswers.of(
        accepted,
        202,
        json -> {
          json.writeStartObject();
          json.writeFieldName("volume");
          VolumeView.changed(json, call, row, List.of());
          json.writeEndObject();
        });
  }

  @DELETE
  @Path("{id}")
  public Response delete(@Context Call call, @PathParam("id") String id) {
    boolean cascade = call.query().flag("cascade", false);
    boolean force = call.has(Since.DELETE_FORCE) && call.query().flag("force", false);
    call.require(force ? Rule.VOLUME_FORCE_DELETE : Rule.VOLUME_DELETE);
    return OperationAnswers.empty(
        submissions.accept(call, new OperationInput.DeleteVolume(Ids.volume(id), cascade, force)),
        202);
  }

  private VolumeRow find(Call call, String id) {
    return volumes
        .find(Ids.volume(id).value(), call.scope())
        .orElseThrow(() -> Fault.notFound("Volume " + id + " could not be found."));
  }

  private List<AttachmentRow> attachedTo(VolumeRow row) {
    // Nothing is attached to a volume that was never reserved: the statement is spared.
    return row.attachStatus().equals("detached")
        ? List.of()
        : attachments.ofVolume(row.id().value());
  }

  private static VolumeRow row(AnswerRow answer) {
    return switch (answer) {
      case AnswerRow.Volume volume -> volume.row();
      case AnswerRow.Snapshot other -> throw unexpected(other);
      case AnswerRow.Attachment other -> throw unexpected(other);
    };
  }

  private static IllegalStateException unexpected(AnswerRow answer) {
    return new IllegalStateException("not a volume: " + answer.getClass().getSimpleName());
  }
}

package io.clinker.api.v3;

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
import io.clinker.api.http.Json;
import io.clinker.api.http.Rule;
import io.clinker.api.http.Since;
import io.clinker.api.list.ListRequest;
import io.clinker.api.list.Page;
import io.clinker.api.schema.Members;
import io.clinker.api.v3.view.VolumeView;
import io.clinker.model.VolumeId;
import io.clinker.operations.OperationInput;
import io.clinker.store.AttachmentRow;
import io.clinker.store.VolumeRow;
import io.clinker.store.VolumeStore;
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
import org.jdbi.v3.core.Handle;

/** {@code /volumes}. */
@Path("/v3/volumes")
public final class VolumesResource {
  private final Lookup lookup;
  private final Edits edits;
  private final Submissions submissions;
  private final RulesByState rules;
  private final int pageSize;

  public VolumesResource(Lookup lookup, Edits edits, Submissions submissions, int pageSize) {
    this.lookup = lookup;
    this.edits = edits;
    this.submissions = submissions;
    this.rules = new RulesByState(lookup);
    this.pageSize = pageSize;
  }

  @GET
  @Asks(Rule.VOLUME_GET_ALL)
  @Lists(value = "LISTING", in = VolumeListing.class)
  @Gives(Body.VOLUMES)
  public Response list(@Context Call call) {
    return page(call, false);
  }

  @GET
  @Path("detail")
  @Asks(Rule.VOLUME_GET_ALL)
  @Lists(value = "LISTING", in = VolumeListing.class)
  @Gives(Body.VOLUMES_DETAIL)
  public Response detail(@Context Call call) {
    return page(call, true);
  }

  private Response page(Call call, boolean detailed) {
    call.require(Rule.VOLUME_GET_ALL);
    ListRequest request = ListRequest.parse(call, VolumeListing.LISTING, pageSize);
    List<VolumeRow> rows =
        request.rows(
            () ->
                lookup
                    .database()
                    .read(handle -> lookup.stores().volumes().page(handle, request.query())));
    Map<VolumeId, List<AttachmentRow>> attached = detailed ? lookup.attachedTo(rows) : Map.of();
    Page.Item<VolumeRow> item =
        detailed
            ? (json, row) ->
                VolumeView.detail(json, call, row, attached.getOrDefault(row.id(), List.of()))
            : (json, row) -> VolumeView.summary(json, call, row);
    Page<VolumeRow> page =
        Page.of("volumes", rows, item)
            .linked(call, request, "volumes_links", row -> row.id().value());
    return Answers.ok(
        request.counted()
            ? page.counted(
                lookup
                    .database()
                    .read(handle -> lookup.stores().volumes().count(handle, request.query())))
            : page);
  }

  @GET
  @Path("summary")
  @Available(Since.VOLUME_SUMMARY)
  @Asks(Rule.VOLUME_GET_ALL)
  @Lists(value = "SUMMARY", in = VolumeListing.class)
  @Gives(Body.VOLUME_SUMMARY)
  public Response summary(@Context Call call) {
    call.require(Rule.VOLUME_GET_ALL);
    boolean withMetadata = call.has(Since.SUMMARY_METADATA);
    ListRequest request = ListRequest.parse(call, VolumeListing.SUMMARY, pageSize);
    VolumeStore.Summary summary =
        lookup
            .database()
            .read(
                handle -> lookup.stores().volumes().summary(handle, request.query(), withMetadata));
    return Answers.ok(
        json -> {
          json.writeStartObject();
          json.writeObjectFieldStart("volume-summary");
          json.writeNumberField("total_count", summary.count());
          json.writeNumberField("total_size", summary.gibibytes());
          if (withMetadata) {
            Json.any(json, "metadata", summary.metadata());
          }
          json.writeEndObject();
          json.writeEndObject();
        });
  }

  @GET
  @Path("{id}")
  @Asks(Rule.VOLUME_GET)
  @Gives(Body.VOLUME)
  public Response show(@Context Call call, @PathParam("id") String id) {
    VolumeRow row = lookup.volume(call, id);
    call.require(Rule.VOLUME_GET);
    List<AttachmentRow> attached = lookup.attachedTo(row);
    return Answers.ok(Json.in("volume", json -> VolumeView.detail(json, call, row, attached)));
  }

  @POST
  @Asks({Rule.VOLUME_CREATE, Rule.VOLUME_MULTIATTACH})
  @Takes(value = "CREATE", in = VolumeBodies.class)
  @Gives(value = Body.VOLUME_CHANGED, status = 202, operation = true)
  public Response create(@Context Call call) {
    OperationInput.CreateVolume input = VolumeBodies.create(call);
    call.require(Rule.VOLUME_CREATE);
    rules.requireCreate(call, input);
    Accepted accepted = submissions.accept(call, input);
    VolumeRow row = AnswerRows.volume(accepted.row());
    return OperationAnswers.of(
        accepted, 202, Json.in("volume", json -> VolumeView.changed(json, call, row, List.of())));
  }

  @PUT
  @Path("{id}")
  @Asks(Rule.VOLUME_UPDATE)
  @Takes(value = "UPDATE", in = VolumeBodies.class)
  @Gives(Body.VOLUME_CHANGED)
  public Response update(@Context Call call, @PathParam("id") String id) {
    Members body = VolumeBodies.update(call);
    call.require(Rule.VOLUME_UPDATE);
    return edits.direct().change(call, handle -> updated(handle, call, id, body));
  }

  private Response updated(Handle handle, Call call, String id, Members body) {
    VolumeRow row =
        edits
            .volumes()
            .describe(
                handle,
                Ids.volume(id),
                call.scope(),
                VolumeBodies.changes(body),
                lookup.database().now());
    List<AttachmentRow> attached = lookup.attachedTo(handle, row);
    return Answers.ok(Json.in("volume", json -> VolumeView.changed(json, call, row, attached)));
  }

  @DELETE
  @Path("{id}")
  @Asks({Rule.VOLUME_FORCE_DELETE, Rule.VOLUME_DELETE})
  @Options({"cascade", "force"})
  @Gives(status = 202, operation = true)
  public Response delete(@Context Call call, @PathParam("id") String id) {
    boolean cascade = call.query().flag("cascade", false);
    boolean force = call.has(Since.DELETE_FORCE) && call.query().flag("force", false);
    call.require(force ? Rule.VOLUME_FORCE_DELETE : Rule.VOLUME_DELETE);
    return OperationAnswers.empty(
        submissions.accept(call, new OperationInput.DeleteVolume(Ids.volume(id), cascade, force)),
        202);
  }
}

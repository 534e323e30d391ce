package io.clinker.api.v3;

import static io.clinker.api.schema.Schema.optional;
import static io.clinker.api.schema.Schema.required;
import static io.clinker.api.schema.Schema.since;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import io.clinker.api.schema.Form;
import io.clinker.api.schema.Forms;
import io.clinker.api.schema.Members;
import io.clinker.api.schema.Schema;
import io.clinker.api.v3.view.AttachmentView;
import io.clinker.model.AttachmentId;
import io.clinker.model.VolumeId;
import io.clinker.operations.AttachmentInput;
import io.clinker.store.AttachmentRow;
import io.clinker.store.HostTerms;
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

/** {@code /attachments}; the calls whose answer needs the storage wait for it, within a limit. */
@Path("/v3/attachments")
@Available(Since.ATTACHMENTS)
public final class AttachmentsResource {
  private static final Schema CREATE =
      Schema.in(
          "attachment",
          required("volume_uuid", Forms.uuid()),
          optional("instance_uuid", Forms.uuid()),
          optional("connector", Forms.tree().orNull()),
          since(Since.ATTACHMENT_MODE, "mode", Forms.choice("rw", "ro")));
  private static final Schema UPDATE =
      Schema.in("attachment", required("connector", new Form.Tree(1, false)));
  private static final Listing LISTING =
      new Listing(
          "Volume attachment",
          Map.of(
              "id", Column.text("id"),
              "project_id", Column.text("project_id"),
              "volume_id", Column.text("volume_id"),
              "instance_id", Column.text("instance_id"),
              "instance_uuid", Column.text("instance_uuid"),
              "attached_host", Column.text("attached_host"),
              "attach_status", Column.text("attach_status"),
              "attach_mode", Column.text("attach_mode"),
              "mountpoint", Column.text("mountpoint"),
              // No such column, so it matches nothing, as with Cinder.
              "status", new Column("id", Column.Kind.NOTHING)),
          Set.of("volume_id", "status", "instance_id", "attach_status"),
          Map.of(
              "id", "id",
              "volume_id", "volume_id",
              "attach_status", "attach_status",
              "instance_uuid", "instance_uuid",
              "attached_host", "attached_host",
              "attach_mode", "attach_mode",
              "mountpoint", "mountpoint",
              "created_at", "created_at",
              "updated_at", "updated_at"),
          Map.of(),
          Set.of(),
          false);

  private final Lookup lookup;
  private final Submissions submissions;
  private final RulesByState rules;
  private final UserDetach userDetach;
  private final int pageSize;

  public AttachmentsResource(
      Lookup lookup, Submissions submissions, UserDetach userDetach, int pageSize) {
    this.lookup = lookup;
    this.submissions = submissions;
    this.rules = new RulesByState(lookup);
    this.userDetach = userDetach;
    this.pageSize = pageSize;
  }

  @GET
  @Asks(Rule.VOLUME_GET_ALL)
  @Lists("LISTING")
  @Gives(Body.ATTACHMENTS)
  public Response list(@Context Call call) {
    return page(call, false);
  }

  @GET
  @Path("detail")
  @Asks(Rule.VOLUME_GET_ALL)
  @Lists("LISTING")
  @Gives(Body.ATTACHMENTS_DETAIL)
  public Response detail(@Context Call call) {
    return page(call, true);
  }

  private Response page(Call call, boolean detailed) {
    call.require(Rule.VOLUME_GET_ALL);
    ListRequest request = ListRequest.parse(call, LISTING, pageSize);
    List<AttachmentRow> rows =
        request.rows(
            () ->
                lookup
                    .database()
                    .read(handle -> lookup.stores().attachments().page(handle, request.query())));
    return Answers.ok(detailed ? detailed(rows) : listed(rows));
  }

  private static Json listed(List<AttachmentRow> rows) {
    return Page.of("attachments", rows, AttachmentView::summary);
  }

  private Json detailed(List<AttachmentRow> rows) {
    Map<VolumeId, HostTerms> terms = lookup.hostTerms(rows);
    return Page.of(
        "attachments",
        rows,
        (json, row) ->
            AttachmentView.detail(json, row, terms.getOrDefault(row.volumeId(), HostTerms.NONE)));
  }

  @GET
  @Path("{id}")
  @Asks(Rule.VOLUME_GET)
  @Gives(Body.ATTACHMENT)
  public Response show(@Context Call call, @PathParam("id") String id) {
    AttachmentRow row = lookup.attachment(call, id);
    call.require(Rule.VOLUME_GET);
    return Answers.ok(enveloped(row));
  }

  @POST
  @Asks({Rule.VOLUME_ATTACHMENT_CREATE, Rule.VOLUME_MULTIATTACH_BOOTABLE_VOLUME})
  @Takes("CREATE")
  @Gives(value = Body.ATTACHMENT, operation = true)
  public Response create(@Context Call call) {
    Members body = CREATE.read(call);
    call.require(Rule.VOLUME_ATTACHMENT_CREATE);
    Map<String, Object> connector = Optional.ofNullable(body.tree("connector")).orElse(Map.of());
    Connectors.check(connector);
    String volume = Optional.ofNullable(body.text("volume_uuid")).orElse("");
    rules.requireAttach(call, volume);
    Accepted accepted =
        submissions.complete(
            call,
            new AttachmentInput.CreateAttachment(
                AttachmentId.random(),
                Ids.volume(volume),
                body.uuid("instance_uuid"),
                body.text("mode"),
                connector.isEmpty() ? null : connector));
    return OperationAnswers.of(
        accepted, 200, enveloped(lookup.now(AnswerRows.attachment(accepted.row()))));
  }

  @PUT
  @Path("{id}")
  @Asks(Rule.VOLUME_ATTACHMENT_UPDATE)
  @Takes("UPDATE")
  @Gives(value = Body.ATTACHMENT, operation = true)
  public Response update(@Context Call call, @PathParam("id") String id) {
    Members body = UPDATE.read(call);
    call.require(Rule.VOLUME_ATTACHMENT_UPDATE);
    Map<String, Object> connector = Optional.ofNullable(body.tree("connector")).orElse(Map.of());
    if (!(connector.get("host") instanceof String host) || host.isBlank()) {
      throw Fault.badRequest(
          "Invalid input for field/attribute connector. Value: %s. 'host' is a required property"
              .formatted(connector.keySet()));
    }
    Connectors.check(connector);
    Accepted accepted =
        submissions.complete(
            call, new AttachmentInput.UpdateAttachment(Ids.attachment(id), connector));
    return OperationAnswers.of(
        accepted, 200, enveloped(lookup.now(AnswerRows.attachment(accepted.row()))));
  }

  @POST
  @Path("{id}/action")
  @Asks(Rule.VOLUME_ATTACHMENT_COMPLETE)
  @Acts(
      @Act(
          value = "os-complete",
          since = Since.ATTACHMENT_COMPLETE,
          status = 204,
          operation = true))
  public Response action(@Context Call call, @PathParam("id") String id) {
    ObjectNode body = Schema.object(call.body());
    JsonNode complete = body.get("os-complete");
    if (complete == null || body.size() != 1) {
      throw ActionBody.unknown(body);
    }
    if (!call.has(Since.ATTACHMENT_COMPLETE)) {
      throw Fault.notInThisVersion();
    }
    call.require(Rule.VOLUME_ATTACHMENT_COMPLETE);
    return OperationAnswers.empty(
        submissions.complete(call, new AttachmentInput.CompleteAttachment(Ids.attachment(id))),
        204);
  }

  @DELETE
  @Path("{id}")
  @Asks(Rule.VOLUME_ATTACHMENT_DELETE)
  @Gives(value = Body.ATTACHMENTS, operation = true)
  public Response delete(@Context Call call, @PathParam("id") String id) {
    call.require(Rule.VOLUME_ATTACHMENT_DELETE);
    userDetach.check(call, id);
    Accepted accepted =
        submissions.detach(call, new AttachmentInput.DeleteAttachment(Ids.attachment(id)));
    AttachmentRow gone = AnswerRows.attachment(accepted.row());
    List<AttachmentRow> left =
        lookup
            .database()
            .read(handle -> lookup.stores().attachments().ofVolume(handle, gone.volumeId()))
            .stream()
            .filter(row -> !row.id().equals(gone.id()))
            .toList();
    return OperationAnswers.of(accepted, 200, listed(left));
  }

  private Json enveloped(AttachmentRow row) {
    HostTerms terms = lookup.hostTerms(row);
    return Json.in("attachment", json -> AttachmentView.detail(json, row, terms));
  }
}

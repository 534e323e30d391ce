package io.clinker.api.v3;

import static io.clinker.api.schema.Schema.optional;
import static io.clinker.api.schema.Schema.required;

import io.clinker.api.change.DirectEdits;
import io.clinker.api.change.Submissions;
import io.clinker.api.description.Act;
import io.clinker.api.description.Acts;
import io.clinker.api.http.Asks;
import io.clinker.api.http.Call;
import io.clinker.api.http.Fault;
import io.clinker.api.http.Rule;
import io.clinker.api.schema.Form;
import io.clinker.api.schema.Forms;
import io.clinker.api.schema.Members;
import io.clinker.api.schema.Schema;
import io.clinker.operations.OperationInput;
import io.clinker.store.SnapshotRow;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** {@code POST /snapshots/{id}/action}. */
@Path("/v3/snapshots/{id}/action")
public final class SnapshotActionsResource {
  private static final Schema UPDATE_STATUS =
      Schema.flat(
          required("status", Forms.name255()), optional("progress", new Form.Percentage(true)));

  /** Which status may follow which, as drivers outside report it. */
  private static final Map<String, Set<String>> MAY_BECOME =
      Map.of(
          "creating", Set.of("creating", "available", "error"),
          "deleting", Set.of("deleting", "error_deleting"),
          "error_deleting", Set.of("error_deleting"));

  private final Lookup lookup;
  private final DirectEdits edits;
  private final Submissions submissions;

  public SnapshotActionsResource(Lookup lookup, DirectEdits edits, Submissions submissions) {
    this.lookup = lookup;
    this.edits = edits;
    this.submissions = submissions;
  }

  @POST
  @Asks({
    Rule.SNAPSHOT_ADMIN_ACTIONS_FORCE_DELETE,
    Rule.SNAPSHOT_ADMIN_ACTIONS_RESET_STATUS,
    Rule.SNAPSHOT_UNMANAGE,
    Rule.CLINKER_RECONCILE,
    Rule.SNAPSHOT_SNAPSHOT_ACTIONS_UPDATE_SNAPSHOT_STATUS
  })
  @Acts({
    @Act(value = "os-force_delete", operation = true),
    @Act(value = "os-unmanage", operation = true),
    @Act(value = "os-reset_status", takes = "SNAPSHOT", in = ResetStatus.class, operation = true),
    @Act(value = "clinker:reconcile", operation = true),
    @Act(value = "os-update_snapshot_status", takes = "UPDATE_STATUS")
  })
  public Response act(@Context Call call, @PathParam("id") String id) {
    ActionBody body = ActionBody.read(call);
    return switch (body.name()) {
      case "os-force_delete" -> {
        call.require(Rule.SNAPSHOT_ADMIN_ACTIONS_FORCE_DELETE);
        yield OperationAnswers.empty(
            submissions.accept(call, new OperationInput.DeleteSnapshot(Ids.snapshot(id), true)),
            202);
      }
      case "os-unmanage" -> {
        call.require(Rule.SNAPSHOT_UNMANAGE);
        yield OperationAnswers.empty(
            submissions.accept(call, new OperationInput.UnmanageSnapshot(Ids.snapshot(id))), 202);
      }
      case "os-reset_status" -> {
        call.require(Rule.SNAPSHOT_ADMIN_ACTIONS_RESET_STATUS);
        ResetStatus reset = ResetStatus.ofSnapshot(call, body);
        yield OperationAnswers.empty(
            submissions.accept(
                call,
                new OperationInput.ResetSnapshot(
                    Ids.snapshot(id), Optional.ofNullable(reset.status()).orElse(""))),
            202);
      }
      case "clinker:reconcile" -> {
        call.require(Rule.CLINKER_RECONCILE);
        body.requireNothing();
        yield OperationAnswers.empty(
            submissions.accept(call, new OperationInput.ReconcileSnapshot(Ids.snapshot(id), null)),
            202);
      }
      case "os-update_snapshot_status" -> {
        Members members = body.members(UPDATE_STATUS, call);
        call.require(Rule.SNAPSHOT_SNAPSHOT_ACTIONS_UPDATE_SNAPSHOT_STATUS);
        yield edits.change(
            call,
            202,
            handle ->
                set(
                    handle,
                    call,
                    id,
                    Optional.ofNullable(members.text("status")).orElse(""),
                    members.text("progress")));
      }
      default -> throw ActionBody.none(body.name());
    };
  }

  private void set(Handle handle, Call call, String id, String status, @Nullable String progress) {
    SnapshotRow row = lookup.lockedSnapshot(handle, call, id);
    if (!MAY_BECOME.getOrDefault(row.status(), Set.of()).contains(status)) {
      throw Fault.badRequest(
          "Provided snapshot status %s not allowed for snapshot with status %s."
              .formatted(status, row.status()));
    }
    lookup
        .stores()
        .snapshots()
        .setStatus(
            handle,
            row.id(),
            status,
            progress == null || progress.isEmpty() ? row.progress() : progress,
            lookup.database().now());
  }
}

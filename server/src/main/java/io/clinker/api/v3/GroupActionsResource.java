package io.clinker.api.v3;

import static io.clinker.api.schema.Schema.optional;

import io.clinker.api.change.Submissions;
import io.clinker.api.change.Submissions.Accepted;
import io.clinker.api.description.Act;
import io.clinker.api.description.Acts;
import io.clinker.api.description.Body;
import io.clinker.api.http.Answers;
import io.clinker.api.http.Asks;
import io.clinker.api.http.Available;
import io.clinker.api.http.Call;
import io.clinker.api.http.Fault;
import io.clinker.api.http.Json;
import io.clinker.api.http.Rule;
import io.clinker.api.http.Since;
import io.clinker.api.schema.Forms;
import io.clinker.api.schema.Members;
import io.clinker.api.schema.Schema;
import io.clinker.api.v3.view.GroupView;
import io.clinker.model.GroupId;
import io.clinker.operations.GroupInput;
import io.clinker.store.GroupRow;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.Map;

/** {@code POST /groups/action} and {@code POST /groups/{id}/action}. */
@Path("/v3/groups")
@Available(Since.GROUPS)
public final class GroupActionsResource {
  private static final Schema DELETE = Schema.flat(optional("delete-volumes", Forms.flag()));
  private static final Schema CREATE_FROM_SOURCE =
      Schema.flat(
          optional("name", Forms.stripped255().orNull()),
          optional("description", Forms.strippedDescription()),
          optional("group_snapshot_id", Forms.uuid().orNull()),
          optional("source_group_id", Forms.uuid().orNull()));
  private static final Schema FAIL_OVER =
      Schema.flat(
          optional("allow_attached_volume", Forms.flag().orNull()),
          optional("secondary_backend_id", Forms.text255().orNull()));
  private static final Schema NOTHING = Schema.flat();

  /** One action: from which version on, and what it does. */
  private record Action(Since since, Handler handler) {}

  @FunctionalInterface
  private interface Handler {
    Response handle(Call call, String id, ActionBody body);
  }

  private final Lookup lookup;
  private final Submissions submissions;
  private final Map<String, Action> actions;

  public GroupActionsResource(Lookup lookup, Submissions submissions) {
    this.lookup = lookup;
    this.submissions = submissions;
    this.actions =
        Map.of(
            "delete", new Action(Since.GROUPS, this::delete),
            "reset_status", new Action(Since.GROUP_RESET_STATUS, this::resetStatus),
            "enable_replication",
                new Action(
                    Since.GROUP_REPLICATION,
                    (call, id, body) ->
                        replicate(call, id, body, NOTHING, Rule.GROUP_ENABLE_REPLICATION)),
            "disable_replication",
                new Action(
                    Since.GROUP_REPLICATION,
                    (call, id, body) ->
                        replicate(call, id, body, NOTHING, Rule.GROUP_DISABLE_REPLICATION)),
            "failover_replication",
                new Action(
                    Since.GROUP_REPLICATION,
                    (call, id, body) ->
                        replicate(call, id, body, FAIL_OVER, Rule.GROUP_FAILOVER_REPLICATION)),
            "list_replication_targets",
                new Action(Since.GROUP_REPLICATION, this::listReplicationTargets));
  }

  @POST
  @Path("action")
  @Asks(Rule.GROUP_CREATE)
  @Acts(
      @Act(
          value = "create-from-src",
          takes = "CREATE_FROM_SOURCE",
          since = Since.GROUP_SOURCES,
          gives = Body.GROUP_CREATED,
          operation = true))
  public Response actOnAll(@Context Call call) {
    ActionBody body = ActionBody.read(call);
    if (!body.name().equals("create-from-src")) {
      throw ActionBody.none(body.name());
    }
    if (!call.has(Since.GROUP_SOURCES)) {
      throw Fault.notInThisVersion();
    }
    Members members = body.members(CREATE_FROM_SOURCE, call);
    call.require(Rule.GROUP_CREATE);
    String snapshot = members.text("group_snapshot_id");
    String group = members.text("source_group_id");
    if ((snapshot == null) == (group == null)) {
      throw Fault.badRequest(
          "Invalid input for field/attribute create-from-src. Exactly one of 'group_snapshot_id' and"
              + " 'source_group_id' must be provided to create a group from a source.");
    }
    Accepted accepted =
        submissions.accept(
            call,
            new GroupInput.CreateGroupFromSource(
                GroupId.random(),
                snapshot == null ? null : Ids.groupSnapshot(snapshot),
                group == null ? null : Ids.group(group),
                members.stripped("name"),
                members.stripped("description")));
    GroupRow row = AnswerRows.group(accepted.row());
    return OperationAnswers.of(
        accepted, 202, Json.in("group", json -> GroupView.summary(json, row)));
  }

  @POST
  @Path("{id}/action")
  @Asks({
    Rule.GROUP_DELETE,
    Rule.GROUP_RESET_STATUS,
    Rule.GROUP_ENABLE_REPLICATION,
    Rule.GROUP_DISABLE_REPLICATION,
    Rule.GROUP_FAILOVER_REPLICATION,
    Rule.GROUP_LIST_REPLICATION_TARGETS
  })
  @Acts({
    @Act(value = "delete", takes = "DELETE", operation = true),
    @Act(
        value = "reset_status",
        takes = "SNAPSHOT",
        in = ResetStatus.class,
        since = Since.GROUP_RESET_STATUS,
        operation = true),
    @Act(
        value = "enable_replication",
        takes = "NOTHING",
        lenient = true,
        since = Since.GROUP_REPLICATION),
    @Act(
        value = "disable_replication",
        takes = "NOTHING",
        lenient = true,
        since = Since.GROUP_REPLICATION),
    @Act(
        value = "failover_replication",
        takes = "FAIL_OVER",
        lenient = true,
        since = Since.GROUP_REPLICATION),
    @Act(
        value = "list_replication_targets",
        takes = "NOTHING",
        lenient = true,
        since = Since.GROUP_REPLICATION,
        gives = Body.GROUP_REPLICATION_TARGETS,
        status = 200)
  })
  public Response act(@Context Call call, @PathParam("id") String id) {
    ActionBody body = ActionBody.read(call);
    Action action = actions.get(body.name());
    if (action == null) {
      throw ActionBody.none(body.name());
    }
    if (!call.has(action.since())) {
      throw Fault.notInThisVersion();
    }
    return action.handler().handle(call, id, body);
  }

  private Response delete(Call call, String id, ActionBody body) {
    boolean withVolumes = body.members(DELETE, call).flag("delete-volumes", false);
    call.require(Rule.GROUP_DELETE);
    return OperationAnswers.empty(
        submissions.accept(call, new GroupInput.DeleteGroup(Ids.group(id), withVolumes)), 202);
  }

  private Response resetStatus(Call call, String id, ActionBody body) {
    String status = ResetStatus.ofGroup(call, body);
    call.require(Rule.GROUP_RESET_STATUS);
    return OperationAnswers.empty(
        submissions.accept(call, new GroupInput.ResetGroup(Ids.group(id), status)), 202);
  }

  /** No pool replicates, so no group can be of a type that does and be available. */
  private Response replicate(Call call, String id, ActionBody body, Schema schema, Rule rule) {
    body.optionalMembers(schema, call);
    GroupRow group = lookup.group(call, id);
    call.require(rule);
    throw Fault.badRequest(
        "Invalid group type: Group %s is not a replication group type.".formatted(group.id()));
  }

  private Response listReplicationTargets(Call call, String id, ActionBody body) {
    body.optionalMembers(NOTHING, call);
    lookup.group(call, id);
    call.require(Rule.GROUP_LIST_REPLICATION_TARGETS);
    return Answers.ok(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("replication_targets");
          json.writeEndArray();
          json.writeEndObject();
        });
  }
}

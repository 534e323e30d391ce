package io.clinker.api.v3;

import static io.clinker.api.schema.Schema.optional;
import static io.clinker.api.schema.Schema.required;

import io.clinker.api.change.Submissions;
import io.clinker.api.description.Act;
import io.clinker.api.description.Acts;
import io.clinker.api.description.Body;
import io.clinker.api.description.HasActions;
import io.clinker.api.http.Answers;
import io.clinker.api.http.Asks;
import io.clinker.api.http.Call;
import io.clinker.api.http.Fault;
import io.clinker.api.http.Rule;
import io.clinker.api.http.Since;
import io.clinker.api.schema.Form;
import io.clinker.api.schema.Forms;
import io.clinker.api.schema.Members;
import io.clinker.api.schema.Schema;
import io.clinker.model.Identifiers;
import io.clinker.operations.OperationInput;
import io.clinker.store.VolumeRow;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code POST /volumes/{id}/action}. */
@Path("/v3/volumes/{id}/action")
public final class VolumeActionsResource implements HasActions {
  private static final Schema EXTEND =
      Schema.flat(required("new_size", new Form.Whole(1, Integer.MAX_VALUE, false)));
  private static final Schema RETYPE =
      Schema.flat(
          required("new_type", Forms.text255()),
          optional("migration_policy", Forms.choice("never", "on-demand")));
  private static final Schema REVERT =
      Schema.flat(optional("snapshot_id", Forms.text255().orNull()))
          .withUnknown(new Schema.Unknown.Ignored());
  private static final Schema SET_BOOTABLE = Schema.flat(required("bootable", Forms.flag()));
  private static final Schema READONLY = Schema.flat(required("readonly", Forms.flag()));

  private static final Schema ATTACH =
      Schema.flat(
          required("mountpoint", Forms.name255()),
          optional("instance_uuid", Forms.uuid()),
          optional("host_name", Forms.text255()),
          optional("mode", Forms.choice("rw", "ro")));
  private static final Schema DETACH =
      Schema.flat(optional("attachment_id", Forms.uuid().orNull()));
  private static final Schema INITIALIZE_CONNECTION =
      Schema.flat(required("connector", new Form.TreeOrText(false)));
  private static final Schema TERMINATE_CONNECTION =
      Schema.flat(required("connector", new Form.TreeOrText(true)));
  private static final Schema EXTEND_COMPLETION =
      Schema.flat(optional("error", Forms.flag().orNull()));
  private static final Schema FORCE_DETACH =
      Schema.flat(
          optional("connector", Forms.tree().orNull()),
          optional("attachment_id", Forms.uuid().orNull()));

  private static final Schema IMAGE_METADATA =
      Schema.flat(required("metadata", Forms.imageMetadata()));
  private static final Schema IMAGE_METADATA_KEY = Schema.flat(required("key", Forms.name255()));

  /** One action: from which version on, and what it does. */
  private record Action(@Nullable Since since, Handler handler) {}

  @FunctionalInterface
  private interface Handler {
    Response handle(Call call, String id, ActionBody body);
  }

  private final Lookup lookup;
  private final VolumeFlags flags;
  private final OlderAttachCalls attachCalls;
  private final Submissions submissions;
  private final RulesByState rules;
  private final Map<String, Action> actions;

  public VolumeActionsResource(
      Lookup lookup, VolumeFlags flags, OlderAttachCalls attachCalls, Submissions submissions) {
    this.lookup = lookup;
    this.flags = flags;
    this.attachCalls = attachCalls;
    this.submissions = submissions;
    this.rules = new RulesByState(lookup);
    this.actions =
        Map.ofEntries(
            Map.entry("os-extend", new Action(null, this::extend)),
            Map.entry("os-retype", new Action(null, this::retype)),
            Map.entry("revert", new Action(Since.REVERT, this::revert)),
            Map.entry("os-force_delete", new Action(null, this::forceDelete)),
            Map.entry("os-unmanage", new Action(null, this::unmanage)),
            Map.entry("os-set_bootable", new Action(null, this::setBootable)),
            Map.entry("os-update_readonly_flag", new Action(null, this::setReadonly)),
            Map.entry("os-reset_status", new Action(null, this::resetStatus)),
            Map.entry("clinker:reconcile", new Action(null, this::reconcile)),
            Map.entry("os-show_image_metadata", new Action(null, this::showImageMetadata)),
            Map.entry("os-set_image_metadata", new Action(null, this::setImageMetadata)),
            Map.entry("os-unset_image_metadata", new Action(null, this::unsetImageMetadata)),
            Map.entry("os-reserve", new Action(null, this::reserve)),
            Map.entry("os-unreserve", new Action(null, this::unreserve)),
            Map.entry("os-begin_detaching", new Action(null, this::beginDetaching)),
            Map.entry("os-roll_detaching", new Action(null, this::rollDetaching)),
            Map.entry("os-initialize_connection", new Action(null, this::initializeConnection)),
            Map.entry("os-attach", new Action(null, this::attach)),
            Map.entry("os-terminate_connection", new Action(null, this::terminateConnection)),
            Map.entry("os-detach", new Action(null, this::detach)),
            Map.entry("os-force_detach", new Action(null, this::forceDetach)),
            Map.entry("os-extend_volume_completion", new Action(null, this::completeExtend)));
  }

  @Override
  public Map<String, Optional<Since>> actions() {
    return actions.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, entry -> Optional.ofNullable(entry.getValue().since())));
  }

  @POST
  @Asks({
    Rule.VOLUME_EXTEND,
    Rule.VOLUME_EXTEND_ATTACHED_VOLUME,
    Rule.VOLUME_RETYPE,
    Rule.VOLUME_MULTIATTACH,
    Rule.VOLUME_REVERT_TO_SNAPSHOT,
    Rule.VOLUME_ADMIN_ACTIONS_FORCE_DELETE,
    Rule.VOLUME_UNMANAGE,
    Rule.VOLUME_UPDATE,
    Rule.VOLUME_UPDATE_READONLY_FLAG,
    Rule.VOLUME_ADMIN_ACTIONS_RESET_STATUS,
    Rule.CLINKER_RECONCILE,
    Rule.VOLUME_IMAGE_METADATA_SHOW,
    Rule.VOLUME_IMAGE_METADATA_SET,
    Rule.VOLUME_IMAGE_METADATA_REMOVE,
    Rule.VOLUME_ACTIONS_RESERVE,
    Rule.VOLUME_ACTIONS_UNRESERVE,
    Rule.VOLUME_ACTIONS_BEGIN_DETACHING,
    Rule.VOLUME_ACTIONS_ROLL_DETACHING,
    Rule.VOLUME_ACTIONS_INITIALIZE_CONNECTION,
    Rule.VOLUME_ACTIONS_ATTACH,
    Rule.VOLUME_ACTIONS_TERMINATE_CONNECTION,
    Rule.VOLUME_ACTIONS_DETACH,
    Rule.VOLUME_ADMIN_ACTIONS_FORCE_DETACH,
    Rule.VOLUME_ADMIN_ACTIONS_EXTEND_VOLUME_COMPLETION
  })
  @Acts({
    @Act(value = "os-extend", takes = "EXTEND", operation = true),
    @Act(value = "os-retype", takes = "RETYPE", operation = true),
    @Act(
        value = "revert",
        takes = "REVERT",
        lenient = true,
        since = Since.REVERT,
        operation = true),
    @Act(value = "os-force_delete", operation = true),
    @Act(value = "os-unmanage", operation = true),
    @Act(value = "os-set_bootable", takes = "SET_BOOTABLE", status = 200),
    @Act(value = "os-update_readonly_flag", takes = "READONLY"),
    @Act(value = "os-reset_status", takes = "VOLUME", in = ResetStatus.class, operation = true),
    @Act(value = "clinker:reconcile", operation = true),
    @Act(value = "os-show_image_metadata", gives = Body.METADATA, status = 200),
    @Act(
        value = "os-set_image_metadata",
        takes = "IMAGE_METADATA",
        gives = Body.METADATA,
        status = 200),
    @Act(value = "os-unset_image_metadata", takes = "IMAGE_METADATA_KEY", status = 200),
    @Act("os-reserve"),
    @Act("os-unreserve"),
    @Act("os-begin_detaching"),
    @Act("os-roll_detaching"),
    @Act(
        value = "os-initialize_connection",
        takes = "INITIALIZE_CONNECTION",
        gives = Body.CONNECTION,
        status = 200,
        operation = true),
    @Act(value = "os-attach", takes = "ATTACH", operation = true),
    @Act(value = "os-terminate_connection", takes = "TERMINATE_CONNECTION", operation = true),
    @Act(value = "os-detach", takes = "DETACH", lenient = true, operation = true),
    @Act(value = "os-force_detach", takes = "FORCE_DETACH", operation = true),
    @Act(value = "os-extend_volume_completion", takes = "EXTEND_COMPLETION")
  })
  public Response act(@Context Call call, @PathParam("id") String id) {
    ActionBody body = ActionBody.read(call);
    Action action = actions.get(body.name());
    if (action == null) {
      throw ActionBody.none(body.name());
    }
    Since since = action.since();
    if (since != null && !call.has(since)) {
      throw Fault.notInThisVersion();
    }
    return action.handler().handle(call, id, body);
  }

  private Response extend(Call call, String id, ActionBody body) {
    Members members = body.members(EXTEND, call);
    call.require(Rule.VOLUME_EXTEND);
    rules.requireExtend(call, id);
    int size = Objects.requireNonNull(members.whole("new_size")).intValue();
    return OperationAnswers.empty(
        submissions.accept(
            call,
            new OperationInput.ExtendVolume(Ids.volume(id), size, call.has(Since.EXTEND_IN_USE))),
        202);
  }

  private Response retype(Call call, String id, ActionBody body) {
    Members members = body.members(RETYPE, call);
    call.require(Rule.VOLUME_RETYPE);
    String type = Objects.requireNonNull(members.text("new_type"));
    rules.requireRetype(call, type);
    return OperationAnswers.empty(
        submissions.accept(
            call,
            new OperationInput.RetypeVolume(
                Ids.volume(id), type, "on-demand".equals(members.text("migration_policy")))),
        202);
  }

  private Response revert(Call call, String id, ActionBody body) {
    String snapshot = body.optionalMembers(REVERT, call).text("snapshot_id");
    call.require(Rule.VOLUME_REVERT_TO_SNAPSHOT);
    if (snapshot == null || !Identifiers.isUuid(snapshot.toLowerCase(Locale.ROOT))) {
      throw Fault.badRequest(
          "Specified snapshot ID %s isn't the latest one of volume %s."
              .formatted(snapshot == null ? "None" : snapshot, lookup.volume(call, id).id()));
    }
    return OperationAnswers.empty(
        submissions.accept(
            call, new OperationInput.RevertVolume(Ids.volume(id), Ids.snapshot(snapshot))),
        202);
  }

  private Response forceDelete(Call call, String id, ActionBody body) {
    call.require(Rule.VOLUME_ADMIN_ACTIONS_FORCE_DELETE);
    return OperationAnswers.empty(
        submissions.accept(call, new OperationInput.DeleteVolume(Ids.volume(id), false, true)),
        202);
  }

  private Response unmanage(Call call, String id, ActionBody body) {
    call.require(Rule.VOLUME_UNMANAGE);
    return OperationAnswers.empty(
        submissions.accept(call, new OperationInput.UnmanageVolume(Ids.volume(id))), 202);
  }

  private Response setBootable(Call call, String id, ActionBody body) {
    boolean bootable = body.members(SET_BOOTABLE, call).flag("bootable", false);
    call.require(Rule.VOLUME_UPDATE);
    return flags.setBootable(call, id, bootable);
  }

  private Response setReadonly(Call call, String id, ActionBody body) {
    boolean readonly = body.members(READONLY, call).flag("readonly", false);
    call.require(Rule.VOLUME_UPDATE_READONLY_FLAG);
    return flags.setReadonly(call, id, readonly);
  }

  private Response resetStatus(Call call, String id, ActionBody body) {
    call.require(Rule.VOLUME_ADMIN_ACTIONS_RESET_STATUS);
    ResetStatus reset = ResetStatus.ofVolume(call, body);
    return OperationAnswers.empty(
        submissions.accept(
            call,
            new OperationInput.ResetVolume(
                Ids.volume(id), reset.status(), reset.attachStatus(), reset.migrationStatus())),
        202);
  }

  private Response reconcile(Call call, String id, ActionBody body) {
    call.require(Rule.CLINKER_RECONCILE);
    body.requireNothing();
    return OperationAnswers.empty(
        submissions.accept(call, new OperationInput.ReconcileVolume(Ids.volume(id), null)), 202);
  }

  private Response showImageMetadata(Call call, String id, ActionBody body) {
    VolumeRow row = lookup.volume(call, id);
    call.require(Rule.VOLUME_IMAGE_METADATA_SHOW);
    return Answers.ok(Metadata.all(row.imageMetadata()));
  }

  private Response setImageMetadata(Call call, String id, ActionBody body) {
    Map<String, String> more = body.members(IMAGE_METADATA, call).texts("metadata");
    call.require(Rule.VOLUME_IMAGE_METADATA_SET);
    return flags.setImageMetadata(call, id, more);
  }

  private Response unsetImageMetadata(Call call, String id, ActionBody body) {
    String key = Objects.requireNonNull(body.members(IMAGE_METADATA_KEY, call).text("key"));
    call.require(Rule.VOLUME_IMAGE_METADATA_REMOVE);
    return flags.unsetImageMetadata(call, id, key);
  }

  private Response reserve(Call call, String id, ActionBody body) {
    call.require(Rule.VOLUME_ACTIONS_RESERVE);
    return flags.reserve(call, id);
  }

  private Response unreserve(Call call, String id, ActionBody body) {
    call.require(Rule.VOLUME_ACTIONS_UNRESERVE);
    return flags.unreserve(call, id);
  }

  private Response beginDetaching(Call call, String id, ActionBody body) {
    call.require(Rule.VOLUME_ACTIONS_BEGIN_DETACHING);
    return flags.beginDetaching(call, id);
  }

  private Response rollDetaching(Call call, String id, ActionBody body) {
    call.require(Rule.VOLUME_ACTIONS_ROLL_DETACHING);
    return flags.rollDetaching(call, id);
  }

  private Response initializeConnection(Call call, String id, ActionBody body) {
    Map<String, Object> connector = connector(body.members(INITIALIZE_CONNECTION, call));
    call.require(Rule.VOLUME_ACTIONS_INITIALIZE_CONNECTION);
    if (connector.isEmpty()) {
      throw Fault.badRequest(
          "Invalid input for field/attribute connector. Value: {}. {} does not have enough"
              + " properties");
    }
    Connectors.check(connector);
    return attachCalls.initialize(call, id, connector);
  }

  private Response attach(Call call, String id, ActionBody body) {
    Members members = body.members(ATTACH, call);
    if (!members.has("instance_uuid") && !members.has("host_name")) {
      throw Fault.badRequest(
          "Invalid input for field/attribute os-attach. 'instance_uuid' or 'host_name' is a"
              + " required property");
    }
    call.require(Rule.VOLUME_ACTIONS_ATTACH);
    String mode = members.text("mode");
    return attachCalls.attach(
        call,
        id,
        new OlderAttachCalls.User(
            members.uuid("instance_uuid"),
            members.text("host_name"),
            Objects.requireNonNull(members.text("mountpoint")),
            mode == null ? "rw" : mode));
  }

  private Response terminateConnection(Call call, String id, ActionBody body) {
    Map<String, Object> connector = connector(body.members(TERMINATE_CONNECTION, call));
    call.require(Rule.VOLUME_ACTIONS_TERMINATE_CONNECTION);
    return attachCalls.terminate(call, id, connector);
  }

  private Response detach(Call call, String id, ActionBody body) {
    if (!body.value().isNull() && !body.value().isObject()) {
      throw Form.notAnObject(body.name(), body.value());
    }
    String attachment = body.optionalMembers(DETACH, call).text("attachment_id");
    call.require(Rule.VOLUME_ACTIONS_DETACH);
    return attachCalls.detach(call, id, attachment);
  }

  private Response forceDetach(Call call, String id, ActionBody body) {
    String attachment = body.members(FORCE_DETACH, call).text("attachment_id");
    call.require(Rule.VOLUME_ADMIN_ACTIONS_FORCE_DETACH);
    return attachCalls.forceDetach(call, id, attachment);
  }

  private Response completeExtend(Call call, String id, ActionBody body) {
    boolean failed = body.members(EXTEND_COMPLETION, call).flag("error", false);
    call.require(Rule.VOLUME_ADMIN_ACTIONS_EXTEND_VOLUME_COMPLETION);
    return flags.completeExtend(call, id, failed);
  }

  /** A connector that is a text is the name of a host. */
  private static Map<String, Object> connector(Members members) {
    String host = members.text("connector");
    if (host != null && !host.isEmpty()) {
      return Map.of("host", host);
    }
    Map<String, Object> connector = members.tree("connector");
    return connector == null ? Map.of() : connector;
  }
}

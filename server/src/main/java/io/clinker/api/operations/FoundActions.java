package io.clinker.api.operations;

import static io.clinker.api.schema.Schema.optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clinker.api.http.Call;
import io.clinker.api.http.Fault;
import io.clinker.api.schema.Forms;
import io.clinker.api.schema.Members;
import io.clinker.api.schema.Schema;
import io.clinker.model.AttachmentId;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import io.clinker.operations.AttachmentInput;
import io.clinker.operations.OperationInput;
import io.clinker.store.FindingRow;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which operation an action on a finding is. */
final class FoundActions {
  private static final Schema ADOPT =
      Schema.flat(
          optional("project_id", Forms.text255().orNull()),
          optional("name", Forms.text255().orNull()),
          optional("description", Forms.text255().orNull()),
          optional("volume_type", Forms.text255().orNull()));

  private FoundActions() {}

  /** Rows get what the storage holds: a new row for an orphan, the true size for a drift. */
  static OperationInput adopt(Call call, FindingRow row, JsonNode value) {
    Members members =
        ADOPT.check(
            value instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode(),
            call);
    String id = row.resource().id();
    return switch (row.kind()) {
      case ORPHAN ->
          switch (row.resource().kind()) {
            case VOLUME ->
                new OperationInput.AdoptVolume(
                    new VolumeId(id),
                    row.id(),
                    project(call, row, members.text("project_id")),
                    members.text("name"),
                    members.text("description"),
                    members.text("volume_type"),
                    Map.of());
            case SNAPSHOT ->
                new OperationInput.AdoptSnapshot(
                    new SnapshotId(id),
                    row.id(),
                    members.text("name"),
                    members.text("description"),
                    Map.of());
            case ATTACHMENT ->
                throw Fault.badRequest(
                    "An export without an attachment can be deleted or ignored, not adopted: no row"
                        + " knows what its host was told.");
            case GROUP, GROUP_SNAPSHOT -> throw noObject(row);
          };
      case DRIFT ->
          switch (row.resource().kind()) {
            case VOLUME -> new OperationInput.ReconcileVolume(new VolumeId(id), row.id());
            case SNAPSHOT -> new OperationInput.ReconcileSnapshot(new SnapshotId(id), row.id());
            case ATTACHMENT ->
                throw Fault.badRequest(
                    "An export on another host than its row says can be ignored, not adopted: no"
                        + " row knows what its host was told.");
            case GROUP, GROUP_SNAPSHOT -> throw noObject(row);
          };
      case MISSING -> throw nothingThere();
    };
  }

  private static IllegalStateException noObject(FindingRow row) {
    return new IllegalStateException(row.resource() + " is no object on a storage");
  }

  private static Fault nothingThere() {
    return Fault.badRequest(
        "What is missing cannot be adopted: the backend does not hold it. Delete removes its row.");
  }

  private static String project(Call call, FindingRow row, @Nullable String asked) {
    if (asked != null && !asked.isEmpty()) {
      return asked;
    }
    String of = row.projectId();
    return of == null ? call.caller().projectId() : of;
  }

  /** An orphan goes from the storage; the row of what is missing goes. */
  static OperationInput delete(FindingRow row) {
    String id = row.resource().id();
    return switch (row.kind()) {
      case ORPHAN, MISSING ->
          switch (row.resource().kind()) {
            case VOLUME -> new OperationInput.DeleteVolume(new VolumeId(id), false, true, row.id());
            case SNAPSHOT -> new OperationInput.DeleteSnapshot(new SnapshotId(id), true, row.id());
            case ATTACHMENT -> new AttachmentInput.DeleteAttachment(new AttachmentId(id), row.id());
            case GROUP, GROUP_SNAPSHOT -> throw noObject(row);
          };
      case DRIFT ->
          throw Fault.badRequest(
              "A drift can be adopted (the row then says what the storage holds) or ignored; the"
                  + " volume or snapshot itself can be deleted as any other.");
    };
  }

  static void requireNothing(String action, JsonNode value) {
    if (!value.isNull() && !(value.isObject() && value.isEmpty())) {
      throw Fault.badRequest(
          "Invalid input for field/attribute %s. It takes no value: {\"%s\": null}."
              .formatted(action, action));
    }
  }
}

package io.clinker.api.v3;

import static io.clinker.api.schema.Schema.optional;

import io.clinker.api.http.Call;
import io.clinker.api.http.Fault;
import io.clinker.api.schema.Forms;
import io.clinker.api.schema.Members;
import io.clinker.api.schema.Schema;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an administrator wants a status to be.
 *
 * @param status null: as it is
 * @param attachStatus null: as it is
 * @param migrationStatus null: as it is; "none": empty
 */
record ResetStatus(
    @Nullable String status, @Nullable String attachStatus, @Nullable String migrationStatus) {
  private static final Schema VOLUME =
      Schema.flat(
          optional("status", Forms.text255().orNull()),
          optional("attach_status", Forms.text255().orNull()),
          optional("migration_status", Forms.text255().orNull()));
  private static final Schema SNAPSHOT = Schema.flat(Schema.required("status", Forms.name255()));
  private static final Set<String> VOLUME_STATUSES =
      Set.of(
          "creating",
          "available",
          "error",
          "error_deleting",
          "error_managing",
          "managing",
          "attaching",
          "in-use",
          "detaching",
          "maintenance",
          "restoring-backup",
          "error_restoring",
          "reserved",
          "awaiting-transfer",
          "backing-up",
          "error_backing-up",
          "error_extending",
          "downloading",
          "uploading",
          "retyping",
          "extending");
  private static final Set<String> ATTACH_STATUSES = Set.of("attached", "detached");
  private static final Set<String> MIGRATION_STATUSES =
      Set.of("migrating", "error", "success", "completing", "none", "starting");
  private static final Set<String> SNAPSHOT_STATUSES =
      Set.of(
          "error",
          "available",
          "creating",
          "deleting",
          "deleted",
          "updating",
          "error_deleting",
          "unmanaging",
          "backing-up",
          "restoring");

  private static final List<String> GROUP_SNAPSHOT_STATUSES =
      List.of(
          "error", "available", "creating", "deleting", "deleted", "updating", "error_deleting");

  static ResetStatus ofVolume(Call call, ActionBody body) {
    Members members = body.members(VOLUME, call);
    ResetStatus reset =
        new ResetStatus(
            word(members, "status", VOLUME_STATUSES),
            word(members, "attach_status", ATTACH_STATUSES),
            word(members, "migration_status", MIGRATION_STATUSES));
    if (reset.status == null && reset.attachStatus == null && reset.migrationStatus == null) {
      throw Fault.badRequest(
          "Must specify 'status', 'attach_status' or 'migration_status' for update.");
    }
    return reset;
  }

  static ResetStatus ofSnapshot(Call call, ActionBody body) {
    return new ResetStatus(
        word(body.members(SNAPSHOT, call), "status", SNAPSHOT_STATUSES), null, null);
  }

  /** As with Cinder both are checked against the statuses of group snapshots. */
  static String ofGroup(Call call, ActionBody body) {
    String text = Optional.ofNullable(body.members(SNAPSHOT, call).text("status")).orElse("");
    String word = text.strip().toLowerCase(Locale.ROOT);
    if (!GROUP_SNAPSHOT_STATUSES.contains(word)) {
      throw Fault.badRequest(
          "Invalid Group Status: Group status: %s is invalid, valid status are: %s."
              .formatted(text, GROUP_SNAPSHOT_STATUSES));
    }
    return word;
  }

  private static @Nullable String word(Members members, String name, Set<String> allowed) {
    String text = members.text(name);
    if (text == null || text.isEmpty()) {
      return null;
    }
    String word = text.toLowerCase(Locale.ROOT);
    if (!allowed.contains(word)) {
      throw Fault.badRequest("Must specify a valid %s: '%s' is none.".formatted(name, text));
    }
    return word;
  }
}

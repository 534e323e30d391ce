package io.clinker.admission;

import io.clinker.store.MessageRow;
import io.clinker.store.OperationRow;
import java.time.Duration;
import java.util.UUID;

/** Tells users of failures that came after the answer, in Cinder's codes. */
final class Messages {
  /** What was done. */
  enum Action {
    SCHEDULE("001"),
    ATTACH("002"),
    UPDATE_ATTACHMENT("004"),
    UNMANAGE("006"),
    EXTEND("007"),
    CREATE_VOLUME("008"),
    CREATE_SNAPSHOT("009"),
    DELETE_SNAPSHOT("010");

    private final String code;

    Action(String code) {
      this.code = code;
    }
  }

  /** Why it failed. */
  enum Detail {
    UNKNOWN("001"),
    NO_BACKEND("003"),
    QUOTA_EXCEEDED("006"),
    COMPUTE_NOT_TOLD("009"),
    EXTEND_FAILED("010"),
    CREATE_FAILED("012"),
    SNAPSHOT_CREATE_FAILED("013"),
    SNAPSHOT_DELETE_FAILED("016"),
    ATTACH_FAILED("021"),
    DETACH_FAILED("022");

    private final String code;

    Detail(String code) {
      this.code = code;
    }
  }

  private static final Duration KEPT = Duration.ofSeconds(2_592_000);

  private Messages() {}

  static void volume(SettleScope scope, String volumeId, Action action, Detail detail) {
    write(scope, "VOLUME", volumeId, action, detail);
  }

  static void snapshot(SettleScope scope, String snapshotId, Action action, Detail detail) {
    write(scope, "VOLUME_SNAPSHOT", snapshotId, action, detail);
  }

  static void group(SettleScope scope, String groupId, Action action, Detail detail) {
    write(scope, "GROUP", groupId, action, detail);
  }

  static void groupSnapshot(SettleScope scope, String id, Action action, Detail detail) {
    write(scope, "GROUP_SNAPSHOT", id, action, detail);
  }

  private static void write(
      SettleScope scope, String type, String id, Action action, Detail detail) {
    OperationRow operation = scope.row();
    scope
        .stores()
        .messages()
        .insert(
            scope.handle(),
            new MessageRow(
                UUID.randomUUID().toString(),
                operation.projectId(),
                operation.requestId(),
                type,
                id,
                action.code,
                detail.code,
                scope.now(),
                scope.now().plus(KEPT)));
  }
}

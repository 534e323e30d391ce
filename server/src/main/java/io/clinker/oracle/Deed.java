package io.clinker.oracle;

import io.clinker.operations.OperationKind;
import io.clinker.operations.OperationKind.Statuses;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a call may have done to one resource's status.
 *
 * @param kind of the operation
 * @param creates whether it makes the resource
 * @param allowed statuses in which it may begin; empty: any
 * @param during the status meanwhile; null: unchanged
 * @param after the statuses it may leave; {@link #AS_BEFORE} and {@link Statuses#COMPUTED} included
 * @param from when it may have begun
 * @param until when it must have begun; {@link Long#MAX_VALUE} if that is not known
 */
record Deed(
    OperationKind kind,
    boolean creates,
    Set<String> allowed,
    @Nullable String during,
    Set<String> after,
    long from,
    long until) {
  /** The status goes back. */
  static final String AS_BEFORE = "(as before)";

  static final String GONE = "gone";

  /** What the catalogue says of the resource that the operation holds. */
  static Deed onItsResource(History.Call call) {
    OperationKind kind = OperationKind.of(call.kind());
    if (kind == OperationKind.ATTACHMENT_CREATE && "reserve".equals(call.detail())) {
      return deed(call, kind, true, Set.of(), "reserved", Set.of("reserved"));
    }
    Statuses statuses = kind.statuses();
    Set<String> after = new LinkedHashSet<>();
    after.add(shown(statuses.afterSuccess(), call));
    after.add(shown(statuses.afterFailure(), call));
    after.add(shown(statuses.afterCancel(), call));
    if (kind == OperationKind.VOLUME_RECONCILE || kind == OperationKind.SNAPSHOT_RECONCILE) {
      // The storage may hold nothing of it.
      after.add("error");
    }
    if (kind == OperationKind.VOLUME_RESET_STATUS
        || kind == OperationKind.VOLUME_RECONCILE
        || kind == OperationKind.SNAPSHOT_RESET_STATUS) {
      // What could not be read is as the ended operation left it.
      after.addAll(Set.of("error_deleting", "error_extending"));
    }
    Set<String> allowed = statuses.allowed().contains(Statuses.ANY) ? Set.of() : statuses.allowed();
    return deed(call, kind, kind.makesResource(), allowed, statuses.during(), after);
  }

  /** What a reset does to the snapshots that a cascading delete held. */
  static Deed ofResetOnSnapshot(History.Call call) {
    return new Deed(
        OperationKind.VOLUME_RESET_STATUS,
        false,
        Set.of("deleting"),
        OperationKind.SNAPSHOT_RESET_STATUS.statuses().during(),
        Set.of(GONE, "available", "error"),
        call.begin(),
        Long.MAX_VALUE);
  }

  /** What a revert does to its snapshot. */
  static Deed ofRevertOnSnapshot(History.Call call) {
    return deed(
        call,
        OperationKind.VOLUME_REVERT,
        false,
        Set.of("available"),
        "restoring",
        Set.of("available"));
  }

  /** What a cascading delete does to the snapshots; one may have been gone before. */
  static Deed ofCascadeOnSnapshot(History.Call call) {
    return new Deed(
        OperationKind.VOLUME_DELETE,
        false,
        Set.of("available", "error"),
        "deleting",
        Set.of(GONE, "error_deleting", "available"),
        call.begin(),
        Long.MAX_VALUE);
  }

  /** What the delete of a volume does to attachments that only reserve it. */
  static Deed ofVolumeDeleteOnAttachment(History.Call call) {
    return deed(call, OperationKind.VOLUME_DELETE, false, Set.of(), null, Set.of(GONE, AS_BEFORE));
  }

  /** Whether the catalogue lets it take over from that one. */
  boolean supersedes(Deed other) {
    return kind.supersedes(other.kind);
  }

  private static String shown(@Nullable String status, History.Call call) {
    return switch (status) {
      case null -> AS_BEFORE;
      case Statuses.GONE -> GONE;
      case Statuses.ASKED_FOR -> String.valueOf(call.detail());
      default -> status;
    };
  }

  private static Deed deed(
      History.Call call,
      OperationKind kind,
      boolean creates,
      Set<String> allowed,
      @Nullable String during,
      Set<String> after) {
    // Beside the resource it is about, an accepted call may have found nothing to do.
    long until =
        call.outcome() == History.Outcome.ACCEPTED
                && during != null
                && kind.resourceKind().word().equals(kindOf(call))
            ? call.end()
            : Long.MAX_VALUE;
    return new Deed(kind, creates, allowed, during, after, call.begin(), until);
  }

  private static String kindOf(History.Call call) {
    String resource = call.resource();
    return resource == null ? "" : resource.substring(0, resource.indexOf('/'));
  }
}

package io.clinker.admission;

import io.clinker.model.SnapshotId;
import io.clinker.operations.OperationKind;
import io.clinker.operations.Outcome;
import org.jspecify.annotations.Nullable;

/** How the removal of one snapshot ends, alone or as a member of a group snapshot. */
final class SnapshotRemoval {
  private SnapshotRemoval() {}

  /** Writes the end of a held snapshot that was to be removed. */
  static void end(SettleScope scope, SnapshotId id) {
    var statuses = OperationKind.SNAPSHOT_DELETE.statuses();
    switch (scope.outcome()) {
      case Outcome.Succeeded unused ->
          scope.requireHeld(
              scope
                  .stores()
                  .snapshots()
                  .delete(scope.handle(), id, scope.operation(), scope.now()));
      case Outcome.Failed unused -> release(scope, id, statuses.afterFailure());
      case Outcome.Cancelled() -> release(scope, id, statuses.afterCancel());
    }
  }

  private static void release(SettleScope scope, SnapshotId id, @Nullable String status) {
    scope.requireHeld(
        scope
            .stores()
            .snapshots()
            .release(
                scope.handle(),
                id,
                scope.operation(),
                status == null ? "available" : status,
                "100%",
                scope.now()));
  }
}

package io.clinker.admission;

import io.clinker.operations.OperationInput.ResetSnapshot;
import io.clinker.operations.OperationKind;
import io.clinker.operations.Outcome;
import io.clinker.operations.Plan;
import io.clinker.store.Database.RepeatException;
import io.clinker.store.FindingRow;
import io.clinker.store.FindingRow.Kind;
import io.clinker.store.Json;
import io.clinker.store.ObservationStore.Held;
import io.clinker.store.OperationRow;
import io.clinker.store.SnapshotRow;
import java.util.Optional;

/**
 * A snapshot gets the status that an administrator says; a live operation ends first. What one left
 * that had failed on the storage is read there before.
 */
final class SnapshotResetRule implements Rule<ResetSnapshot> {
  private static final String USABLE = "available";

  /** Left by a delete that failed: only the storage knows whether it took effect. */
  private static final String OPEN_ENDED = "error_deleting";

  /** Of a snapshot that was there when it was last looked for. */
  private static final String WHOLE = "100%";

  @Override
  public Decision admit(AdmitScope scope, ResetSnapshot input) {
    SnapshotRow snapshot = scope.lockSnapshot(input.snapshot());
    Holders.requireNotHeld(
        scope,
        snapshot.operationId(),
        400,
        "Invalid snapshot: Snapshot %s is %s".formatted(snapshot.id(), snapshot.status()));
    if (input.status().equals(USABLE)) {
      requireKnownToBeThere(scope, snapshot);
    }
    hold(scope, snapshot);
    boolean unread = snapshot.status().equals("error") && !snapshot.progress().equals(WHOLE);
    if (snapshot.status().equals(OPEN_ENDED) || (unread && input.status().equals(USABLE))) {
      return reading(scope, input, snapshot, snapshot.status());
    }
    scope
        .stores()
        .snapshots()
        .release(
            scope.handle(),
            snapshot.id(),
            scope.operation(),
            input.status(),
            snapshot.progress(),
            scope.now());
    return Decision.done(FoundThings.answer(scope, snapshot.id()));
  }

  private static void requireKnownToBeThere(AdmitScope scope, SnapshotRow snapshot) {
    for (FindingRow finding :
        scope.stores().findings().ofResource(scope.handle(), snapshot.id().ref())) {
      if (finding.kind() == Kind.MISSING) {
        throw Refusals.badRequest(
            "Invalid snapshot: backend %s holds no snapshot %s (finding %s)."
                .formatted(finding.backend(), snapshot.id(), finding.id()));
      }
    }
  }

  private static void hold(AdmitScope scope, SnapshotRow snapshot) {
    scope
        .stores()
        .snapshots()
        .hold(
            scope.handle(),
            snapshot.id(),
            scope.operation(),
            OperationKind.SNAPSHOT_RESET_STATUS.statuses().during(),
            scope.now());
  }

  @Override
  public Decision supersede(AdmitScope scope, ResetSnapshot input, OperationRow old) {
    SnapshotRow snapshot = scope.lockSnapshot(input.snapshot());
    if (!old.id().value().equals(snapshot.operationId())) {
      throw new RepeatException("the superseded operation has ended");
    }
    hold(scope, snapshot);
    return reading(scope, input, snapshot, leftBy(old));
  }

  private static Decision reading(
      AdmitScope scope, ResetSnapshot input, SnapshotRow snapshot, String before) {
    return SnapshotReconcileRule.reading(scope, snapshot, before, input.status().equals(USABLE));
  }

  /** What a snapshot is after an operation that was ended before it could tell. */
  private static String leftBy(OperationRow old) {
    String plan = old.plan();
    if (old.kind() == OperationKind.SNAPSHOT_RECONCILE
        && plan != null
        && Json.read(plan, Plan.class) instanceof Plan.ReadSnapshot read) {
      return read.before();
    }
    return String.valueOf(old.kind().statuses().afterFailure());
  }

  @Override
  public void settle(SettleScope scope, ResetSnapshot input) {
    Optional<Held> held = StorageTruth.read(scope);
    boolean succeeded = scope.outcome() instanceof Outcome.Succeeded;
    boolean openEnded =
        held.isEmpty()
            && scope.plan() instanceof Plan.ReadSnapshot plan
            && plan.before().equals(OPEN_ENDED);
    // What could not be read stays what it was, so that it is read before it is used.
    String status = succeeded ? input.status() : openEnded ? OPEN_ENDED : "error";
    scope.requireHeld(
        scope
            .stores()
            .snapshots()
            .release(
                scope.handle(),
                input.snapshot(),
                scope.operation(),
                status,
                held.isPresent() && held.get().bytes() != null ? WHOLE : "0%",
                scope.now()));
  }
}

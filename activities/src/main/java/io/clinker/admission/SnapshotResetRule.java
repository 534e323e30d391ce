package io.clinker.admission;

import io.clinker.operations.OperationInput.ResetSnapshot;
import io.clinker.operations.OperationKind;
import io.clinker.operations.Outcome;
import io.clinker.store.Database.RepeatException;
import io.clinker.store.FindingRow;
import io.clinker.store.FindingRow.Kind;
import io.clinker.store.ObservationStore.Held;
import io.clinker.store.OperationRow;
import io.clinker.store.SnapshotRow;
import java.util.Optional;

/** A snapshot gets the status that an administrator says; a live operation ends first. */
final class SnapshotResetRule implements Rule<ResetSnapshot> {
  private static final String USABLE = "available";

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
    return SnapshotReconcileRule.reading(scope, snapshot, input.status().equals(USABLE));
  }

  @Override
  public void settle(SettleScope scope, ResetSnapshot input) {
    Optional<Held> held = StorageTruth.read(scope);
    boolean succeeded = scope.outcome() instanceof Outcome.Succeeded;
    scope.requireHeld(
        scope
            .stores()
            .snapshots()
            .release(
                scope.handle(),
                input.snapshot(),
                scope.operation(),
                succeeded ? input.status() : "error",
                held.isPresent() && held.get().bytes() != null ? "100%" : "0%",
                scope.now()));
  }
}

package io.clinker.admission;

import io.clinker.model.ErrorCode;
import io.clinker.model.OperationId;
import io.clinker.operations.OperationInput;
import io.clinker.operations.OperationState;
import io.clinker.operations.Outcome;
import io.clinker.operations.StepRecord;
import io.clinker.store.Database;
import io.clinker.store.Database.RepeatException;
import io.clinker.store.Json;
import io.clinker.store.OperationRow;
import io.clinker.store.Stores;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Ends operations. */
final class Settling {
  private final Database database;
  private final Stores stores;
  private final Rules rules;

  Settling(Database database, Stores stores, Rules rules) {
    this.database = database;
    this.stores = stores;
    this.rules = rules;
  }

  boolean settle(OperationId operation, int run, Outcome outcome, List<StepRecord> steps) {
    try {
      return database.inRepeatableTransaction(
          handle -> settle(handle, operation, run, outcome, steps));
    } catch (LostTurnException lost) {
      return false;
    }
  }

  private boolean settle(
      Handle handle, OperationId operation, int run, Outcome outcome, List<StepRecord> steps) {
    Optional<OperationRow> found = stores.operations().find(handle, operation);
    if (found.isEmpty() || found.get().run() != run) {
      return false;
    }
    OperationRow row = found.get();
    OperationState state = stateAfter(outcome);
    if (!row.state().open()) {
      // The same settle again, whose first answer was lost.
      return row.state() == state;
    }
    if ((row.state() == OperationState.CLEANING || row.cancelRequested())
        && outcome instanceof Outcome.Succeeded(boolean foundDone, String unused)
        && !foundDone) {
      // Sent before its steps began to be undone, and late: what it says is no longer true. Or
      // somebody was promised that they will be undone.
      return false;
    }
    SettleScope scope = new SettleScope(handle, stores, row, outcome, database.now());
    rules.settle(scope, Json.read(row.request(), OperationInput.class));
    stores.pins().deleteOf(handle, operation);
    boolean ended =
        switch (outcome) {
          case Outcome.Failed(ErrorCode code, String message) ->
              stores.operations().end(handle, row, state, false, code.name(), message, scope.now());
          case Outcome.Succeeded(boolean foundDone, String unused) ->
              stores.operations().end(handle, row, state, foundDone, null, null, scope.now());
          case Outcome.Cancelled() ->
              stores.operations().end(handle, row, state, false, null, null, scope.now());
        };
    if (!ended) {
      throw new RepeatException("the operation's row changed while it was settled");
    }
    stores.operations().insertSteps(handle, operation, run, steps);
    return true;
  }

  static OperationState stateAfter(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Succeeded unused -> OperationState.SUCCEEDED;
      case Outcome.Failed unused -> OperationState.FAILED;
      case Outcome.Cancelled() -> OperationState.CANCELLED;
    };
  }
}

package io.clinker.admission;

import io.clinker.model.OperationId;
import io.clinker.operations.Outcome;
import io.clinker.operations.Plan;
import io.clinker.store.Json;
import io.clinker.store.OperationRow;
import io.clinker.store.Stores;
import java.time.Instant;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The transaction in which an operation ends. */
record SettleScope(Handle handle, Stores stores, OperationRow row, Outcome outcome, Instant now) {
  OperationId operation() {
    return row.id();
  }

  Plan plan() {
    String plan = row.plan();
    return plan == null ? new Plan.Nothing() : Json.read(plan, Plan.class);
  }

  /** Rows of a resource change only while the operation holds it. */
  void requireHeld(boolean held) {
    if (!held) {
      throw new LostTurnException("another operation holds " + row.resource());
    }
  }

  /** The status of the held resource afterwards, or what it was before where it goes back. */
  String statusAfter(@Nullable String before) {
    var statuses = row.kind().statuses();
    String after =
        switch (outcome) {
          case Outcome.Succeeded unused -> statuses.afterSuccess();
          case Outcome.Failed failed -> statuses.afterFailure();
          case Outcome.Cancelled() -> statuses.afterCancel();
        };
    if (after != null) {
      return after;
    }
    return before == null ? "available" : before;
  }
}

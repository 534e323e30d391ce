package io.clinker.oracle;

import io.clinker.operations.OperationState;
import java.util.HashMap;
import java.util.Map;

/** I7: one operation per accepted request, and one end per operation. */
final class I7OneEnd implements Invariant {
  @Override
  public String id() {
    return "I7";
  }

  @Override
  public String title() {
    return "every accepted request has exactly one operation, which ends once";
  }

  @Override
  public boolean ofRowsOnly() {
    return true;
  }

  @Override
  public void check(Evidence evidence, Found found) {
    Map<String, Rows.Operation> byId = new HashMap<>();
    int open = 0;
    for (Rows.Operation operation : evidence.rows().operations()) {
      byId.put(operation.id(), operation);
      if (operation.open()) {
        open++;
      }
      single(operation, evidence.settled(), found);
    }
    for (Rows.Operation operation : byId.values()) {
      String successor = operation.supersededBy();
      if (successor != null
          && !evidence.rows().operations().isEmpty()
          && !byId.containsKey(successor)
          && open < byId.size()) {
        found.violation("%s was superseded by %s, which has no row", operation.name(), successor);
      }
    }
    for (String key : evidence.rows().keysWithoutOperation()) {
      found.violation("idempotency key '%s' names an operation that has no row", key);
    }
    int accepted = requests(evidence, found);
    found.figures(
        "%d operations, %d open, %d accepted requests of the history", byId.size(), open, accepted);
  }

  private static void single(Rows.Operation operation, boolean settled, Found found) {
    if (operation.open() != operation.state().open()) {
      found.violation(
          "%s is '%s', but %s",
          operation.name(),
          operation.state().word(),
          operation.open() ? "has no end" : "ended at " + operation.endedAt());
    }
    if (operation.open() && settled) {
      found.violation(
          "%s on %s has not ended: '%s' for %d s",
          operation.name(),
          operation.resourceId(),
          operation.state().word(),
          operation.ageSeconds());
    }
    if (operation.state() == OperationState.FAILED
        && (operation.errorCode() == null || operation.errorMessage() == null)) {
      found.violation("%s failed without saying why", operation.name());
    }
    if (operation.state() == OperationState.SUPERSEDED && operation.supersededBy() == null) {
      found.violation("%s was superseded, but its row does not say by what", operation.name());
    }
  }

  /** Compares with what clients were told, where a history was recorded. */
  private static int requests(Evidence evidence, Found found) {
    Map<String, Integer> rowsOf = new HashMap<>();
    Map<String, Rows.Operation> operationOf = new HashMap<>();
    for (Rows.Operation operation : evidence.rows().operations()) {
      rowsOf.merge(operation.requestId(), 1, Integer::sum);
      operationOf.put(operation.requestId(), operation);
    }
    int accepted = 0;
    for (History.Call call : evidence.history().calls()) {
      for (String request : call.requestIds()) {
        int rows = rowsOf.getOrDefault(request, 0);
        if (rows > 1) {
          found.violation("request %s (%s) has %d operations", request, call.kind(), rows);
        }
        Rows.Operation operation = operationOf.get(request);
        if (call.outcome() == History.Outcome.REFUSED
            && operation != null
            && operation.state() != OperationState.ABANDONED
            && request.equals(call.requestIds().getLast())) {
          found.violation(
              "request %s (%s) was refused with %d, but %s exists",
              request, call.kind(), call.http(), operation.name());
        }
      }
      if (call.outcome() == History.Outcome.ACCEPTED) {
        accepted++;
        long operations =
            call.requestIds().stream()
                .map(operationOf::get)
                .filter(row -> row != null && row.state() != OperationState.ABANDONED)
                .count();
        if (operations != 1) {
          found.violation(
              "the accepted %s of %s has %d operations (requests %s)",
              call.kind(), call.resource(), operations, call.requestIds());
        }
      }
    }
    return accepted;
  }
}

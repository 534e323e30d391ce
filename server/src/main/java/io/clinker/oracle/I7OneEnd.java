package io.clinker.oracle;

import io.clinker.operations.OperationKind;
import io.clinker.operations.OperationState;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** I7: one operation per accepted request, and one end per operation. */
final class I7OneEnd implements Invariant {
  /** A call that waits for the end of its operation is answered within this time after it. */
  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(60);

  /** Those that a repeat joins while they are open; their answer is that of the end. */
  private static final Set<OperationKind> JOINED =
      Set.of(
          OperationKind.ATTACHMENT_UPDATE,
          OperationKind.ATTACHMENT_COMPLETE,
          OperationKind.ATTACHMENT_DELETE);

  private static final Set<OperationState> UNDONE =
      Set.of(
          OperationState.ABANDONED,
          OperationState.FAILED,
          OperationState.CANCELLED,
          OperationState.SUPERSEDED);

  @Override
  public String id() {
    return "I7";
  }

  @Override
  public String title() {
    return "every accepted request has exactly one operation, which ends once";
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
    for (Rows.Key key : evidence.rows().keys()) {
      if (!key.operationExists()) {
        found.violation(
            "idempotency key '%s' names operation %s, which has no row",
            key.key(), key.operationId());
      }
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
    Map<String, Rows.Operation> byRequest = new HashMap<>();
    Map<String, Rows.Operation> byId = new HashMap<>();
    for (Rows.Operation operation : evidence.rows().operations()) {
      rowsOf.merge(operation.requestId(), 1, Integer::sum);
      byRequest.put(operation.requestId(), operation);
      byId.put(operation.id(), operation);
    }
    Map<String, Rows.Operation> byKey = new HashMap<>();
    for (Rows.Key key : evidence.rows().keys()) {
      byKey.put(key.key(), byId.get(key.operationId()));
    }
    Set<String> joined = new HashSet<>();
    for (Rows.Operation operation : evidence.rows().operations()) {
      if (JOINED.stream().anyMatch(operation::is)) {
        joined.add(operation.kind() + " attachment/" + operation.resourceId());
      }
    }
    int accepted = 0;
    for (History.Call call : evidence.history().calls()) {
      for (String request : call.requestIds()) {
        if (rowsOf.getOrDefault(request, 0) > 1) {
          found.violation(
              "request %s (%s) has %d operations", request, call.kind(), rowsOf.get(request));
        }
      }
      switch (call.outcome()) {
        case ACCEPTED -> {
          accepted++;
          accepted(call, byRequest, byKey, joined, found);
        }
        case REFUSED -> refused(call, byRequest, evidence.rows(), found);
        case UNKNOWN -> {}
      }
    }
    return accepted;
  }

  private static void accepted(
      History.Call call,
      Map<String, Rows.Operation> byRequest,
      Map<String, Rows.Operation> byKey,
      Set<String> joined,
      Found found) {
    Set<Rows.Operation> operations = new HashSet<>();
    call.requestIds().stream()
        .map(byRequest::get)
        .filter(row -> row != null && row.state() != OperationState.ABANDONED)
        .forEach(operations::add);
    Rows.Operation known = call.key() == null ? null : byKey.get(call.key());
    if (known != null) {
      operations.add(known);
    }
    // Whoever asks for the same as an open operation waits for it and has none of its own.
    boolean joins = operations.isEmpty() && joined.contains(call.kind() + " " + call.resource());
    boolean foundNothing = operations.isEmpty() && mayFindNothing(call);
    if (operations.size() != 1 && !joins && !foundNothing) {
      found.violation(
          "the accepted %s of %s has %d operations (requests %s)",
          call.kind(), call.resource(), operations.size(), call.requestIds());
    }
  }

  /** Whoever takes a host's connection away by the volume is answered with 202 if there is none. */
  private static boolean mayFindNothing(History.Call call) {
    return call.kind().equals(OperationKind.ATTACHMENT_DELETE.word())
        && call.resource() == null
        && call.http() == 202;
  }

  /** A call that waits for its end may be answered with an error because its operation failed. */
  private static void refused(
      History.Call call, Map<String, Rows.Operation> byRequest, Rows rows, Found found) {
    Rows.Operation operation =
        call.requestIds().isEmpty() ? null : byRequest.get(call.requestIds().getLast());
    if (operation != null
        && !UNDONE.contains(operation.state())
        && !wasTakenBack(call, operation, rows)) {
      found.violation(
          "request %s (%s) was refused with %d, but %s is '%s'",
          operation.requestId(),
          call.kind(),
          call.http(),
          operation.name(),
          operation.state().word());
    }
  }

  /** Whoever asks for a connection by the volume is refused if it was made and then given back. */
  private static boolean wasTakenBack(History.Call call, Rows.Operation made, Rows rows) {
    Instant end = made.endedAt() == null ? made.admittedAt() : made.endedAt();
    Instant latest = end.plus(LONGEST_ANSWER);
    return call.http() == 409
        && call.kind().equals(OperationKind.ATTACHMENT_CREATE.word())
        && call.resource() == null
        && made.state() == OperationState.SUCCEEDED
        && rows.operations().stream()
            .filter(one -> one.resourceId().equals(made.resourceId()))
            .filter(one -> one.is(OperationKind.ATTACHMENT_DELETE))
            .filter(one -> one.state() != OperationState.ABANDONED)
            .anyMatch(
                one ->
                    !one.admittedAt().isBefore(made.admittedAt())
                        && !one.admittedAt().isAfter(latest));
  }
}

package io.clinker.oracle;

import io.clinker.operations.OperationKind;
import io.clinker.operations.OperationState;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Operations made by hand, with times and states that no test could wait for. */
final class MadeRows {
  static final String RESOURCE = "resource";
  static final String REQUEST = "request of ";

  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

  private MadeRows() {}

  /** Nothing but these operations. */
  static Evidence evidence(History history, Rows.Operation... operations) {
    Rows rows =
        new Rows(
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(operations),
            List.of(),
            List.of(),
            List.of(),
            Set.of());
    return Evidence.of(rows, rows, List.of(), true, UsageReport.none(), history);
  }

  /** One that succeeded. */
  static Rows.Operation succeeded(String id, OperationKind kind, long admitted, long ended) {
    return operation(id, kind, OperationState.SUCCEEDED, admitted, ended, null);
  }

  static Rows.Operation operation(
      String id,
      OperationKind kind,
      OperationState state,
      long admitted,
      long ended,
      @Nullable String supersededBy) {
    return new Rows.Operation(
        id,
        kind.word(),
        RESOURCE,
        "p",
        REQUEST + id,
        state,
        "backend",
        "pool",
        1,
        null,
        null,
        supersededBy,
        60,
        BEGIN.plusMillis(admitted),
        BEGIN.plusMillis(ended),
        "",
        0);
  }
}

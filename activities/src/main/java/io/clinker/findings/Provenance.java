package io.clinker.findings;

import io.clinker.model.Mark;
import io.clinker.model.OperationId;
import io.clinker.store.Json;
import io.clinker.store.OperationRow;
import io.clinker.store.Stores;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Which operation last changed an object: by the mark that it bears, else by the rows of operations
 * on it.
 *
 * @param by "mark", "row", or "unknown" where neither tells
 * @param known whether the database has the operation's row; it may have been purged, or lost with
 *     an older state of the database
 */
record Provenance(
    String by,
    boolean known,
    @Nullable String operationId,
    @Nullable String mark,
    @Nullable String kind,
    @Nullable String state,
    @Nullable String projectId,
    @Nullable String userId,
    @Nullable String requestId,
    @Nullable Instant admittedAt) {

  static Provenance of(Handle handle, Stores stores, Sighting sighting) {
    Mark mark = sighting.mark();
    if (mark != null) {
      OperationId id = mark.operation();
      return stores
          .operations()
          .find(handle, id)
          .map(row -> of("mark", row, mark.text()))
          .orElseGet(() -> unknown("mark", id.value(), mark.text()));
    }
    Optional<OperationRow> last = stores.operations().lastOf(handle, sighting.resource());
    return last.map(row -> of("row", row, null)).orElseGet(() -> unknown("unknown", null, null));
  }

  private static Provenance of(String by, OperationRow row, @Nullable String mark) {
    return new Provenance(
        by,
        true,
        row.id().value(),
        mark,
        row.kindWord(),
        row.state().word(),
        row.projectId(),
        row.userId(),
        row.requestId(),
        row.admittedAt());
  }

  private static Provenance unknown(
      String by, @Nullable String operationId, @Nullable String mark) {
    return new Provenance(by, false, operationId, mark, null, null, null, null, null, null);
  }

  String text() {
    return Json.write(this);
  }
}

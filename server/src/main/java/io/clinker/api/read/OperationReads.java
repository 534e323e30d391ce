package io.clinker.api.read;

import io.clinker.api.list.ListRequest;
import io.clinker.model.OperationId;
import io.clinker.model.ResourceKind;
import io.clinker.model.ResourceRef;
import io.clinker.operations.OperationKind;
import io.clinker.operations.OperationState;
import io.clinker.operations.StepRecord;
import io.clinker.store.OperationRow;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** Operations as the API shows them. */
public final class OperationReads {
  private static final Table<OperationRow> OPERATIONS =
      new Table<>(
          "o.id, o.kind, o.resource_kind, o.resource_id, o.project_id, o.user_id, o.request_id,"
              + " o.state, o.request, o.answer, o.run, o.workflow_id, o.engine_run_id, o.backend,"
              + " o.pool, o.pool_gib, o.plan, o.placement, o.waiting_reason, o.progress,"
              + " o.error_code, o.error_message, o.cancel_requested, o.superseded_by,"
              + " o.deadline_seconds, o.admitted_at, o.updated_at, o.ended_at",
          "operation o",
          "o.",
          "o.state <> 'abandoned'",
          "Operation",
          OperationReads::row);

  private final Reader reader;

  public OperationReads(Reader reader) {
    this.reader = reader;
  }

  /**
   * Finds an operation.
   *
   * @param project null: of any project
   */
  public Optional<OperationRow> find(String id, @Nullable String project) {
    return reader.read(handle -> OPERATIONS.find(handle, id, project));
  }

  public List<OperationRow> page(ListRequest request) {
    return reader.read(handle -> OPERATIONS.page(handle, request));
  }

  /**
   * A step with the run it was done in.
   *
   * @param run the number of the engine run
   */
  public record Step(int run, StepRecord record) {}

  /** The steps of an operation in their order. */
  public List<Step> steps(String operationId) {
    return reader.read(
        handle ->
            handle
                .createQuery(
                    "select run, step, name, state, attempts, node, observed, reason, started_at,"
                        + " ended_at from operation_step where operation_id = ? order by run,"
                        + " step")
                .bind(0, operationId)
                .map((result, context) -> step(result))
                .list());
  }

  private static Step step(ResultSet result) throws SQLException {
    Row row = new Row(result);
    int run = row.whole();
    return new Step(
        run,
        new StepRecord(
            row.whole(),
            row.text(),
            row.text(),
            row.whole(),
            row.text(),
            row.textOrNull(),
            row.textOrNull(),
            row.instant(),
            Objects.requireNonNullElse(row.instantOrNull(), java.time.Instant.EPOCH)));
  }

  private static OperationRow row(ResultSet result, StatementContext context) throws SQLException {
    Row row = new Row(result);
    return new OperationRow(
        new OperationId(row.text()),
        OperationKind.of(row.text()),
        new ResourceRef(ResourceKind.of(row.text()), row.text()),
        row.text(),
        row.text(),
        row.text(),
        OperationState.of(row.text()),
        row.text(),
        row.textOrNull(),
        row.whole(),
        row.text(),
        row.text(),
        row.textOrNull(),
        row.textOrNull(),
        row.number(),
        row.textOrNull(),
        row.textOrNull(),
        row.textOrNull(),
        row.wholeOrNull(),
        row.textOrNull(),
        row.textOrNull(),
        row.flag(),
        row.textOrNull(),
        row.number(),
        row.instant(),
        row.instant(),
        row.instantOrNull());
  }
}

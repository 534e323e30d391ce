package io.clinker.store;

import static io.clinker.store.Listing.Column.text;

import io.clinker.model.OperationId;
import io.clinker.model.ResourceRef;
import io.clinker.operations.OperationState;
import io.clinker.operations.StepRecord;
import io.clinker.store.Listing.Column;
import io.clinker.store.Listing.Kind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** The tables {@code operation} and {@code operation_step}. */
public final class OperationStore {
  private static final String COLUMNS =
      """
      o.id, o.kind, o.resource_kind, o.resource_id, o.project_id, o.user_id, o.request_id, o.state,
      o.request, o.answer, o.run, o.workflow_id, o.engine_run_id, o.backend, o.pool, o.pool_gib,
      o.plan, o.placement, o.waiting_reason, o.progress, o.error_code, o.error_message,
      o.cancel_requested, o.superseded_by, o.deadline_seconds, o.admitted_at, o.updated_at,
      o.ended_at
      """;
  private static final String SELECT = "select " + COLUMNS + " from operation o where ";
  private static final int REASON_LENGTH = 1024;
  private static final Listing LISTING =
      new Listing(
          "operation o",
          "1 = 1",
          "o.project_id",
          "o.admitted_at",
          "o.id",
          Map.ofEntries(
              Map.entry("id", text("o.id")),
              Map.entry("project_id", text("o.project_id")),
              Map.entry("kind", text("o.kind")),
              Map.entry("resource", text("o.resource_id")),
              Map.entry("resource_kind", text("o.resource_kind")),
              Map.entry("state", text("o.state")),
              Map.entry("open", new Column("coalesce(o.open, 0)", Kind.BOOLEAN)),
              Map.entry("request_id", text("o.request_id")),
              Map.entry("backend", text("o.backend")),
              Map.entry("admitted_at", new Column("o.admitted_at", Kind.TIME)),
              Map.entry("updated_at", new Column("o.updated_at", Kind.TIME)),
              Map.entry("ended_at", new Column("o.ended_at", Kind.TIME))));
  private static final Listing OPEN =
      new Listing(
          "operation o",
          "o.open = 1",
          "o.project_id",
          "o.admitted_at",
          "o.id",
          Map.ofEntries(
              Map.entry("id", text("o.id")),
              Map.entry("project_id", text("o.project_id")),
              Map.entry("kind", text("o.kind")),
              Map.entry("resource", text("o.resource_id")),
              Map.entry("resource_kind", text("o.resource_kind")),
              Map.entry("state", text("o.state")),
              Map.entry("request_id", text("o.request_id")),
              Map.entry("backend", text("o.backend")),
              Map.entry("admitted_at", new Column("o.admitted_at", Kind.TIME)),
              Map.entry("updated_at", new Column("o.updated_at", Kind.TIME))));

  /** The keys that lists may filter and sort by. */
  public Set<String> keys() {
    return LISTING.keys();
  }

  public Optional<OperationRow> find(Handle handle, OperationId id) {
    return Sql.one(handle, OperationStore::map, SELECT + "o.id = ?", id.value());
  }

  /**
   * The operation, if it is of the project (null: of whatever project). A tombstone is found too:
   * it tells that what was answered with 503 never was and never will be.
   */
  public Optional<OperationRow> find(Handle handle, OperationId id, @Nullable String projectId) {
    return Sql.one(
        handle,
        OperationStore::map,
        SELECT + "o.id = ? and " + Sql.ofProject("o.project_id"),
        id.value(),
        projectId,
        projectId);
  }

  /** The same, kept from others until the transaction ends. */
  public Optional<OperationRow> lock(Handle handle, OperationId id) {
    return Sql.one(handle, OperationStore::map, SELECT + "o.id = ? for update", id.value());
  }

  /** The open operation that holds this resource alone. */
  public Optional<OperationRow> openOf(Handle handle, ResourceRef resource) {
    return Sql.one(
        handle,
        OperationStore::map,
        SELECT
            + "o.resource_id = ? and o.resource_kind = ? and o.ended_at is null"
            + " order by o.admitted_at desc limit 1",
        resource.id(),
        resource.kind().word());
  }

  /** The last operation on a resource that was admitted, open or ended. */
  public Optional<OperationRow> lastOf(Handle handle, ResourceRef resource) {
    return Sql.one(
        handle,
        OperationStore::map,
        SELECT
            + "o.resource_id = ? and o.resource_kind = ? and o.state <> 'abandoned'"
            + " order by o.admitted_at desc limit 1",
        resource.id(),
        resource.kind().word());
  }

  /** The operation of an API request. */
  public List<OperationRow> ofRequest(Handle handle, String requestId) {
    return Sql.list(
        handle, OperationStore::map, SELECT + "o.request_id = ? order by o.admitted_at", requestId);
  }

  public List<OperationRow> page(Handle handle, ListQuery query) {
    return LISTING.page(handle, COLUMNS, query, OperationStore::map);
  }

  /** Only what has not ended; never looks at the past. */
  public List<OperationRow> openPage(Handle handle, ListQuery query) {
    return OPEN.page(handle, COLUMNS, query, OperationStore::map);
  }

  public long count(Handle handle, ListQuery query) {
    return LISTING.count(handle, query);
  }

  /** How many have not ended, by state. */
  public Map<String, Long> openByState(Handle handle) {
    return Map.ofEntries(
        Sql.<Map.Entry<String, Long>>list(
                handle,
                (row, context) -> Map.entry(row.getString(1), row.getLong(2)),
                "select state, count(*) from operation where open = 1 group by state")
            .<Map.Entry<String, Long>>toArray(Map.Entry[]::new));
  }

  public void insert(Handle handle, OperationRow row) {
    Sql.update(
        handle,
        """
        insert into operation (id, kind, resource_kind, resource_id, project_id, user_id,
          request_id, state, request, answer, run, workflow_id, engine_run_id, backend, pool,
          pool_gib, plan, placement, deadline_seconds, admitted_at, updated_at, ended_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        row.id().value(),
        row.kindWord(),
        row.resource().kind().word(),
        row.resource().id(),
        row.projectId(),
        row.userId(),
        row.requestId(),
        row.state().word(),
        row.request(),
        row.answer(),
        row.run(),
        row.workflowId(),
        row.engineRunId(),
        row.backend(),
        row.pool(),
        row.poolGib(),
        row.plan(),
        row.placement(),
        row.deadlineSeconds(),
        Times.text(row.admittedAt()),
        Times.text(row.updatedAt()),
        Times.textOrNull(row.endedAt()));
  }

  /** What it had reserved in its pool belongs to its resource. */
  public void reserveNothing(Handle handle, OperationId id) {
    Sql.update(handle, "update operation set pool_gib = 0 where id = ?", id.value());
  }

  /** Gives an open operation to another engine run. */
  public void take(
      Handle handle, OperationId id, int run, String workflowId, String engineRunId, Instant now) {
    Sql.update(
        handle,
        """
        update operation set run = ?, workflow_id = ?, engine_run_id = ?,
          state = case when state = 'cleaning' then state else 'running' end,
          waiting_reason = null, updated_at = ?
        where id = ?
        """,
        run,
        workflowId,
        engineRunId,
        Times.text(now),
        id.value());
  }

  /**
   * Ends an open operation; false: it is not open, or another run's, or has been placed since it
   * was read, or would succeed while it is being undone or to be cancelled.
   *
   * @param foundDone whether it was its undo that found the effect there for good: then it succeeds
   *     although it is being undone
   */
  public boolean end(
      Handle handle,
      OperationRow read,
      OperationState state,
      boolean foundDone,
      @Nullable String errorCode,
      @Nullable String errorMessage,
      Instant now) {
    return Sql.update(
            handle,
            """
            update operation set state = ?, error_code = ?, error_message = ?,
              waiting_reason = null, updated_at = ?, ended_at = ?
            where id = ? and run = ? and pool_gib = ? and ended_at is null
              and ((state <> 'cleaning' and not cancel_requested) or ? <> 'succeeded' or ?)
            """,
            state.word(),
            errorCode,
            shortened(errorMessage),
            Times.text(now),
            Times.text(now),
            read.id().value(),
            read.run(),
            read.poolGib(),
            state.word(),
            foundDone)
        == 1;
  }

  /** Ends an open operation in favour of another. */
  public void endSuperseded(Handle handle, OperationId id, OperationId by, Instant now) {
    Sql.update(
        handle,
        """
        update operation set state = 'superseded', superseded_by = ?, waiting_reason = null,
          updated_at = ?, ended_at = ?
        where id = ? and ended_at is null
        """,
        by.value(),
        Times.text(now),
        Times.text(now),
        id.value());
  }

  /** Records that its steps are being undone, and why. */
  public void clean(
      Handle handle,
      OperationId id,
      @Nullable String errorCode,
      @Nullable String errorMessage,
      Instant now) {
    Sql.update(
        handle,
        """
        update operation set state = 'cleaning', error_code = ?, error_message = ?,
          waiting_reason = null, updated_at = ?
        where id = ? and ended_at is null
        """,
        errorCode,
        shortened(errorMessage),
        Times.text(now),
        id.value());
  }

  public void requestCancel(Handle handle, OperationId id, Instant now) {
    Sql.update(
        handle,
        "update operation set cancel_requested = true, updated_at = ? where id = ?",
        Times.text(now),
        id.value());
  }

  /** Where an operation found its place. */
  public void place(
      Handle handle,
      OperationId id,
      String backend,
      String pool,
      long poolGib,
      String plan,
      @Nullable String placement,
      Instant now) {
    Sql.update(
        handle,
        """
        update operation set backend = ?, pool = ?, pool_gib = ?, plan = ?, placement = ?,
          updated_at = ?
        where id = ?
        """,
        backend,
        pool,
        poolGib,
        plan,
        placement,
        Times.text(now),
        id.value());
  }

  /** A step as the API shows it. */
  public record Step(int run, StepRecord record) {}

  public List<Step> steps(Handle handle, OperationId id) {
    return Sql.list(
        handle,
        (result, context) -> {
          RowReader row = new RowReader(result);
          int run = row.integer();
          return new Step(
              run,
              new StepRecord(
                  row.integer(),
                  row.text(),
                  row.text(),
                  row.integer(),
                  row.text(),
                  row.textOrNull(),
                  row.textOrNull(),
                  row.instant(),
                  row.instant()));
        },
        """
        select run, step, name, state, attempts, node, observed, reason, started_at,
          coalesce(ended_at, started_at)
        from operation_step where operation_id = ? order by run, step
        """,
        id.value());
  }

  /** Writes the steps of a run as they ended, over what was noted while they ran. */
  public void insertSteps(Handle handle, OperationId id, int run, List<StepRecord> steps) {
    if (steps.isEmpty()) {
      return;
    }
    try (PreparedBatch batch =
        handle.prepareBatch(
            """
            insert into operation_step (operation_id, run, step, name, state, attempts, node,
              observed, reason, started_at, ended_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on duplicate key update name = values(name), state = values(state),
              attempts = values(attempts), node = values(node), observed = values(observed),
              reason = values(reason), started_at = values(started_at),
              ended_at = values(ended_at)
            """)) {
      for (StepRecord step : steps) {
        batch.add(
            id.value(),
            run,
            step.step(),
            step.name(),
            step.state(),
            step.attempts(),
            step.node(),
            shortened(step.observed()),
            shortened(step.reason()),
            Times.text(step.startedAt()),
            Times.text(step.endedAt()));
      }
      batch.execute();
    }
  }

  /** What is left of an operation's time, by the database's own clock; never less than a minute. */
  public long secondsLeft(Handle handle, OperationId id) {
    return Sql.one(
            handle,
            (row, context) -> row.getLong(1),
            """
            select least(deadline_seconds, greatest(least(60, deadline_seconds),
              deadline_seconds - timestampdiff(second, admitted_at, utc_timestamp())))
            from operation where id = ?
            """,
            id.value())
        .orElse(0L);
  }

  private static @Nullable String shortened(@Nullable String text) {
    return text == null || text.length() <= REASON_LENGTH ? text : text.substring(0, REASON_LENGTH);
  }

  private static OperationRow map(ResultSet result, Object unused) throws SQLException {
    RowReader row = new RowReader(result);
    return new OperationRow(
        new OperationId(row.text()),
        row.text(),
        row.text() + "/" + row.text(),
        row.text(),
        row.text(),
        row.text(),
        OperationState.of(row.text()),
        row.text(),
        row.textOrNull(),
        row.integer(),
        row.text(),
        row.text(),
        row.textOrNull(),
        row.textOrNull(),
        row.number(),
        row.textOrNull(),
        row.textOrNull(),
        row.textOrNull(),
        row.integerOrNull(),
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

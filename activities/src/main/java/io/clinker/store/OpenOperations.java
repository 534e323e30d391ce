package io.clinker.store;

import io.clinker.model.OperationId;
import io.clinker.model.ResourceRef;
import io.clinker.operations.OperationState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** What the gateway and the reconciler ask about operations; each is one indexed query. */
public final class OpenOperations {
  private static final String COLUMNS =
      "id, kind, resource_kind, resource_id, project_id, request_id, state, run, workflow_id, engine_run_id, answer,"
          + " ended_at is not null as ended, admitted_at";

  private static final RowMapper<Held> MAPPER =
      (row, context) ->
          new Held(
              new OperationId(row.getString("id")),
              row.getString("kind"),
              row.getString("resource_kind") + "/" + row.getString("resource_id"),
              row.getString("project_id"),
              row.getString("request_id"),
              OperationState.of(row.getString("state")),
              row.getInt("run"),
              row.getString("workflow_id"),
              row.getString("engine_run_id"),
              row.getString("answer"),
              row.getBoolean("ended"),
              new RowReader(row, row.findColumn("admitted_at")).instant());

  private final Jdbi jdbi;

  public OpenOperations(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * An operation and the engine run that has it.
   *
   * @param kind the word of its kind, which a newer build may have
   * @param resource as {@code kind/id}
   * @param answer the resource's row as admission left it, as JSON; null for a tombstone
   */
  public record Held(
      OperationId id,
      String kind,
      String resource,
      String projectId,
      String requestId,
      OperationState state,
      int run,
      String workflowId,
      String engineRunId,
      @Nullable String answer,
      boolean ended,
      Instant admittedAt) {}

  /** The operation, open or ended. */
  public Optional<Held> find(OperationId operation) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select " + COLUMNS + " from operation where id = :id")
                .bind("id", operation.value())
                .map(MAPPER)
                .findOne());
  }

  /** The open operation whose run holds this resource's workflow id. */
  public Optional<Held> openOf(ResourceRef resource) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "select "
                        + COLUMNS
                        + " from operation where resource_id = :id and ended_at is null"
                        + " order by admitted_at desc limit 1")
                .bind("id", resource.id())
                .map(MAPPER)
                .findOne());
  }

  /**
   * Open operations that were admitted longer ago than this, the oldest first: a page, which costs
   * the same wherever it begins, and misses none when others end meanwhile.
   *
   * @param after the last one of the page before; null: from the first
   */
  public List<Held> openOlderThan(Duration age, int atMost, @Nullable Held after) {
    String beyond =
        after == null
            ? ""
            : " and admitted_at >= :admitted and (admitted_at > :admitted or id > :id)";
    return jdbi.withHandle(
        handle -> {
          Query query =
              handle.createQuery(
                  "select "
                      + COLUMNS
                      + " from operation where open = 1 and admitted_at <"
                      + " utc_timestamp(6) - interval :seconds second"
                      + beyond
                      + " order by admitted_at, id limit :limit");
          if (after != null) {
            query.bind("admitted", Times.text(after.admittedAt())).bind("id", after.id().value());
          }
          return query.bind("seconds", age.toSeconds()).bind("limit", atMost).map(MAPPER).list();
        });
  }

  /**
   * Whether this engine run settled an operation more than a second ago and so ought to be closed.
   */
  public boolean settledLongAgo(ResourceRef resource, String engineRunId) {
    return jdbi.withHandle(
        handle ->
            handle
                    .createQuery(
                        "select count(*) from operation where resource_id = :id"
                            + " and engine_run_id = :run"
                            + " and ended_at < utc_timestamp(6) - interval 1 second")
                    .bind("id", resource.id())
                    .bind("run", engineRunId)
                    .mapTo(Integer.class)
                    .one()
                > 0);
  }

  /** Whether what this engine run carried out was superseded more than so long ago. */
  public boolean supersededLongAgo(ResourceRef resource, String engineRunId, Duration age) {
    return jdbi.withHandle(
        handle ->
            handle
                    .createQuery(
                        "select count(*) from operation where resource_id = :id"
                            + " and engine_run_id = :run and state = :superseded"
                            + " and ended_at < utc_timestamp(6) - interval :seconds second")
                    .bind("id", resource.id())
                    .bind("run", engineRunId)
                    .bind("superseded", OperationState.SUPERSEDED.word())
                    .bind("seconds", age.toSeconds())
                    .mapTo(Integer.class)
                    .one()
                > 0);
  }
}

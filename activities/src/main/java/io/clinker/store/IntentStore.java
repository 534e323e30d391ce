package io.clinker.store;

import io.clinker.model.OperationId;
import io.clinker.model.ResourceRef;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The table {@code intent}: requests that wait to have a resource alone. */
public final class IntentStore {
  /**
   * A request that waits.
   *
   * @param operation the operation it becomes if it is admitted in time
   * @param kind the word of its kind
   * @param node whose client waits
   */
  public record IntentRow(OperationId operation, String kind, String node) {}

  /** Who waits for a resource, oldest first. */
  public List<IntentRow> of(Handle handle, ResourceRef resource) {
    return list(
        handle,
        """
        select operation_id, operation_kind, node from intent
        where resource_kind = ? and resource_id = ? order by created_at, operation_id
        """,
        resource.kind().word(),
        resource.id());
  }

  public List<IntentRow> ofOperation(Handle handle, OperationId operation) {
    return list(
        handle,
        "select operation_id, operation_kind, node from intent where operation_id = ?",
        operation.value());
  }

  /** Does nothing if it is there. */
  public void put(Handle handle, ResourceRef resource, IntentRow intent, Instant now) {
    Sql.update(
        handle,
        """
        insert ignore into intent (resource_kind, resource_id, operation_id, operation_kind, node,
          created_at)
        values (?, ?, ?, ?, ?, ?)
        """,
        resource.kind().word(),
        resource.id(),
        intent.operation().value(),
        intent.kind(),
        intent.node(),
        Times.text(now));
  }

  public void deleteOf(Handle handle, OperationId operation) {
    Sql.update(handle, "delete from intent where operation_id = ?", operation.value());
  }

  /** The operations that have intents of a node's clients. */
  public List<OperationId> ofNode(Handle handle, String node) {
    return Sql.list(
        handle,
        (row, context) -> new OperationId(row.getString(1)),
        "select distinct operation_id from intent where node = ?",
        node);
  }

  private static List<IntentRow> list(Handle handle, String sql, Object... values) {
    return Sql.list(
        handle,
        (row, context) ->
            new IntentRow(new OperationId(row.getString(1)), row.getString(2), row.getString(3)),
        sql,
        values);
  }
}

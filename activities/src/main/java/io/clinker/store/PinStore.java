package io.clinker.store;

import io.clinker.model.OperationId;
import io.clinker.model.ResourceKind;
import io.clinker.model.ResourceRef;
import io.clinker.operations.PinKind;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The table {@code pin}. */
public final class PinStore {
  /**
   * A pin.
   *
   * @param operationKind the word of the kind of the operation that has it
   */
  public record PinRow(
      ResourceRef resource, PinKind kind, OperationId operation, String operationKind) {}

  private static final String SELECT =
      """
      select p.resource_kind, p.resource_id, p.kind, p.operation_id, o.kind
      from pin p join operation o on o.id = p.operation_id
      """;

  /** The pins on a resource; its row must be locked, since every pin is set under that lock. */
  public List<PinRow> of(Handle handle, ResourceRef resource) {
    return list(
        handle,
        SELECT + "where p.resource_kind = ? and p.resource_id = ? order by p.created_at",
        resource.kind().word(),
        resource.id());
  }

  public List<PinRow> ofOperation(Handle handle, OperationId operation) {
    return list(handle, SELECT + "where p.operation_id = ?", operation.value());
  }

  public void insert(
      Handle handle, ResourceRef resource, PinKind kind, OperationId operation, Instant now) {
    Sql.update(
        handle,
        """
        insert into pin (resource_kind, resource_id, operation_id, kind, created_at)
        values (?, ?, ?, ?, ?)
        """,
        resource.kind().word(),
        resource.id(),
        operation.value(),
        kind.word(),
        Times.text(now));
  }

  public void move(Handle handle, OperationId from, OperationId to) {
    Sql.update(
        handle, "update pin set operation_id = ? where operation_id = ?", to.value(), from.value());
  }

  public void deleteOf(Handle handle, OperationId operation) {
    Sql.update(handle, "delete from pin where operation_id = ?", operation.value());
  }

  private static List<PinRow> list(Handle handle, String sql, Object... values) {
    return Sql.list(
        handle,
        (row, context) ->
            new PinRow(
                new ResourceRef(ResourceKind.of(row.getString(1)), row.getString(2)),
                // One of a newer build keeps away whatever a pin can keep away.
                PinKind.find(row.getString(3)).orElse(PinKind.SOURCE),
                new OperationId(row.getString(4)),
                row.getString(5)),
        sql,
        values);
  }
}

package io.clinker.store;

import io.clinker.model.OperationId;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

/** A table of resources that operations hold: how a row is taken, given back and ended. */
final class HeldTable {
  private final String hold;
  private final String release;
  private final String delete;
  private final String touch;

  /** Of a table whose status is in the column of that name. */
  HeldTable(String name) {
    this(name, "status");
  }

  HeldTable(String name, String statusColumn) {
    this.hold =
        """
        update %s set %s = ?, operation_id = ?, fence = fence + 1, version = version + 1,
          updated_at = ?
        where id = ?
        """
            .formatted(name, statusColumn);
    this.release =
        """
        update %s set %s = ?, operation_id = null, version = version + 1, updated_at = ?
        where id = ? and operation_id = ? and deleted_at is null
        """
            .formatted(name, statusColumn);
    this.delete =
        """
        update %s set %s = 'deleted', operation_id = null, version = version + 1,
          updated_at = ?, deleted_at = ?
        where id = ? and operation_id = ? and deleted_at is null
        """
            .formatted(name, statusColumn);
    this.touch = "update %s set version = version + 1 where id = ?".formatted(name);
  }

  /** Gives the row to an operation: status meanwhile, fence raised by one. */
  void hold(Handle handle, String id, OperationId operation, String status, Instant now) {
    Sql.update(handle, hold, status, operation.value(), Times.text(now), id);
  }

  /** Takes a held row back from its operation; false: the operation did not hold it. */
  boolean release(Handle handle, String id, OperationId operation, String status, Instant now) {
    return Sql.update(handle, release, status, Times.text(now), id, operation.value()) == 1;
  }

  /** Deletes a held row; false: the operation did not hold it. */
  boolean delete(Handle handle, String id, OperationId operation, Instant now) {
    String at = Times.text(now);
    return Sql.update(handle, delete, at, at, id, operation.value()) == 1;
  }

  /** Marks that something was decided by what the row and its pins were. */
  void touch(Handle handle, String id) {
    Sql.update(handle, touch, id);
  }
}

package io.clinker.store;

import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The table {@code volume_type_encryption}; changed only under the lock of the type's row. */
public final class TypeEncryptionStore {
  public Optional<TypeEncryptionRow> find(Handle handle, String volumeTypeId) {
    return Sql.one(
        handle,
        (result, context) -> {
          RowReader row = new RowReader(result);
          return new TypeEncryptionRow(
              row.text(),
              row.text(),
              row.text(),
              row.text(),
              row.textOrNull(),
              row.integerOrNull(),
              row.instant(),
              row.instantOrNull());
        },
        """
        select volume_type_id, id, provider, control_location, cipher, key_size, created_at,
          updated_at
        from volume_type_encryption where volume_type_id = ?
        """,
        volumeTypeId);
  }

  /** Writes the one row of the type. */
  public void put(Handle handle, TypeEncryptionRow row) {
    Sql.update(
        handle,
        """
        insert into volume_type_encryption (volume_type_id, id, provider, control_location, cipher,
          key_size, created_at, updated_at)
        values (?, ?, ?, ?, ?, ?, ?, ?)
        on duplicate key update provider = values(provider),
          control_location = values(control_location), cipher = values(cipher),
          key_size = values(key_size), updated_at = values(updated_at)
        """,
        row.volumeTypeId(),
        row.id(),
        row.provider(),
        row.controlLocation(),
        row.cipher(),
        row.keySize(),
        Times.text(row.createdAt()),
        Times.textOrNull(row.updatedAt()));
  }

  /** False: there was none. */
  public boolean delete(Handle handle, String volumeTypeId) {
    return Sql.update(
            handle, "delete from volume_type_encryption where volume_type_id = ?", volumeTypeId)
        == 1;
  }
}

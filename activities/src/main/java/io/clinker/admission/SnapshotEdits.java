package io.clinker.admission;

import io.clinker.model.SnapshotId;
import io.clinker.store.Database;
import io.clinker.store.SnapshotRow;
import io.clinker.store.Stores;
import org.jspecify.annotations.Nullable;

/** Changes of snapshots that need no operation: one transaction each, on the locked row. */
public final class SnapshotEdits {
  private final Database database;
  private final Stores stores;

  public SnapshotEdits(Database database, Stores stores) {
    this.database = database;
    this.stores = stores;
  }

  /**
   * Writes name, description and metadata.
   *
   * @param projectId whose snapshots the caller may see; null: everybody's
   */
  public Edited<SnapshotRow> describe(
      SnapshotId id, @Nullable String projectId, Description description) {
    return Edited.in(
        database,
        handle -> {
          SnapshotRow row =
              stores
                  .snapshots()
                  .lock(handle, id)
                  .filter(found -> projectId == null || projectId.equals(found.projectId()))
                  .orElseThrow(() -> Refusals.snapshotNotFound(id.value()));
          stores
              .snapshots()
              .describe(
                  handle,
                  id,
                  description.nameOr(row.name()),
                  description.descriptionOr(row.description()),
                  description.metadata().applyTo(row.metadata()),
                  database.now());
          return stores.snapshots().find(handle, id, null).orElseThrow();
        });
  }
}

package io.clinker.admission;

import io.clinker.model.SnapshotId;
import io.clinker.store.SnapshotRow;
import io.clinker.store.Stores;
import java.time.Instant;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Changes of snapshots that need no operation, on the locked row and inside a transaction of the
 * caller's. Each throws what {@link Edited#in} turns into a refusal.
 */
public final class SnapshotEdits {
  private final Stores stores;

  public SnapshotEdits(Stores stores) {
    this.stores = stores;
  }

  /**
   * Writes name, description and metadata.
   *
   * @param projectId whose snapshots the caller may see; null: everybody's
   */
  public SnapshotRow describe(
      Handle handle,
      SnapshotId id,
      @Nullable String projectId,
      Description description,
      Instant now) {
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
            row,
            description.nameOr(row.name()),
            description.descriptionOr(row.description()),
            description.metadata().applyTo(row.metadata()),
            now);
    return stores.snapshots().find(handle, id, null).orElseThrow();
  }
}

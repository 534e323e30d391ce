package io.clinker.admission;

import io.clinker.model.VolumeId;
import io.clinker.store.Stores;
import io.clinker.store.VolumeRow;
import java.time.Instant;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Changes of volumes that need no operation, on the locked row and inside a transaction of the
 * caller's. Each throws what {@link Edited#in} turns into a refusal.
 */
public final class VolumeEdits {
  private final Stores stores;

  public VolumeEdits(Stores stores) {
    this.stores = stores;
  }

  /**
   * Writes name, description and metadata; refused with 400 while the volume is in maintenance.
   *
   * @param projectId whose volumes the caller may see; null: everybody's
   */
  public VolumeRow describe(
      Handle handle,
      VolumeId id,
      @Nullable String projectId,
      Description description,
      Instant now) {
    VolumeRow row =
        stores
            .volumes()
            .lock(handle, id)
            .filter(found -> projectId == null || projectId.equals(found.projectId()))
            .orElseThrow(() -> Refusals.volumeNotFound(id.value()));
    if (row.status().equals("maintenance")) {
      throw Refusals.invalidState(
          400, "Invalid volume: The volume cannot be updated while it is in maintenance.");
    }
    stores
        .volumes()
        .describe(
            handle,
            row,
            description.nameOr(row.name()),
            description.descriptionOr(row.description()),
            description.metadata().applyTo(row.metadata()),
            now);
    return stores.volumes().find(handle, id, null).orElseThrow();
  }
}

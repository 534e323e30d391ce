package io.clinker.admission;

import io.clinker.model.VolumeId;
import io.clinker.store.Database;
import io.clinker.store.Stores;
import io.clinker.store.VolumeRow;
import org.jspecify.annotations.Nullable;

/** Changes of volumes that need no operation: one transaction each, on the locked row. */
public final class VolumeEdits {
  private final Database database;
  private final Stores stores;

  public VolumeEdits(Database database, Stores stores) {
    this.database = database;
    this.stores = stores;
  }

  /**
   * Writes name, description and metadata; refused with 400 while the volume is in maintenance.
   *
   * @param projectId whose volumes the caller may see; null: everybody's
   */
  public Edited<VolumeRow> describe(
      VolumeId id, @Nullable String projectId, Description description) {
    return Edited.in(
        database,
        handle -> {
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
                  id,
                  description.nameOr(row.name()),
                  description.descriptionOr(row.description()),
                  description.metadata().applyTo(row.metadata()),
                  database.now());
          return stores.volumes().find(handle, id, null).orElseThrow();
        });
  }
}

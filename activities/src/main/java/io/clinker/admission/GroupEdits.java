package io.clinker.admission;

import io.clinker.model.GroupId;
import io.clinker.store.GroupRow;
import io.clinker.store.Stores;
import java.time.Instant;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Changes of groups that need no operation, on the locked row and inside a transaction of the
 * caller's. Each throws what {@link Edited#in} turns into a refusal.
 */
public final class GroupEdits {
  private final Stores stores;

  public GroupEdits(Stores stores) {
    this.stores = stores;
  }

  /**
   * Writes name and description. As in Cinder the group is available afterwards whatever it was,
   * unless an operation holds it or no backend has room for it: both would be untrue. Texts that
   * are there already are refused, and change nothing.
   *
   * @param projectId whose groups the caller may see; null: everybody's
   * @param name null: as it is
   * @param description null: as it is
   */
  public GroupRow describe(
      Handle handle,
      GroupId id,
      @Nullable String projectId,
      @Nullable String name,
      @Nullable String description,
      Instant now) {
    GroupRow row =
        stores
            .groups()
            .lock(handle, id)
            .filter(found -> projectId == null || projectId.equals(found.projectId()))
            .orElseThrow(() -> Refusals.groupNotFound(id.value()));
    if (Groups.news(name, row.name()) == null
        && Groups.news(description, row.description()) == null) {
      throw Groups.nothingToUpdate(id);
    }
    boolean frees = row.operationId() == null && row.backend() != null;
    stores
        .groups()
        .describe(
            handle,
            id,
            name == null ? row.name() : name,
            description == null ? row.description() : description,
            frees ? Groups.FREE : row.status(),
            now);
    return stores.groups().find(handle, id, null).orElseThrow();
  }
}

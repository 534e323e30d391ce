package io.clinker.admission;

import io.clinker.store.Database;
import io.clinker.store.GroupTypeRow;
import io.clinker.store.Stores;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Changes of group types inside a transaction of the caller's. Each throws what {@link Edited#in}
 * turns into a refusal.
 */
public final class GroupTypeEdits {
  private final Stores stores;

  public GroupTypeEdits(Stores stores) {
    this.stores = stores;
  }

  /** A new group type; 409 if the name is taken. */
  public GroupTypeRow create(
      Handle handle,
      String name,
      @Nullable String description,
      boolean isPublic,
      Map<String, String> specs,
      Instant now) {
    GroupTypeRow row =
        new GroupTypeRow(
            UUID.randomUUID().toString(), name, description, isPublic, specs, now, null);
    try {
      stores.groupTypes().insert(handle, row);
    } catch (RuntimeException e) {
      throw nameTaken(e, name);
    }
    return row;
  }

  /** Name, description (null: as they are) and visibility (null: as it is). */
  public GroupTypeRow update(
      Handle handle,
      String id,
      @Nullable String name,
      @Nullable Optional<String> description,
      @Nullable Boolean isPublic,
      Instant now) {
    GroupTypeRow row = lock(handle, id);
    return write(
        handle,
        new GroupTypeRow(
            id,
            name == null ? row.name() : name,
            description == null ? row.description() : description.orElse(null),
            isPublic == null ? row.isPublic() : isPublic,
            row.groupSpecs(),
            row.createdAt(),
            now));
  }

  /** Gone; 400 while groups are of the type. */
  public GroupTypeRow delete(Handle handle, String id) {
    GroupTypeRow row = lock(handle, id);
    if (stores.groups().anyOfGroupType(handle, id)) {
      throw Refusals.badRequest(
          "Target group type is still in use: Group Type %s deletion is not allowed with groups"
                  .formatted(id)
              + " present with the type.");
    }
    stores.groupTypes().delete(handle, id);
    return row;
  }

  /** Changes group specs; 404 for a key that is not there. */
  public GroupTypeRow changeSpecs(Handle handle, String id, MetadataChange change, Instant now) {
    GroupTypeRow row = lock(handle, id);
    if (change instanceof MetadataChange.Remove(String key) && !row.groupSpecs().containsKey(key)) {
      throw Refusals.notFound("Group Type %s has no specs with key %s.".formatted(id, key));
    }
    return write(
        handle,
        new GroupTypeRow(
            id,
            row.name(),
            row.description(),
            row.isPublic(),
            change.applyTo(row.groupSpecs()),
            row.createdAt(),
            now));
  }

  private GroupTypeRow write(Handle handle, GroupTypeRow row) {
    try {
      stores.groupTypes().update(handle, row);
    } catch (RuntimeException e) {
      throw nameTaken(e, row.name());
    }
    return row;
  }

  private GroupTypeRow lock(Handle handle, String id) {
    return stores
        .groupTypes()
        .lock(handle, id)
        .orElseThrow(() -> Refusals.notFound("Group type %s could not be found.".formatted(id)));
  }

  private static RuntimeException nameTaken(RuntimeException e, String name) {
    return Database.isDuplicateKey(e)
        ? Refusals.conflict("Group Type %s already exists.".formatted(name))
        : e;
  }
}

package io.clinker.admission;

import io.clinker.store.Database;
import io.clinker.store.DefaultTypeStore.DefaultType;
import io.clinker.store.ListQuery;
import io.clinker.store.Stores;
import io.clinker.store.TypeEncryptionRow;
import io.clinker.store.TypeRow;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Changes of volume types inside a transaction of the caller's; what volumes rely on does not
 * change. Each throws what {@link Edited#in} turns into a refusal.
 */
public final class TypeEdits {
  private final Stores stores;
  private final AdmissionSettings settings;

  public TypeEdits(Stores stores, AdmissionSettings settings) {
    this.stores = stores;
    this.settings = settings;
  }

  /** A new type; 409 if the name is taken. */
  public TypeRow create(
      Handle handle,
      String name,
      @Nullable String description,
      boolean isPublic,
      Map<String, String> specs,
      Instant now) {
    TypeRow row =
        new TypeRow(
            UUID.randomUUID().toString(),
            name,
            description,
            isPublic,
            specs,
            now,
            null,
            null,
            null,
            false);
    try {
      stores.types().insert(handle, row);
    } catch (RuntimeException e) {
      throw nameTaken(e, name);
    }
    return row;
  }

  /**
   * Name, description (null: as they are) and visibility (null: as it is). Quota limits are named
   * after the type, and so are renamed with it.
   */
  public TypeRow update(
      Handle handle,
      String id,
      @Nullable String name,
      @Nullable Optional<String> description,
      @Nullable Boolean isPublic,
      Instant now) {
    TypeRow row = lock(handle, id);
    TypeRow wanted =
        new TypeRow(
            id,
            name == null ? row.name() : name,
            description == null ? row.description() : description.orElse(null),
            isPublic == null ? row.isPublic() : isPublic,
            row.extraSpecs(),
            row.createdAt(),
            now,
            null,
            row.qosSpecsId(),
            row.encrypted());
    try {
      stores.types().update(handle, wanted, now);
    } catch (RuntimeException e) {
      throw nameTaken(e, wanted.name());
    }
    if (!wanted.name().equals(row.name())) {
      stores.quotas().renameLimits(handle, row.name(), wanted.name());
    }
    return wanted;
  }

  /** Gone; 400 while volumes use it, for a default type and for the last one. */
  public TypeRow delete(Handle handle, String id, Instant now) {
    TypeRow row = lock(handle, id);
    if (stores.types().count(handle, ListQuery.newest(null, 1)) <= 1) {
      throw Refusals.badRequest(
          "Volume type %s deletion is not allowed: it is the last one.".formatted(id));
    }
    if (row.name().equals(settings.defaultType())) {
      throw Refusals.badRequest(
          "Volume type %s deletion is not allowed: it is the default.".formatted(id));
    }
    if (stores.defaultTypes().anyOf(handle, id)) {
      throw Refusals.badRequest(
          "Volume type %s deletion is not allowed: it is the default of a project.".formatted(id));
    }
    requireUnused(
        handle, id, "Target volume type is still in use: Volume Type is currently in use.");
    if (stores.groups().anyOfVolumeType(handle, id)) {
      throw Refusals.badRequest(
          "Target volume type is still in use: groups may have volumes of type %s.".formatted(id));
    }
    stores.types().delete(handle, id, now);
    // Else a new type of that name would begin with them.
    stores.quotas().deleteLimitsOfType(handle, row.name());
    return row;
  }

  /** Changes extra specs; 400 while volumes use the type, 404 for a key that is not there. */
  public TypeRow changeSpecs(Handle handle, String id, MetadataChange change, Instant now) {
    TypeRow row = lock(handle, id);
    if (change instanceof MetadataChange.Remove(String key) && !row.extraSpecs().containsKey(key)) {
      throw Refusals.notFound("Volume Type %s has no extra specs with key %s.".formatted(id, key));
    }
    requireUnused(
        handle, id, "Volume Type is currently in use: its extra specs cannot be changed.");
    TypeRow wanted = row.withExtraSpecs(change.applyTo(row.extraSpecs()), now);
    stores.types().update(handle, wanted, now);
    return wanted;
  }

  /** Lets a project use a private type; 409 if it may already, 400 for a public type. */
  public TypeRow grant(Handle handle, String id, String projectId) {
    TypeRow row = lockPrivate(handle, id);
    if (!stores.types().grant(handle, id, projectId)) {
      throw Refusals.conflict(
          "Volume type access for %s / %s combination already exists.".formatted(id, projectId));
    }
    return row;
  }

  /** Takes that back; 404 if it was not granted, 400 for a public type. */
  public TypeRow revoke(Handle handle, String id, String projectId) {
    TypeRow row = lockPrivate(handle, id);
    if (!stores.types().revoke(handle, id, projectId)) {
      throw Refusals.notFound(
          "Volume type access not found for %s / %s combination.".formatted(id, projectId));
    }
    return row;
  }

  /** How volumes of the type are to be encrypted from now on; 400 if that is said already. */
  public TypeEncryptionRow encrypt(Handle handle, TypeEncryptionRow wanted) {
    String id = wanted.volumeTypeId();
    lock(handle, id);
    if (stores.encryptions().find(handle, id).isPresent()) {
      throw Refusals.badRequest("Volume type encryption for type %s already exists.".formatted(id));
    }
    requireEncryptionFree(handle, id);
    stores.encryptions().put(handle, wanted);
    stores.types().setEncrypted(handle, id, true, wanted.createdAt());
    return wanted;
  }

  /** Changes that; 404 if nothing was said, 400 while volumes use the type. */
  public TypeEncryptionRow changeEncryption(
      Handle handle, String id, UnaryOperator<TypeEncryptionRow> change) {
    lock(handle, id);
    TypeEncryptionRow before =
        stores.encryptions().find(handle, id).orElseThrow(() -> notEncrypted(id));
    requireEncryptionFree(handle, id);
    TypeEncryptionRow after = change.apply(before);
    stores.encryptions().put(handle, after);
    return after;
  }

  /** Volumes of the type are not encrypted any more; 404 and 400 as for a change. */
  public TypeRow decrypt(Handle handle, String id, Instant now) {
    TypeRow row = lock(handle, id);
    requireEncryptionFree(handle, id);
    if (!stores.encryptions().delete(handle, id)) {
      throw notEncrypted(id);
    }
    stores.types().setEncrypted(handle, id, false, now);
    return row;
  }

  /** The type of volumes for which a project asks for none. */
  public TypeRow setDefault(Handle handle, String id, String projectId) {
    // Locked, so that the type cannot be deleted before this default is seen.
    TypeRow row = lock(handle, id);
    stores.defaultTypes().put(handle, new DefaultType(projectId, id));
    return row;
  }

  private void requireEncryptionFree(Handle handle, String id) {
    requireUnused(handle, id, "Volume Type is currently in use: its encryption cannot be changed.");
  }

  private static RefusedException notEncrypted(String id) {
    return Refusals.notFound("Volume type encryption for type %s does not exist.".formatted(id));
  }

  private TypeRow lock(Handle handle, String id) {
    return stores
        .types()
        .lock(handle, id)
        .orElseThrow(() -> Refusals.notFound("Volume type %s could not be found.".formatted(id)));
  }

  private TypeRow lockPrivate(Handle handle, String id) {
    TypeRow row = lock(handle, id);
    if (row.isPublic()) {
      throw Refusals.invalidInput(
          "Type access modification is not applicable to public volume type.");
    }
    return row;
  }

  /** Exact, since creates of volumes share the lock of the type's row, which is held here. */
  private void requireUnused(Handle handle, String id, String message) {
    if (stores.volumes().anyOfType(handle, id)) {
      throw Refusals.badRequest(message);
    }
  }

  private static RuntimeException nameTaken(RuntimeException e, String name) {
    return Database.isDuplicateKey(e)
        ? Refusals.conflict("Volume Type %s already exists.".formatted(name))
        : e;
  }
}

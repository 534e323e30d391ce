package io.clinker.admission;

import io.clinker.model.ErrorCode;
import io.clinker.operations.Refusal;
import io.clinker.store.Database;
import io.clinker.store.ListQuery;
import io.clinker.store.Stores;
import io.clinker.store.TypeRow;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Changes of volume types, one transaction each; what volumes rely on does not change. */
public final class TypeEdits {
  private final Database database;
  private final Stores stores;
  private final AdmissionSettings settings;

  public TypeEdits(Database database, Stores stores, AdmissionSettings settings) {
    this.database = database;
    this.stores = stores;
    this.settings = settings;
  }

  /** A new type; 409 if the name is taken. */
  public Edited<TypeRow> create(
      String name, @Nullable String description, boolean isPublic, Map<String, String> specs) {
    return Edited.in(
        database,
        handle -> {
          TypeRow row =
              new TypeRow(
                  UUID.randomUUID().toString(),
                  name,
                  description,
                  isPublic,
                  specs,
                  database.now(),
                  null,
                  null);
          try {
            stores.types().insert(handle, row);
          } catch (RuntimeException e) {
            throw nameTaken(e, name);
          }
          return row;
        });
  }

  /** Name, description (null: as they are) and visibility (null: as it is). */
  public Edited<TypeRow> update(
      String id,
      @Nullable String name,
      @Nullable Optional<String> description,
      @Nullable Boolean isPublic) {
    return Edited.in(
        database,
        handle -> {
          TypeRow row = lock(handle, id);
          TypeRow wanted =
              new TypeRow(
                  id,
                  name == null ? row.name() : name,
                  description == null ? row.description() : description.orElse(null),
                  isPublic == null ? row.isPublic() : isPublic,
                  row.extraSpecs(),
                  row.createdAt(),
                  database.now(),
                  null);
          try {
            stores.types().update(handle, wanted, database.now());
          } catch (RuntimeException e) {
            throw nameTaken(e, wanted.name());
          }
          return wanted;
        });
  }

  /** Gone; 400 while volumes use it, for the default type and for the last one. */
  public Edited<TypeRow> delete(String id) {
    return Edited.in(
        database,
        handle -> {
          TypeRow row = lock(handle, id);
          if (stores.types().count(handle, ListQuery.newest(null, 1)) <= 1) {
            throw Refusals.badRequest(
                "Volume type %s deletion is not allowed: it is the last one.".formatted(id));
          }
          if (row.name().equals(settings.defaultType())) {
            throw Refusals.badRequest(
                "Volume type %s deletion is not allowed: it is the default.".formatted(id));
          }
          requireUnused(
              handle, id, "Target volume type is still in use: Volume Type is currently in use.");
          stores.types().delete(handle, id, database.now());
          return row;
        });
  }

  /** Changes extra specs; 400 while volumes use the type, 404 for a key that is not there. */
  public Edited<TypeRow> changeSpecs(String id, MetadataChange change) {
    return Edited.in(
        database,
        handle -> {
          TypeRow row = lock(handle, id);
          if (change instanceof MetadataChange.Remove(String key)
              && !row.extraSpecs().containsKey(key)) {
            throw Refusals.notFound(
                "Volume Type %s has no extra specs with key %s.".formatted(id, key));
          }
          requireUnused(
              handle, id, "Volume Type is currently in use: its extra specs cannot be changed.");
          TypeRow wanted =
              new TypeRow(
                  id,
                  row.name(),
                  row.description(),
                  row.isPublic(),
                  change.applyTo(row.extraSpecs()),
                  row.createdAt(),
                  database.now(),
                  null);
          stores.types().update(handle, wanted, database.now());
          return wanted;
        });
  }

  /** Lets a project use a private type; 409 if it may already, 400 for a public type. */
  public Edited<TypeRow> grant(String id, String projectId) {
    return Edited.in(
        database,
        handle -> {
          TypeRow row = lockPrivate(handle, id);
          if (!stores.types().grant(handle, id, projectId)) {
            throw conflict(
                "Volume type access for %s / %s combination already exists."
                    .formatted(id, projectId));
          }
          return row;
        });
  }

  /** Takes that back; 404 if it was not granted, 400 for a public type. */
  public Edited<TypeRow> revoke(String id, String projectId) {
    return Edited.in(
        database,
        handle -> {
          TypeRow row = lockPrivate(handle, id);
          if (!stores.types().revoke(handle, id, projectId)) {
            throw Refusals.notFound(
                "Volume type access not found for %s / %s combination.".formatted(id, projectId));
          }
          return row;
        });
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
        ? conflict("Volume Type %s already exists.".formatted(name))
        : e;
  }

  private static RefusedException conflict(String message) {
    return new RefusedException(new Refusal(ErrorCode.INVALID_STATE, 409, message, null));
  }
}

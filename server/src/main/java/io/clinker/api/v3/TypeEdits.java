package io.clinker.api.v3;

import static io.clinker.api.schema.Schema.optional;
import static io.clinker.api.schema.Schema.required;

import io.clinker.api.http.Call;
import io.clinker.api.http.Fault;
import io.clinker.api.schema.Form;
import io.clinker.api.schema.Forms;
import io.clinker.api.schema.Members;
import io.clinker.api.schema.Schema;
import io.clinker.store.Database;
import io.clinker.store.TypeRow;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Changes of volume types. */
public final class TypeEdits {
  private static final Schema CREATE =
      Schema.in(
          "volume_type",
          required("name", new Form.Text(1, 255, false, true)),
          optional("description", Forms.text255().orNull()),
          optional("extra_specs", Forms.extraSpecs().orNull()),
          optional("os-volume-type-access:is_public", Forms.flag()));
  private static final Schema UPDATE =
      Schema.in(
          "volume_type",
          optional("name", new Form.Text(0, 255, true, true)),
          optional("description", Forms.text255().orNull()),
          optional("is_public", Forms.flag()));

  /** A type to be made. */
  record Fresh(
      String name,
      @Nullable String description,
      boolean isPublic,
      Map<String, String> extraSpecs) {}

  /** What is to be different; null: as it is. */
  record Changes(@Nullable String name, @Nullable String description, @Nullable Boolean isPublic) {}

  private final Lookup lookup;

  public TypeEdits(Lookup lookup) {
    this.lookup = lookup;
  }

  Fresh read(Call call) {
    Members body = CREATE.read(call);
    return new Fresh(
        Optional.ofNullable(body.stripped("name")).orElse(""),
        body.text("description"),
        body.flag("os-volume-type-access:is_public", true),
        body.texts("extra_specs"));
  }

  Changes readChanges(Call call) {
    Members body = UPDATE.read(call);
    Changes changes =
        new Changes(
            body.stripped("name"),
            body.text("description"),
            body.has("is_public") ? body.flag("is_public", true) : null);
    if ("".equals(changes.name())) {
      throw Fault.badRequest("Volume type name can not be empty.");
    }
    if (changes.name() == null && changes.description() == null && changes.isPublic() == null) {
      throw Fault.badRequest(
          "Specify volume type name, description, is_public or a combination thereof.");
    }
    return changes;
  }

  TypeRow create(Fresh fresh) {
    return unique(
        fresh.name(),
        handle -> {
          TypeRow row =
              new TypeRow(
                  UUID.randomUUID().toString(),
                  fresh.name(),
                  fresh.description(),
                  fresh.isPublic(),
                  fresh.extraSpecs(),
                  lookup.database().now(),
                  null,
                  null);
          lookup.stores().types().insert(handle, row);
          return row;
        });
  }

  TypeRow update(Call call, String id, Changes changes) {
    return unique(
        Optional.ofNullable(changes.name()).orElse(""),
        handle -> {
          TypeRow before = locked(handle, call, id);
          TypeRow after =
              new TypeRow(
                  before.id(),
                  Optional.ofNullable(changes.name()).orElse(before.name()),
                  changes.description() == null ? before.description() : changes.description(),
                  Optional.ofNullable(changes.isPublic()).orElse(before.isPublic()),
                  before.extraSpecs(),
                  before.createdAt(),
                  lookup.database().now(),
                  null);
          lookup.stores().types().update(handle, after, lookup.database().now());
          return after;
        });
  }

  void delete(Call call, String id) {
    lookup
        .database()
        .inTransaction(
            handle -> {
              TypeRow row = locked(handle, call, id);
              if (row.name().equals(TypeRow.BUILT_IN)) {
                throw Fault.badRequest(
                    "The volume type %s is the default volume type and cannot be deleted."
                        .formatted(id));
              }
              if (lookup.stores().volumes().anyOfType(handle, id)) {
                throw Fault.badRequest(
                    "Target volume type is still in use. Volume type "
                        + id
                        + " cannot be deleted.");
              }
              lookup.stores().types().delete(handle, id, lookup.database().now());
              return true;
            });
  }

  /** Changes the extra specs of a type that no volume uses. */
  TypeRow changeSpecs(Call call, String id, UnaryOperator<Map<String, String>> edit) {
    return lookup
        .database()
        .inTransaction(
            handle -> {
              TypeRow before = locked(handle, call, id);
              if (lookup.stores().volumes().anyOfType(handle, id)) {
                throw Fault.badRequest("Volume Type is currently in use.");
              }
              TypeRow after =
                  new TypeRow(
                      before.id(),
                      before.name(),
                      before.description(),
                      before.isPublic(),
                      edit.apply(before.extraSpecs()),
                      before.createdAt(),
                      lookup.database().now(),
                      null);
              lookup.stores().types().update(handle, after, lookup.database().now());
              return after;
            });
  }

  private TypeRow locked(Handle handle, Call call, String id) {
    lookup.type(handle, call, id);
    return lookup.stores().types().lock(handle, id).orElseThrow(() -> Lookup.noType(id));
  }

  private TypeRow unique(String name, Database.Work<TypeRow> work) {
    try {
      return lookup.database().inTransaction(work);
    } catch (RuntimeException e) {
      if (Database.isDuplicateKey(e)) {
        throw Fault.conflict("Volume Type " + name + " already exists.");
      }
      throw e;
    }
  }
}

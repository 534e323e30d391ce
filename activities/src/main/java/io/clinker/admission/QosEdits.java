package io.clinker.admission;

import io.clinker.store.Database;
import io.clinker.store.QosSpecsRow;
import io.clinker.store.Stores;
import io.clinker.store.TypeRow;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Changes of QoS specs inside a transaction of the caller's. The specs are locked before the types
 * that follow them. Each throws what {@link Edited#in} turns into a refusal.
 */
public final class QosEdits {
  private final Stores stores;

  public QosEdits(Stores stores) {
    this.stores = stores;
  }

  /** New specs; 409 if the name is taken. */
  public QosSpecsRow create(
      Handle handle, String name, String consumer, Map<String, String> specs, Instant now) {
    QosSpecsRow row =
        new QosSpecsRow(UUID.randomUUID().toString(), name, consumer, specs, now, null);
    try {
      stores.qosSpecs().insert(handle, row);
    } catch (RuntimeException e) {
      throw Database.isDuplicateKey(e)
          ? Refusals.conflict("QoS Specs %s already exists.".formatted(name))
          : e;
    }
    return row;
  }

  /** Adds or replaces specs. */
  public QosSpecsRow merge(
      Handle handle, String id, @Nullable String consumer, Map<String, String> specs, Instant now) {
    QosSpecsRow row = lock(handle, id);
    Map<String, String> merged = new TreeMap<>(row.specs());
    merged.putAll(specs);
    return write(handle, row, consumer == null ? row.consumer() : consumer, merged, now);
  }

  /** Without these keys; 404 for one that is not there, and then all stay. */
  public QosSpecsRow deleteKeys(Handle handle, String id, List<String> keys, Instant now) {
    QosSpecsRow row = lock(handle, id);
    Map<String, String> left = new TreeMap<>(row.specs());
    for (String key : keys) {
      if (left.remove(key) == null) {
        throw Refusals.notFound("QoS specs %s has no spec with key %s.".formatted(id, key));
      }
    }
    return write(handle, row, row.consumer(), left, now);
  }

  /** Gone; 400 while types follow them, unless forced. */
  public QosSpecsRow delete(Handle handle, String id, boolean force, Instant now) {
    QosSpecsRow row = lock(handle, id);
    List<TypeRow> types = stores.types().ofQosSpecs(handle, id);
    if (!types.isEmpty() && !force) {
      throw Refusals.badRequest(
          "QoS Specs %s is still associated with volume types.".formatted(id));
    }
    types.forEach(type -> stores.types().setQosSpecs(handle, type.id(), null, now));
    stores.qosSpecs().delete(handle, id);
    return row;
  }

  /** Lets volumes of a type follow the specs; 400 if they follow others. */
  public QosSpecsRow associate(Handle handle, String id, String typeId, Instant now) {
    QosSpecsRow row = lock(handle, id);
    String other = lockType(handle, typeId).qosSpecsId();
    if (other != null && !other.equals(id)) {
      throw Refusals.badRequest(
          "Type %s is already associated with another qos specs: %s.".formatted(typeId, other));
    }
    stores.types().setQosSpecs(handle, typeId, id, now);
    return row;
  }

  /** Takes that back; nothing happens if the type does not follow these specs. */
  public QosSpecsRow disassociate(Handle handle, String id, String typeId, Instant now) {
    QosSpecsRow row = lock(handle, id);
    if (id.equals(lockType(handle, typeId).qosSpecsId())) {
      stores.types().setQosSpecs(handle, typeId, null, now);
    }
    return row;
  }

  /** Takes that back from every type. */
  public QosSpecsRow disassociateAll(Handle handle, String id, Instant now) {
    QosSpecsRow row = lock(handle, id);
    stores
        .types()
        .ofQosSpecs(handle, id)
        .forEach(type -> stores.types().setQosSpecs(handle, type.id(), null, now));
    return row;
  }

  private QosSpecsRow write(
      Handle handle, QosSpecsRow row, String consumer, Map<String, String> specs, Instant now) {
    QosSpecsRow wanted =
        new QosSpecsRow(row.id(), row.name(), consumer, specs, row.createdAt(), now);
    stores.qosSpecs().update(handle, wanted);
    return wanted;
  }

  private QosSpecsRow lock(Handle handle, String id) {
    return stores
        .qosSpecs()
        .lock(handle, id)
        .orElseThrow(() -> Refusals.notFound("No such qos_specs %s.".formatted(id)));
  }

  private TypeRow lockType(Handle handle, String id) {
    return stores
        .types()
        .lock(handle, id)
        .orElseThrow(() -> Refusals.notFound("Volume type %s could not be found.".formatted(id)));
  }
}

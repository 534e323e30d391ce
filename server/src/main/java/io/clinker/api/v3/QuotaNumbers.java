package io.clinker.api.v3;

import com.fasterxml.jackson.core.JsonGenerator;
import io.clinker.admission.Quota;
import io.clinker.store.ListQuery;
import io.clinker.store.QuotaStore.Limits;
import io.clinker.store.QuotaStore.Usage;
import io.clinker.store.Stores;
import io.clinker.store.TypeRow;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Limits and usage of a project, for every key there is. */
final class QuotaNumbers {
  static final Set<String> PLAIN =
      Set.of(
          "volumes",
          "per_volume_gigabytes",
          "snapshots",
          "gigabytes",
          "backups",
          "backup_gigabytes",
          "groups");
  private static final List<String> PER_TYPE = List.of("volumes_", "gigabytes_", "snapshots_");
  private static final int MOST_TYPES = 10_000;

  private QuotaNumbers() {}

  /** Every key that can be limited, with the type it belongs to if it does. */
  static Map<String, @Nullable TypeRow> keys(Handle handle, Stores stores) {
    Map<String, @Nullable TypeRow> keys = new TreeMap<>();
    PLAIN.forEach(key -> keys.put(key, null));
    for (TypeRow type : stores.types().page(handle, ListQuery.newest(null, MOST_TYPES))) {
      PER_TYPE.forEach(prefix -> keys.put(prefix + type.name(), type));
    }
    return keys;
  }

  /** What a project has of a key. */
  static long used(String key, Usage usage) {
    if (key.startsWith("volumes")) {
      return usage.volumes();
    }
    if (key.startsWith("gigabytes")) {
      return usage.gibibytes();
    }
    return key.startsWith("snapshots") ? usage.snapshots() : 0;
  }

  /** Usage by key. */
  static Map<String, Long> used(
      Handle handle, Stores stores, String project, Map<String, @Nullable TypeRow> keys) {
    Map<String, Long> used = new LinkedHashMap<>();
    Map<String, Usage> byType = new LinkedHashMap<>();
    Usage all = stores.quotas().usage(handle, project, null);
    keys.forEach(
        (key, type) -> {
          Usage usage =
              type == null
                  ? all
                  : byType.computeIfAbsent(
                      type.id(), id -> stores.quotas().usage(handle, project, id));
          used.put(key, used(key, usage));
        });
    return used;
  }

  /** Writes the limits as members. */
  static void limits(JsonGenerator json, Set<String> keys, Limits limits) throws IOException {
    for (String key : keys) {
      json.writeNumberField(key, Quota.limit(limits, key));
    }
  }

  /** Writes limits with usage as members. */
  static void usage(JsonGenerator json, Set<String> keys, Limits limits, Map<String, Long> used)
      throws IOException {
    for (String key : keys) {
      json.writeObjectFieldStart(key);
      json.writeNumberField("limit", Quota.limit(limits, key));
      json.writeNumberField("in_use", used.getOrDefault(key, 0L));
      json.writeNumberField("reserved", 0);
      json.writeEndObject();
    }
  }
}

package io.clinker.admission;

import io.clinker.store.Database;
import io.clinker.store.ListQuery;
import io.clinker.store.QuotaStore.Limits;
import io.clinker.store.QuotaStore.Usage;
import io.clinker.store.Stores;
import io.clinker.store.TypeRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;

/**
 * Quota sets: limits as they apply, what is used, and changes under Cinder's rules. The changes are
 * part of a transaction of the caller's, and throw what {@link Edited#in} turns into a refusal.
 */
public final class QuotaEdits {
  private static final List<String> KEYS =
      List.of(
          "volumes",
          "per_volume_gigabytes",
          "snapshots",
          "gigabytes",
          "backups",
          "backup_gigabytes",
          "groups");
  private static final List<String> PER_TYPE = List.of("volumes", "gigabytes", "snapshots");

  private final Database database;
  private final Stores stores;

  public QuotaEdits(Database database, Stores stores) {
    this.database = database;
    this.stores = stores;
  }

  /** A limit and what is used of it. */
  public record Entry(long limit, long inUse) {}

  /**
   * Every limit of a project as it applies, by key.
   *
   * @param counted whether to count what is used; 0 otherwise
   */
  public Map<String, Entry> show(String projectId, boolean counted) {
    return database.read(handle -> show(handle, projectId, counted));
  }

  private Map<String, Entry> show(Handle handle, String projectId, boolean counted) {
    Limits limits = stores.quotas().limits(handle, projectId);
    Map<String, Entry> found = new LinkedHashMap<>();
    Map<String, Usage> byType = counted ? stores.quotas().usageByType(handle, projectId) : Map.of();
    long groups = counted ? stores.quotas().groups(handle, projectId) : 0;
    Usage all = byType.values().stream().reduce(Usage.none(), Usage::plus);
    for (String key : KEYS) {
      long used = key.equals("groups") ? groups : used(all, key);
      found.put(key, new Entry(Quota.limit(limits, key), used));
    }
    for (TypeRow type : types(handle)) {
      Usage ofType = byType.getOrDefault(type.id(), Usage.none());
      for (String key : PER_TYPE) {
        String name = key + "_" + type.name();
        found.put(name, new Entry(Quota.limit(limits, name), used(ofType, key)));
      }
    }
    return found;
  }

  /** The limits that apply where nothing was set for a project. */
  public Map<String, Long> defaults() {
    return database.read(this::defaults);
  }

  /** The same inside a transaction. */
  public Map<String, Long> defaults(Handle handle) {
    Limits limits = new Limits(Map.of(), stores.quotas().classLimits(handle, "default"));
    Map<String, Long> found = new LinkedHashMap<>();
    for (String key : names(handle)) {
      found.put(key, Quota.limit(limits, key));
    }
    return found;
  }

  /**
   * Sets limits of a project: 400 for unknown keys, for values below -1, and for a value below what
   * is used of a key that was set before.
   */
  public Map<String, Entry> update(Handle handle, String projectId, Map<String, Long> wanted) {
    stores.quotas().lockProject(handle, projectId);
    requireKnown(handle, wanted);
    Limits limits = stores.quotas().limits(handle, projectId);
    Map<String, Entry> present = show(handle, projectId, true);
    for (Map.Entry<String, Long> one : new TreeMap<>(wanted).entrySet()) {
      String key = one.getKey();
      long value = one.getValue();
      Entry entry = present.getOrDefault(key, new Entry(-1, 0));
      boolean changed = limits.ofProject().containsKey(key);
      if (value >= 0 && changed && value < entry.inUse()) {
        throw Refusals.badRequest(
            ("Quota %s limit must be equal or greater than existing resources. Current usage"
                    + " is %d and the requested limit is %d.")
                .formatted(key, entry.inUse(), value));
      }
      stores.quotas().setLimit(handle, projectId, key, value);
    }
    return show(handle, projectId, false);
  }

  /** Lets the defaults apply again. */
  public void delete(Handle handle, String projectId) {
    stores.quotas().deleteLimits(handle, projectId);
  }

  /** Sets limits of a quota class; only "default" has an effect. */
  public void updateClass(Handle handle, String className, Map<String, Long> wanted) {
    requireKnown(handle, wanted);
    wanted.forEach((key, value) -> stores.quotas().setClassLimit(handle, className, key, value));
  }

  private void requireKnown(Handle handle, Map<String, Long> wanted) {
    Set<String> known = Set.copyOf(names(handle));
    Set<String> unknown = new TreeSet<>(wanted.keySet());
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw Refusals.badRequest("Bad key(s) in quota set: " + String.join(",", unknown));
    }
    for (Map.Entry<String, Long> one : new TreeMap<>(wanted).entrySet()) {
      if (one.getValue() < -1) {
        throw Refusals.badRequest("%s must be >= -1".formatted(one.getKey()));
      }
    }
  }

  private List<String> names(Handle handle) {
    List<String> names = new ArrayList<>(KEYS);
    for (TypeRow type : types(handle)) {
      PER_TYPE.forEach(key -> names.add(key + "_" + type.name()));
    }
    return names;
  }

  private List<TypeRow> types(Handle handle) {
    return stores.types().page(handle, ListQuery.newest(null, 1000));
  }

  private static long used(Usage usage, String key) {
    return switch (key) {
      case "volumes" -> usage.volumes();
      case "snapshots" -> usage.snapshots();
      case "gigabytes" -> usage.gibibytes();
      default -> 0;
    };
  }
}

package io.clinker.admission;

import io.clinker.store.QuotaStore;
import io.clinker.store.QuotaStore.Limits;
import io.clinker.store.QuotaStore.Usage;
import io.clinker.store.Stores;
import io.clinker.store.TypeRow;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * The only place that decides about quota. Nothing is kept: usage is what the rows say, counted
 * under the lock of the project's row, so it cannot drift.
 */
public final class Quota {
  /** The limits where nobody has set any. */
  public static final Map<String, Long> DEFAULTS =
      Map.of(
          "volumes", 10L,
          "snapshots", 10L,
          "gigabytes", 1000L,
          "backups", 10L,
          "backup_gigabytes", 1000L,
          "groups", 10L,
          "per_volume_gigabytes", -1L);

  /** What a request would add. */
  record Demand(int volumes, int snapshots, long gibibytes) {
    Demand plus(Demand other) {
      return new Demand(
          volumes + other.volumes, snapshots + other.snapshots, gibibytes + other.gibibytes);
    }
  }

  private final QuotaStore store;

  Quota(Stores stores) {
    this.store = stores.quotas();
  }

  /** The limit that applies, -1 for none. */
  public static long limit(Limits limits, String resource) {
    Long own = limits.ofProject().get(resource);
    if (own == null) {
      own = limits.ofDefaultClass().get(resource);
    }
    return own == null ? DEFAULTS.getOrDefault(resource, -1L) : own;
  }

  /** The first row that a transaction takes if it asks for quota. */
  void lock(Handle handle, String projectId) {
    store.lockProject(handle, projectId);
  }

  /**
   * Refuses what is too much; the project must be locked and the new rows not yet written.
   *
   * @param volumeGib the size of the one volume, for the limit of a single volume; 0: none
   */
  void require(Handle handle, String projectId, TypeRow type, Demand demand, long volumeGib) {
    Limits limits = store.limits(handle, projectId);
    requireSingle(limits, volumeGib);
    if (isLimited(limits, demand, "")) {
      check(limits, demand, "", store.usage(handle, projectId, null));
    }
    String suffix = "_" + type.name();
    if (isLimited(limits, demand, suffix)) {
      check(limits, demand, suffix, store.usage(handle, projectId, type.id()));
    }
  }

  private static void requireSingle(Limits limits, long volumeGib) {
    long single = limit(limits, "per_volume_gigabytes");
    if (single >= 0 && volumeGib > single) {
      throw Refusals.quota(
          "VolumeSizeExceedsLimit: Requested volume size %dG is larger than maximum allowed limit %dG."
              .formatted(volumeGib, single));
    }
  }

  /** Refuses a new volume that is larger than a single one may be. */
  void requireSingle(Handle handle, String projectId, long volumeGib) {
    requireSingle(store.limits(handle, projectId), volumeGib);
  }

  /** The same for what changes its type: the project has all of it already. */
  void requireOfType(Handle handle, String projectId, TypeRow type, Demand demand) {
    String suffix = "_" + type.name();
    Limits limits = store.limits(handle, projectId);
    if (isLimited(limits, demand, suffix)) {
      check(limits, demand, suffix, store.usage(handle, projectId, type.id()));
    }
  }

  /** The same for rows of several types. */
  void requireAll(Handle handle, String projectId, Map<TypeRow, Demand> byType) {
    Limits limits = store.limits(handle, projectId);
    Demand total = byType.values().stream().reduce(new Demand(0, 0, 0), Demand::plus);
    if (isLimited(limits, total, "")) {
      check(limits, total, "", store.usage(handle, projectId, null));
    }
    byType.forEach(
        (type, demand) -> {
          String suffix = "_" + type.name();
          if (isLimited(limits, demand, suffix)) {
            check(limits, demand, suffix, store.usage(handle, projectId, type.id()));
          }
        });
  }

  /** Refuses one group too many; the project must be locked and the new row not yet written. */
  void requireGroup(Handle handle, String projectId) {
    long groups = limit(store.limits(handle, projectId), "groups");
    if (groups >= 0 && store.groups(handle, projectId) + 1 > groups) {
      throw Refusals.quota(
          "GroupLimitExceeded: Maximum number of groups allowed (%d) exceeded".formatted(groups));
    }
  }

  private static boolean isLimited(Limits limits, Demand demand, String suffix) {
    return (demand.volumes() > 0 && limit(limits, "volumes" + suffix) >= 0)
        || (demand.snapshots() > 0 && limit(limits, "snapshots" + suffix) >= 0)
        || (demand.gibibytes() > 0 && limit(limits, "gigabytes" + suffix) >= 0);
  }

  private static void check(Limits limits, Demand demand, String suffix, Usage usage) {
    long gigabytes = limit(limits, "gigabytes" + suffix);
    if (demand.gibibytes() > 0
        && gigabytes >= 0
        && usage.gibibytes() + demand.gibibytes() > gigabytes) {
      throw Refusals.quota(
          ("VolumeSizeExceedsAvailableQuota: Requested volume or snapshot exceeds allowed %s quota."
                  + " Requested %dG, quota is %dG and %dG has been consumed.")
              .formatted("gigabytes" + suffix, demand.gibibytes(), gigabytes, usage.gibibytes()));
    }
    long volumes = limit(limits, "volumes" + suffix);
    if (demand.volumes() > 0 && volumes >= 0 && usage.volumes() + demand.volumes() > volumes) {
      throw Refusals.quota(
          "VolumeLimitExceeded: Maximum number of volumes allowed (%d) exceeded for quota '%s'."
              .formatted(volumes, "volumes" + suffix));
    }
    long snapshots = limit(limits, "snapshots" + suffix);
    if (demand.snapshots() > 0
        && snapshots >= 0
        && usage.snapshots() + demand.snapshots() > snapshots) {
      throw Refusals.quota(
          "SnapshotLimitExceeded: Maximum number of snapshots allowed (%d) exceeded"
              .formatted(snapshots));
    }
  }
}

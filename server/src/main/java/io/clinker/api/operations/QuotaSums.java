package io.clinker.api.operations;

import io.clinker.model.ResourceKind;
import io.clinker.store.QuotaStore.Usage;
import io.clinker.store.QuotaUseStore.Use;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How much of each resource a project uses and how much of it is only reserved: what is counted
 * when quota is decided, less what open operations hold.
 *
 * @param count of all rows
 */
record QuotaSums(Map<String, Sum> byResource, long count) {
  /** What is used, and what only reserved beside that. */
  record Sum(long inUse, long reserved) {
    private Sum plus(Sum other) {
      return new Sum(inUse + other.inUse, reserved + other.reserved);
    }
  }

  /**
   * @param byType what is counted, by the id of the type
   * @param names of the types
   * @param groups how many there are
   * @param held all rows of which something is reserved
   */
  static QuotaSums of(
      Map<String, Usage> byType, Map<String, String> names, long groups, List<Use> held) {
    Map<String, Sum> sums = new TreeMap<>();
    for (String resource : List.of("volumes", "gigabytes", "snapshots")) {
      sums.put(resource, new Sum(0, 0));
    }
    sums.put("groups", new Sum(groups, 0));
    long count = groups;
    for (Map.Entry<String, Usage> entry : byType.entrySet()) {
      Usage usage = entry.getValue();
      String type = names.getOrDefault(entry.getKey(), entry.getKey());
      add(sums, "volumes", type, new Sum(usage.volumes(), 0));
      add(sums, "snapshots", type, new Sum(usage.snapshots(), 0));
      add(sums, "gigabytes", type, new Sum(usage.gibibytes(), 0));
      count += usage.volumes() + usage.snapshots();
    }
    for (Use use : held) {
      Sum whole = use.creating() ? new Sum(-1, 1) : new Sum(0, 0);
      long reserved = use.reserved() + (use.creating() ? use.gibibytes() : 0);
      String type = use.volumeType();
      if (use.resource() == ResourceKind.GROUP || type == null) {
        sums.merge(use.resource().word() + "s", whole, Sum::plus);
      } else {
        add(sums, use.resource().word() + "s", type, whole);
        add(sums, "gigabytes", type, new Sum(-reserved, reserved));
      }
    }
    return new QuotaSums(sums, count);
  }

  private static void add(Map<String, Sum> sums, String resource, String type, Sum more) {
    sums.merge(resource, more, Sum::plus);
    if (more.inUse() != 0 || more.reserved() != 0) {
      sums.merge(resource + "_" + type, more, Sum::plus);
    }
  }
}

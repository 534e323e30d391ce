package io.clinker.oracle;

import io.clinker.driver.Inventory;
import java.util.HashMap;
import java.util.Map;

/** I2: no object without a live row on the same backend. */
final class I2ObjectsHaveRows implements Invariant {
  @Override
  public String id() {
    return "I2";
  }

  @Override
  public String title() {
    return "no volume or snapshot on a backend without a live row";
  }

  @Override
  public void check(Evidence evidence, Found found) {
    Map<String, String> backendOf = new HashMap<>();
    Map<String, String> snapshots = new HashMap<>();
    evidence
        .rows()
        .volumes()
        .forEach(row -> backendOf.put(row.id(), String.valueOf(row.backend())));
    evidence.rows().snapshots().forEach(row -> snapshots.put(row.id(), row.volumeId()));
    int[] counts = new int[3];
    for (BackendEvidence backend : evidence.backends()) {
      Inventory inventory = backend.inventory();
      if (inventory == null) {
        continue;
      }
      inventory
          .volumes()
          .forEach(
              held -> {
                String id = held.id().value();
                counts[0]++;
                if (evidence.isBusy(id) || evidence.rows().ignoredOrphans().contains(id)) {
                  counts[1]++;
                } else if (!backendOf.containsKey(id)) {
                  found.violation(
                      "backend %s holds volume %s, which no live row knows", backend.name(), id);
                } else if (!backend.name().equals(backendOf.get(id))) {
                  found.violation(
                      "backend %s holds volume %s, whose row says backend %s",
                      backend.name(), id, backendOf.get(id));
                }
              });
      inventory
          .snapshots()
          .forEach(
              held -> {
                String id = held.id().value();
                counts[0]++;
                if (evidence.isBusy(id)
                    || evidence.isBusy(held.volume().value())
                    || evidence.rows().ignoredOrphans().contains(id)) {
                  counts[1]++;
                } else if (!snapshots.containsKey(id)) {
                  found.violation(
                      "backend %s holds snapshot %s, which no live row knows", backend.name(), id);
                }
              });
      inventory
          .strays()
          .forEach(stray -> found.note("backend %s: leftover %s", backend.name(), stray));
      counts[2] += inventory.strays().size();
    }
    found.figures(
        "%d objects, %d held by operations or ignored left out, %d leftovers of attempts that a sweep removes",
        counts[0], counts[1], counts[2]);
  }
}

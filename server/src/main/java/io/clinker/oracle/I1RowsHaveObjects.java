package io.clinker.oracle;

import io.clinker.driver.Inventory;
import io.clinker.driver.ObservedSnapshot;
import io.clinker.driver.ObservedVolume;
import io.clinker.model.Size;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** I1: each live row has its object, where its row says, with the size its row says. */
final class I1RowsHaveObjects implements Invariant {
  /** Left by an extend that failed, or by what failed after one. */
  private static final Set<String> SIZE_OPEN =
      Set.of("error_extending", "error_unmanaging", "error_deleting", "error");

  @Override
  public String id() {
    return "I1";
  }

  @Override
  public String title() {
    return "live rows and objects of the backends match one to one";
  }

  @Override
  public void check(Evidence evidence, Found found) {
    Map<String, Map<String, ObservedVolume>> volumes = new HashMap<>();
    Map<String, Map<String, ObservedSnapshot>> snapshots = new HashMap<>();
    Map<String, String> backendOfVolume = new HashMap<>();
    for (BackendEvidence backend : evidence.backends()) {
      Inventory inventory = backend.inventory();
      if (inventory == null) {
        found.violation(
            "backend %s could not be asked what it holds: %s", backend.name(), backend.problem());
        continue;
      }
      Map<String, ObservedVolume> held = new HashMap<>();
      inventory.volumes().forEach(volume -> held.put(volume.id().value(), volume));
      volumes.put(backend.name(), held);
      Map<String, ObservedSnapshot> kept = new HashMap<>();
      inventory.snapshots().forEach(snapshot -> kept.put(snapshot.id().value(), snapshot));
      snapshots.put(backend.name(), kept);
    }
    Map<String, Rows.Operation> lastEnded = evidence.rows().lastEndedByResource();
    int compared = 0;
    int left = 0;
    for (Rows.Volume row : evidence.rows().volumes()) {
      String backend = row.backend();
      if (backend != null) {
        backendOfVolume.put(row.id(), backend);
      }
      if (evidence.isBusy(row.id())) {
        left++;
      } else if (backend != null && volumes.containsKey(backend)) {
        compared++;
        compare(row, Expectations.of(row, lastEnded), volumes.get(backend).get(row.id()), found);
      } else if (backend != null && !isKnown(evidence, backend)) {
        found.note(
            "volume %s lives on backend %s, which is not configured here", row.id(), backend);
      }
    }
    for (Rows.Snapshot row : evidence.rows().snapshots()) {
      String backend = backendOfVolume.get(row.volumeId());
      if (evidence.isBusy(row.id()) || evidence.isBusy(row.volumeId())) {
        left++;
      } else if (backend == null) {
        found.violation(
            "snapshot %s is of volume %s, which has no live row or no backend",
            row.id(), row.volumeId());
      } else if (snapshots.containsKey(backend)) {
        compared++;
        compare(row, Expectations.of(row, lastEnded), snapshots.get(backend).get(row.id()), found);
      }
    }
    members(evidence.rows(), found);
    found.figures("%d rows compared, %d held by operations left out", compared, left);
  }

  /** What a row says that it belongs to is there, and on the same backend. */
  private static void members(Rows rows, Found found) {
    Map<String, Rows.Group> groups = new HashMap<>();
    rows.groups().forEach(group -> groups.put(group.id(), group));
    Map<String, Rows.GroupSnapshot> groupSnapshots = new HashMap<>();
    rows.groupSnapshots().forEach(row -> groupSnapshots.put(row.id(), row));
    for (Rows.Volume row : rows.volumes()) {
      String id = row.groupId();
      Rows.Group group = id == null ? null : groups.get(id);
      if (id != null && group == null) {
        found.violation("volume %s belongs to group %s, which has no live row", row.id(), id);
      } else if (group != null && row.backend() != null && !row.backend().equals(group.backend())) {
        found.violation(
            "volume %s is on backend %s, but its group %s on %s",
            row.id(), row.backend(), id, group.backend());
      }
    }
    for (Rows.Snapshot row : rows.snapshots()) {
      String id = row.groupSnapshotId();
      if (id != null && !groupSnapshots.containsKey(id)) {
        found.violation(
            "snapshot %s belongs to group snapshot %s, which has no live row", row.id(), id);
      }
    }
    for (Rows.GroupSnapshot row : rows.groupSnapshots()) {
      if (!groups.containsKey(row.groupId())) {
        found.violation(
            "group snapshot %s is of group %s, which has no live row", row.id(), row.groupId());
      }
    }
  }

  private static boolean isKnown(Evidence evidence, String backend) {
    return evidence.backends().stream().anyMatch(known -> known.name().equals(backend));
  }

  private static void compare(
      Rows.Volume row, Expectations expected, @Nullable ObservedVolume held, Found found) {
    if (held == null) {
      if (expected == Expectations.PRESENT) {
        found.violation(
            "volume %s is '%s', but backend %s holds no such volume",
            row.id(), row.status(), row.backend());
      }
      return;
    }
    if (expected == Expectations.ABSENT) {
      found.violation(
          "volume %s is '%s' and was undone, but backend %s still holds it",
          row.id(), row.status(), row.backend());
    }
    boolean sizeOpen = SIZE_OPEN.contains(row.status());
    if (!sizeOpen && !held.size().equals(Size.ofGibibytes(row.sizeGib()))) {
      found.violation(
          "volume %s has %d GiB in its row, but %s on backend %s",
          row.id(), row.sizeGib(), held.size(), row.backend());
    }
  }

  private static void compare(
      Rows.Snapshot row, Expectations expected, @Nullable ObservedSnapshot held, Found found) {
    if (held == null) {
      if (expected == Expectations.PRESENT) {
        found.violation(
            "snapshot %s is '%s', but its backend holds no such snapshot", row.id(), row.status());
      }
      return;
    }
    if (expected == Expectations.ABSENT) {
      found.violation(
          "snapshot %s is '%s' and was undone, but its backend still holds it",
          row.id(), row.status());
    }
    if (!held.volume().value().equals(row.volumeId())) {
      found.violation(
          "snapshot %s is of volume %s in its row, but of %s on its backend",
          row.id(), row.volumeId(), held.volume());
    }
    if (!held.size().equals(Size.ofGibibytes(row.sizeGib()))) {
      found.violation(
          "snapshot %s has %d GiB in its row, but %s on its backend",
          row.id(), row.sizeGib(), held.size());
    }
  }
}

package io.clinker.oracle;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * I3: usage is the recount, reserved is 0 when nothing is open. Clinker counts usage from rows, so
 * what could drift is a row that still reserves for an operation that has ended.
 */
final class I3QuotaRecount implements Invariant {
  @Override
  public String id() {
    return "I3";
  }

  @Override
  public String title() {
    return "quota equals the recount; nothing is reserved without an open operation";
  }

  @Override
  public void check(Evidence evidence, Found found) {
    Rows rows = evidence.rows();
    Map<String, Rows.Operation> open = rows.openById();
    long gib = 0;
    long reserved = 0;
    for (Rows.Volume row : rows.volumes()) {
      gib += row.sizeGib();
      Integer target = row.extendingToGib();
      if (target != null) {
        reserved += target - row.sizeGib();
        if (row.operationId() == null || !open.containsKey(row.operationId())) {
          found.violation(
              "volume %s reserves %d GiB for an extend, but no open operation holds it",
              row.id(), target);
        }
      }
      holder("volume", row.id(), row.operationId(), open, found);
    }
    for (Rows.Snapshot row : rows.snapshots()) {
      gib += row.sizeGib();
      holder("snapshot", row.id(), row.operationId(), open, found);
    }
    for (Rows.Attachment row : rows.attachments()) {
      holder("attachment", row.id(), row.operationId(), open, found);
    }
    for (Rows.Group row : rows.groups()) {
      holder("group", row.id(), row.operationId(), open, found);
    }
    for (Rows.GroupSnapshot row : rows.groupSnapshots()) {
      holder("group snapshot", row.id(), row.operationId(), open, found);
    }
    for (Rows.Pin pin : rows.pins()) {
      if (!open.containsKey(pin.operationId())) {
        found.violation(
            "%s %s is pinned (%s) by operation %s, which is not open",
            pin.resourceKind(), pin.resourceId(), pin.kind(), pin.operationId());
      }
    }
    for (String difference : evidence.usage().differences(rows, busyProjects(evidence))) {
      found.violation("%s", difference);
    }
    int refused = evidence.usage().refused().size();
    if (refused > 0) {
      found.note(
          "what the API says of usage was not compared for %d projects, for lack of permission: set OS_TOKEN to a token of an administrator",
          refused);
    }
    found.figures(
        "%d volumes, %d snapshots, %d groups, %d GiB in use, %d GiB reserved by extends, %d pins, usage of %d projects asked",
        rows.volumes().size(),
        rows.snapshots().size(),
        rows.groups().size(),
        gib,
        reserved,
        rows.pins().size(),
        evidence.usage().byProject().size());
  }

  /** Whose usage may have been asked for before or after something that the rows show. */
  private static Set<String> busyProjects(Evidence evidence) {
    Set<String> endedBefore = evidence.before().endedIds();
    Set<String> busy = new HashSet<>();
    evidence.rows().operations().stream()
        .filter(one -> one.open() || !endedBefore.contains(one.id()))
        .map(Rows.Operation::projectId)
        .forEach(busy::add);
    // What is handed over to another project changes the usage of both without an operation.
    for (Rows rows : List.of(evidence.before(), evidence.rows())) {
      rows.volumes().stream()
          .filter(row -> evidence.isBusy(row.id()))
          .map(Rows.Volume::projectId)
          .forEach(busy::add);
      rows.snapshots().stream()
          .filter(row -> evidence.isBusy(row.id()))
          .map(Rows.Snapshot::projectId)
          .forEach(busy::add);
    }
    return busy;
  }

  private static void holder(
      String kind,
      String id,
      @Nullable String operation,
      Map<String, Rows.Operation> open,
      Found found) {
    if (operation != null && !open.containsKey(operation)) {
      found.violation("%s %s is held by operation %s, which is not open", kind, id, operation);
    }
  }
}

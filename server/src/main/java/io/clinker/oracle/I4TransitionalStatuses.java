package io.clinker.oracle;

import io.clinker.operations.OperationKind;
import io.clinker.operations.OperationKind.Statuses;
import io.clinker.operations.OperationState;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * I4: who shows that something is under way has a live operation, and a volume that none holds
 * shows what its attachments say.
 */
final class I4TransitionalStatuses implements Invariant {
  static final Set<String> TRANSITIONAL =
      Set.of(
          "creating",
          "deleting",
          "updating",
          "extending",
          "reverting",
          "restoring",
          "downloading",
          "uploading",
          "retyping",
          "backing-up",
          "restoring-backup",
          "maintenance");
  private static final Set<String> COMPUTED =
      Set.of("available", "in-use", "attaching", "detaching", "reserved");

  /** The words of the operations that give a resource the status which an administrator names. */
  static final Set<String> RESETS =
      Stream.of(OperationKind.values())
          .filter(kind -> kind.statuses().afterSuccess().equals(Statuses.ASKED_FOR))
          .map(OperationKind::word)
          .collect(Collectors.toUnmodifiableSet());

  /** After its deadline an operation is undone; that it began to be must show within this. */
  private static final long GRACE_SECONDS = 120;

  @Override
  public String id() {
    return "I4";
  }

  @Override
  public String title() {
    return "no transitional status without a live operation, none older than its deadline";
  }

  @Override
  public void check(Evidence evidence, Found found) {
    Rows rows = evidence.rows();
    Set<String> worked = new HashSet<>();
    for (Rows.Operation operation : rows.openById().values()) {
      worked.add(operation.resourceId());
      deadline(operation, found);
    }
    Map<String, Rows.Operation> open = rows.openById();
    int transitional = 0;
    Map<String, Rows.Operation> lastEnded = rows.lastEndedByResource();
    Map<String, List<Rows.Attachment>> attachments =
        rows.attachments().stream().collect(Collectors.groupingBy(Rows.Attachment::volumeId));
    for (Rows.Volume row : rows.volumes()) {
      boolean held = held(row.id(), row.operationId(), worked, open);
      if (TRANSITIONAL.contains(row.status())) {
        transitional++;
        boolean explained = held || asked(row.id(), row.status(), lastEnded);
        lonely("volume", row.id(), row.status(), explained, found);
      } else if (COMPUTED.contains(row.status())
          && !held
          && lastReset(row.id(), lastEnded).isEmpty()) {
        follows(row, attachments.getOrDefault(row.id(), List.of()), found);
      }
    }
    for (Rows.Snapshot row : rows.snapshots()) {
      if (TRANSITIONAL.contains(row.status())) {
        transitional++;
        boolean explained =
            held(row.id(), row.operationId(), worked, open)
                || worked.contains(row.volumeId())
                || asked(row.id(), row.status(), lastEnded);
        lonely("snapshot", row.id(), row.status(), explained, found);
      }
    }
    for (Rows.Group row : rows.groups()) {
      if (TRANSITIONAL.contains(row.status())) {
        transitional++;
        boolean explained =
            held(row.id(), row.operationId(), worked, open)
                || asked(row.id(), row.status(), lastEnded);
        lonely("group", row.id(), row.status(), explained, found);
      }
    }
    for (Rows.GroupSnapshot row : rows.groupSnapshots()) {
      if (TRANSITIONAL.contains(row.status())) {
        transitional++;
        boolean explained =
            held(row.id(), row.operationId(), worked, open)
                || asked(row.id(), row.status(), lastEnded);
        lonely("group snapshot", row.id(), row.status(), explained, found);
      }
    }
    for (Rows.Attachment row : rows.attachments()) {
      if (row.status().equals("detaching")) {
        transitional++;
        lonely(
            "attachment",
            row.id(),
            row.status(),
            held(row.id(), row.operationId(), worked, open),
            found);
      } else if (row.status().equals("attaching") && !row.connected()) {
        // Without a connection somebody must be making it.
        transitional++;
        lonely(
            "attachment",
            row.id(),
            "attaching without a connection",
            held(row.id(), row.operationId(), worked, open),
            found);
      }
    }
    found.figures("%d transitional statuses, %d open operations", transitional, open.size());
  }

  /** Whether an administrator gave it this very status: it shows until something changes. */
  private static boolean asked(String id, String status, Map<String, Rows.Operation> lastEnded) {
    return lastReset(id, lastEnded)
        .filter(reset -> reset.texts().contains("\"status\":\"%s\"".formatted(status)))
        .isPresent();
  }

  /** The reset that succeeded, if nothing was done since. */
  private static Optional<Rows.Operation> lastReset(
      String id, Map<String, Rows.Operation> lastEnded) {
    return Optional.ofNullable(lastEnded.get(id))
        .filter(last -> last.state() == OperationState.SUCCEEDED && RESETS.contains(last.kind()));
  }

  private static boolean held(
      String id, @Nullable String operation, Set<String> worked, Map<String, Rows.Operation> open) {
    return worked.contains(id) || (operation != null && open.containsKey(operation));
  }

  private static void lonely(
      String kind, String id, String status, boolean explained, Found found) {
    if (!explained) {
      found.violation("%s %s is '%s', but no open operation works on it", kind, id, status);
    }
  }

  private static void deadline(Rows.Operation operation, Found found) {
    if (operation.ageSeconds() <= operation.deadlineSeconds() + GRACE_SECONDS) {
      return;
    }
    if (operation.state() == OperationState.CLEANING) {
      found.note("%s is still being undone after %d s", operation.name(), operation.ageSeconds());
    } else {
      found.violation(
          "%s is '%s' after %d s, its deadline was %d s",
          operation.name(),
          operation.state().word(),
          operation.ageSeconds(),
          operation.deadlineSeconds());
    }
  }

  private static void follows(Rows.Volume volume, List<Rows.Attachment> attachments, Found found) {
    List<String> present = attachments.stream().map(Rows.Attachment::status).toList();
    String strongest =
        List.of("attached", "attaching", "detaching", "reserved").stream()
            .filter(present::contains)
            .findFirst()
            .orElse("detached");
    if (volume.status().equals(volume.announced())
        && (strongest.equals("attached")
            || (strongest.equals("detached") && volume.status().equals("attaching")))) {
      // A client said by os-reserve or os-begin_detaching what it is about to do.
      return;
    }
    String expected =
        switch (strongest) {
          case "attached" -> "in-use";
          case "detached" -> "available";
          default -> strongest;
        };
    if (!expected.equals(volume.status())) {
      found.violation(
          "volume %s is '%s', but its attachments %s make it '%s'",
          volume.id(), volume.status(), present, expected);
    }
  }
}

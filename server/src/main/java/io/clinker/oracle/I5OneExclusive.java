package io.clinker.oracle;

import io.clinker.operations.OperationKind;
import io.clinker.operations.OperationState;
import io.clinker.operations.PinKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** I5: of the operations that hold one resource alone, each ended before the next began. */
final class I5OneExclusive implements Invariant {
  /** The times are of transactions' beginnings, so an end and a beginning may cross by a lock. */
  private static final Duration CROSSING = Duration.ofMillis(500);

  /** By so much the clocks of two nodes may turn a hand-over around. */
  private static final Duration HAND_OVER = Duration.ofSeconds(5);

  @Override
  public String id() {
    return "I5";
  }

  @Override
  public String title() {
    return "at most one exclusive operation per resource at any moment";
  }

  @Override
  public void check(Evidence evidence, Found found) {
    Rows rows = evidence.rows();
    Map<String, List<Rows.Operation>> byResource =
        rows.operations().stream()
            .filter(operation -> operation.state() != OperationState.ABANDONED)
            .collect(Collectors.groupingBy(Rows.Operation::resourceId));
    byResource.forEach((resource, operations) -> overlaps(resource, operations, found));
    pinned(rows, found);
    found.figures("%d operations on %d resources", rows.operations().size(), byResource.size());
  }

  private static void overlaps(String resource, List<Rows.Operation> operations, Found found) {
    List<Rows.Operation> ordered =
        operations.stream().sorted(Comparator.comparing(Rows.Operation::admittedAt)).toList();
    for (int index = 1; index < ordered.size(); index++) {
      Rows.Operation earlier = ordered.get(index - 1);
      Rows.Operation later = ordered.get(index);
      Instant end = earlier.endedAt();
      boolean before = end != null && !end.isAfter(later.admittedAt().plus(CROSSING));
      boolean handedOver = handedOver(earlier, later) || handedOver(later, earlier);
      if (!before && !handedOver && !mayHaveBeenFirst(later, earlier)) {
        found.violation(
            "%s was admitted on %s while %s had it", later.name(), resource, earlier.name());
      }
    }
  }

  /** One that was done with its admission, while the other began and waited for the lock. */
  private static boolean mayHaveBeenFirst(Rows.Operation brief, Rows.Operation other) {
    return brief.admittedAt().equals(brief.endedAt())
        && !brief.admittedAt().isAfter(other.admittedAt().plus(CROSSING));
  }

  /**
   * The row says which of the two was first, and its end bears the time of the successor's
   * admission; its own admission may be of another node's clock.
   */
  private static boolean handedOver(Rows.Operation old, Rows.Operation successor) {
    return successor.id().equals(old.supersededBy())
        && successor.admittedAt().equals(old.endedAt())
        && !old.admittedAt().isAfter(successor.admittedAt().plus(HAND_OVER));
  }

  /** What holds a volume alone now, and what pins it now, must be allowed beside each other. */
  private static void pinned(Rows rows, Found found) {
    Map<String, Rows.Operation> open = rows.openById();
    Map<String, Rows.Operation> holders =
        open.values().stream()
            .collect(Collectors.toMap(Rows.Operation::resourceId, row -> row, (one, other) -> one));
    Set<String> said = new HashSet<>();
    for (Rows.Pin pin : rows.pins()) {
      Rows.Operation holder = holders.get(pin.resourceId());
      if (holder == null || holder.id().equals(pin.operationId())) {
        continue;
      }
      if (excludes(pin, holder)
          && open.containsKey(pin.operationId())
          && said.add(holder.id() + pin.operationId())) {
        found.violation(
            "%s holds %s alone, although operation %s has it pinned (%s)",
            holder.name(), pin.resourceId(), pin.operationId(), pin.kind());
      }
    }
  }

  private static boolean excludes(Rows.Pin pin, Rows.Operation holder) {
    return OperationKind.find(holder.kind()).stream()
        .flatMap(kind -> kind.excludedBy().stream())
        .map(PinKind::word)
        .anyMatch(pin.kind()::equals);
  }
}

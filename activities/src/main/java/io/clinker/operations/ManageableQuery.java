package io.clinker.operations;

import io.clinker.driver.ForeignReference;
import io.clinker.driver.ManageableObject;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.ResourceKind;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which part of what can be taken over is asked for. Part of histories: members are only ever
 * added.
 *
 * @param kind volumes or snapshots
 * @param after the last object of the page before; null: from the first
 * @param orders the first counts most; objects that are equal in all are ordered by reference
 */
public record ManageableQuery(
    ResourceKind kind,
    @Nullable ForeignReference after,
    int limit,
    int offset,
    List<Order> orders) {
  public ManageableQuery {
    orders = List.copyOf(orders);
  }

  /** What a list is ordered by. */
  public enum Key {
    REFERENCE,
    SIZE
  }

  /** One key and its direction. */
  public record Order(Key key, boolean ascending) {
    private Comparator<ManageableObject> comparator() {
      Comparator<ManageableObject> rising =
          switch (key) {
            case REFERENCE -> BY_REFERENCE;
            case SIZE -> Comparator.comparing(ManageableObject::size);
          };
      return ascending ? rising : rising.reversed();
    }
  }

  private static final Comparator<ManageableObject> BY_REFERENCE =
      Comparator.comparing((ManageableObject object) -> text(object.reference().name()))
          .thenComparing(object -> text(object.reference().id()));

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }

  /**
   * The page of these objects.
   *
   * @throws ClinkerException NOT_FOUND if there is no object that it begins after
   */
  public List<ManageableObject> page(List<ManageableObject> all) {
    Comparator<ManageableObject> order =
        orders.stream()
            .map(Order::comparator)
            .reduce(Comparator::thenComparing)
            .map(first -> first.thenComparing(BY_REFERENCE))
            .orElse(BY_REFERENCE);
    List<ManageableObject> sorted = all.stream().sorted(order).toList();
    int start = offset + (after == null ? 0 : positionOf(after, sorted) + 1);
    return sorted.stream().skip(start).limit(limit).toList();
  }

  private static int positionOf(ForeignReference marker, List<ManageableObject> sorted) {
    for (int index = 0; index < sorted.size(); index++) {
      if (marker.means(sorted.get(index).reference())) {
        return index;
      }
    }
    throw new ClinkerException(
        ErrorCode.NOT_FOUND, "the marker is not in the list", Map.of("marker", "" + marker));
  }
}

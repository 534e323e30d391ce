package io.clinker.oracle;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the invariants look at. The backends were listed between two reads of the rows, so what
 * changed meanwhile is known and left out where rows and objects are compared.
 *
 * @param before the rows before the backends were listed
 * @param rows the rows after it
 * @param settled whether the installation is at rest: nothing is left out, no operation may be open
 * @param busy ids of resources that an operation holds or changed meanwhile
 */
public record Evidence(
    Rows before,
    Rows rows,
    List<BackendEvidence> backends,
    boolean settled,
    Set<String> busy,
    UsageReport usage,
    History history) {
  private static final Pattern UUID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  /** Puts the parts together. */
  public static Evidence of(
      Rows before,
      Rows after,
      List<BackendEvidence> backends,
      boolean settled,
      UsageReport usage,
      History history) {
    Set<String> busy = settled ? Set.of() : changed(before, after);
    return new Evidence(before, after, List.copyOf(backends), settled, busy, usage, history);
  }

  /** Whether an operation holds this resource, or did between the two reads. */
  public boolean isBusy(String id) {
    return busy.contains(id);
  }

  private static Set<String> changed(Rows before, Rows after) {
    Set<String> busy = new HashSet<>();
    Set<String> endedBefore = before.endedIds();
    for (Rows.Operation operation : before.operations()) {
      if (operation.open()) {
        addTouched(operation, busy);
      }
    }
    for (Rows.Operation operation : after.operations()) {
      if (!endedBefore.contains(operation.id())) {
        addTouched(operation, busy);
      }
    }
    Map<String, Long> was = before.versions();
    Map<String, Long> is = after.versions();
    was.forEach(
        (id, version) -> {
          if (!version.equals(is.get(id))) {
            busy.add(id);
          }
        });
    is.keySet().stream().filter(id -> !was.containsKey(id)).forEach(busy::add);
    // A change to a resource with attachments may show in any of them, and the other way round.
    for (Rows rows : List.of(before, after)) {
      rows.pins().forEach(pin -> busy.add(pin.resourceId()));
      rows.attachments().stream()
          .filter(row -> busy.contains(row.volumeId()))
          .forEach(row -> busy.add(row.id()));
    }
    return busy;
  }

  private static void addTouched(Rows.Operation operation, Set<String> busy) {
    busy.add(operation.resourceId());
    Matcher named = UUID.matcher(operation.texts());
    while (named.find()) {
      busy.add(named.group());
    }
  }
}

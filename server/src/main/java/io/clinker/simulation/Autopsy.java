package io.clinker.simulation;

import io.clinker.drivers.simulator.LogEntry;
import io.clinker.oracle.Rows;
import io.clinker.store.OpenOperations.Held;
import io.temporal.api.history.v1.HistoryEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All that is known of a schedule that ended badly, for people. */
final class Autopsy {
  private final World world;

  Autopsy(World world) {
    this.world = world;
  }

  /** Seed, schedule, what happened, what is wrong, and what rows, array and engine say of it. */
  String text(Played played) {
    List<String> lines = new ArrayList<>();
    lines.add(played.schedule().text());
    lines.add("what happened:");
    lines.addAll(played.witness().story());
    lines.add("effects that were had:");
    lines.addAll(played.strikes().struck());
    lines.add("violations:");
    lines.addAll(played.verdict().violations());
    String wrong = String.join(" ", played.verdict().violations());
    for (Rows.Operation operation : played.operations()) {
      if (wrong.contains(operation.resourceId()) || wrong.contains(operation.id())) {
        lines.add(
            "%s of %s: %s, %s"
                .formatted(
                    operation.name(),
                    operation.resourceId(),
                    operation.state().word(),
                    operation.errorMessage()));
        lines.addAll(history(operation));
      }
    }
    lines.add("the array:");
    played.log().stream()
        .filter(entry -> entry.objects().stream().anyMatch(object -> wrong.contains(object.id())))
        .map(LogEntry::toString)
        .forEach(lines::add);
    return String.join("\n", lines);
  }

  private List<String> history(Rows.Operation operation) {
    Optional<Held> held =
        world.ground().operations().find(new io.clinker.model.OperationId(operation.id()));
    if (held.isEmpty() || held.get().engineRunId().isEmpty()) {
      return List.of();
    }
    try {
      return world
          .engine()
          .client()
          .fetchHistory(held.get().workflowId(), held.get().engineRunId())
          .getEvents()
          .stream()
          .map(Autopsy::text)
          .toList();
    } catch (RuntimeException unknown) {
      return List.of("  the engine does not know run " + held.get().engineRunId());
    }
  }

  private static String text(HistoryEvent event) {
    String type = event.getEventType().name().replace("EVENT_TYPE_", "");
    String what =
        event.hasActivityTaskScheduledEventAttributes()
            ? event.getActivityTaskScheduledEventAttributes().getActivityType().getName()
            : event.hasMarkerRecordedEventAttributes()
                ? event.getMarkerRecordedEventAttributes().getMarkerName()
                : "";
    return "  %d %s %s".formatted(event.getEventId(), type, what);
  }
}

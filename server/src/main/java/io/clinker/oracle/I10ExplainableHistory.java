package io.clinker.oracle;

import io.clinker.operations.OperationKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** I10: some serial order of the requests explains every status that any client saw. */
final class I10ExplainableHistory implements Invariant {
  @Override
  public String id() {
    return "I10";
  }

  @Override
  public String title() {
    return "what clients saw is explained by some serial order of their requests";
  }

  @Override
  public void check(Evidence evidence, Found found) {
    History history = evidence.history();
    if (history.sights().isEmpty()) {
      found.figures("no history was given");
      return;
    }
    Map<String, List<Deed>> deeds = new HashMap<>();
    Map<String, List<SerialOrder.Attached>> attached = new HashMap<>();
    Map<String, List<String>> dependents = dependents(history);
    for (History.Call call : history.calls()) {
      if (call.outcome() != History.Outcome.REFUSED) {
        add(call, deeds, attached, dependents);
      } else {
        // It may have been accepted, failed and been answered with that.
        attach(call, attached);
      }
    }
    Map<String, List<History.Sight>> sights =
        history.sights().stream().collect(Collectors.groupingBy(History.Sight::resource));
    int[] counts = new int[2];
    sights.forEach(
        (resource, seen) -> {
          List<Deed> done = deeds.getOrDefault(resource, List.of());
          SerialOrder order = new SerialOrder(done, attached.getOrDefault(resource, List.of()));
          if (done.stream().noneMatch(Deed::creates) || !order.isTractable()) {
            counts[1]++;
            return;
          }
          counts[0]++;
          History.Sight problem = order.unexplained(seen);
          if (problem != null) {
            found.violation("%s", explain(resource, problem, seen, done));
          }
        });
    found.figures(
        "%d sights of %d resources explained or not, %d resources left out (not made in this history)",
        history.sights().size(), counts[0], counts[1]);
  }

  /** Snapshots and attachments by their volume. */
  private static Map<String, List<String>> dependents(History history) {
    Map<String, List<String>> found = new HashMap<>();
    for (History.Call call : history.calls()) {
      boolean creates =
          call.kind().equals(OperationKind.SNAPSHOT_CREATE.word())
              || call.kind().equals(OperationKind.ATTACHMENT_CREATE.word());
      String resource = call.resource();
      String volume = call.volume();
      if (creates && resource != null && volume != null) {
        found.computeIfAbsent(volume, absent -> new ArrayList<>()).add(resource);
      }
    }
    return found;
  }

  private static void add(
      History.Call call,
      Map<String, List<Deed>> deeds,
      Map<String, List<SerialOrder.Attached>> attached,
      Map<String, List<String>> dependents) {
    String resource = call.resource();
    String volume = call.volume();
    if (resource != null) {
      deeds.computeIfAbsent(resource, absent -> new ArrayList<>()).add(Deed.onItsResource(call));
    }
    OperationKind kind = OperationKind.of(call.kind());
    switch (kind) {
      case VOLUME_REVERT ->
          deeds
              .computeIfAbsent("snapshot/" + call.detail(), absent -> new ArrayList<>())
              .add(Deed.ofRevertOnSnapshot(call));
      case VOLUME_DELETE -> {
        for (String dependent : dependents.getOrDefault(String.valueOf(volume), List.of())) {
          boolean snapshot = dependent.startsWith("snapshot/");
          if (!snapshot || "cascade".equals(call.detail())) {
            deeds
                .computeIfAbsent(dependent, absent -> new ArrayList<>())
                .add(
                    snapshot
                        ? Deed.ofCascadeOnSnapshot(call)
                        : Deed.ofVolumeDeleteOnAttachment(call));
          }
        }
      }
      case VOLUME_RESET_STATUS -> {
        for (String dependent : dependents.getOrDefault(String.valueOf(volume), List.of())) {
          if (dependent.startsWith("snapshot/")) {
            deeds
                .computeIfAbsent(dependent, absent -> new ArrayList<>())
                .add(Deed.ofResetOnSnapshot(call));
          }
        }
      }
      default -> attach(call, attached);
    }
  }

  private static void attach(History.Call call, Map<String, List<SerialOrder.Attached>> attached) {
    for (String status : statusesOfVolume(OperationKind.of(call.kind()), call.detail())) {
      attached
          .computeIfAbsent("volume/" + call.volume(), absent -> new ArrayList<>())
          .add(new SerialOrder.Attached(status, call.begin()));
    }
  }

  private static List<String> statusesOfVolume(OperationKind kind, @Nullable String detail) {
    return switch (kind) {
      case ATTACHMENT_CREATE ->
          "reserve".equals(detail) ? List.of("reserved") : List.of("attaching");
      case ATTACHMENT_UPDATE -> List.of("attaching");
      case ATTACHMENT_COMPLETE -> List.of("in-use");
      // A connection that an older call takes back leaves a server its reservation.
      case ATTACHMENT_DELETE -> List.of("detaching", "reserved");
      default -> List.of();
    };
  }

  private static String explain(
      String resource, History.Sight problem, List<History.Sight> seen, List<Deed> done) {
    List<String> before = new ArrayList<>();
    seen.stream()
        .filter(sight -> sight.end() <= problem.end())
        .sorted(Comparator.comparingLong(History.Sight::end))
        .map(History.Sight::status)
        .forEach(
            status -> {
              if (before.isEmpty() || !before.getLast().equals(status)) {
                before.add(status);
              }
            });
    return "%s was seen '%s' at %.3f s; seen so far %s, asked for %s: no serial order explains it"
        .formatted(
            resource,
            problem.status(),
            problem.begin() / 1e6,
            before,
            done.stream()
                .map(deed -> "%s at %.3f s".formatted(deed.kind().word(), deed.from() / 1e6))
                .toList());
  }
}

package io.clinker.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.clinker.operations.Vocabulary;
import io.clinker.store.UnservedOperations;
import io.clinker.store.UnservedOperations.Open;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets open operations say that they wait because nobody serves the queue of their step, and why.
 * Every node does it, since those that are left are the ones that can tell. One thread calls it.
 */
final class QueueWatch {
  private static final Duration YOUNGEST = Duration.ofSeconds(2);
  private static final int AT_ONCE = 1000;

  private final UnservedOperations operations;
  private final HeartbeatTracker heartbeats;
  private final ObjectMapper json = new ObjectMapper();

  QueueWatch(UnservedOperations operations, HeartbeatTracker heartbeats) {
    this.operations = operations;
    this.heartbeats = heartbeats;
  }

  void round() {
    for (Open open : operations.olderThan(YOUNGEST, AT_ONCE)) {
      Optional<String> why = whyUnserved(open);
      String said = open.reason();
      boolean saidSo = said != null && said.startsWith(UnservedOperations.WAITING);
      if (why.isPresent()) {
        if (!(UnservedOperations.WAITING + why.get()).equals(said)) {
          operations.waits(open.id(), why.get());
        }
      } else if (saidSo) {
        operations.goesOn(open.id());
      }
    }
  }

  private Optional<String> whyUnserved(Open open) {
    if (heartbeats.workers(Role.ENGINE.word()).isEmpty()) {
      return Optional.of("no live node takes work of the engine");
    }
    JsonNode plan = plan(open.plan());
    if (!heartbeats.someWorkerKnows(Role.ENGINE.word(), needs(open, plan))) {
      return Optional.of(
          "no live node of the engine is of a build that knows this %s".formatted(open.kind()));
    }
    String backend = open.backend();
    if (backend == null) {
      return Optional.empty();
    }
    if (!heartbeats.up(backend)) {
      String nodes = heartbeats.whyNotServed(backend);
      return Optional.of(
          nodes.isEmpty()
              ? "no node has ever served backend %s".formatted(backend)
              : "no live node serves backend %s (%s)".formatted(backend, nodes));
    }
    String host = plan.path("exportHost").textValue();
    return host == null || heartbeats.servedOn(backend, host)
        ? Optional.empty()
        : Optional.of(
            "no live node on host %s serves backend %s, and the volume is exported there"
                .formatted(host, backend));
  }

  private static Set<String> needs(Open open, JsonNode plan) {
    String name = plan.path("plan").textValue();
    return name == null ? Set.of(open.kind()) : Set.of(open.kind(), Vocabulary.plan(name));
  }

  private JsonNode plan(@Nullable String plan) {
    try {
      return plan == null ? MissingNode.getInstance() : json.readTree(plan);
    } catch (JsonProcessingException unreadable) {
      // Another build's plan tells nothing here.
      return MissingNode.getInstance();
    }
  }
}

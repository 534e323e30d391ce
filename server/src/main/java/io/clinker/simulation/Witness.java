package io.clinker.simulation;

import io.clinker.oracle.History;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;

/** Writes down what clients did and saw, and what happened. May be used from any thread. */
final class Witness {
  private static final String STATUSES =
      "select 'volume/' as kind, id, status from volume where live = 1"
          + " union all select 'snapshot/', id, status from snapshot where live = 1"
          + " union all select 'attachment/', id, attach_status from attachment where live = 1";

  private final Jdbi jdbi;
  private final long zero = System.nanoTime();
  private final Map<Integer, History.Call> calls = new ConcurrentHashMap<>();
  private final Queue<History.Sight> sights = new ConcurrentLinkedQueue<>();
  private final Queue<String> story = new ConcurrentLinkedQueue<>();

  Witness(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** Microseconds since the play began. */
  long now() {
    return (System.nanoTime() - zero) / 1000;
  }

  /** Something happened. */
  void tell(String what) {
    story.add("%8.1f ms  %s".formatted(now() / 1e3, what));
  }

  /** A request was answered; its repeats are one call, as the client that repeats sees it. */
  void call(int number, History.Call call) {
    calls.merge(number, call, Witness::repeated);
  }

  private static History.Call repeated(History.Call before, History.Call again) {
    boolean accepted = before.outcome() == History.Outcome.ACCEPTED;
    return new History.Call(
        before.kind(),
        before.resource(),
        before.volume(),
        before.detail(),
        before.begin(),
        again.end(),
        accepted ? before.outcome() : again.outcome(),
        accepted ? before.http() : again.http(),
        Stream.concat(before.requestIds().stream(), again.requestIds().stream()).toList(),
        before.key());
  }

  /** Looks at every resource that a client knows of: those for which a request was accepted. */
  void look() {
    Set<String> known = new HashSet<>();
    for (History.Call call : calls.values()) {
      String resource = call.resource();
      if (resource != null && call.outcome() == History.Outcome.ACCEPTED) {
        known.add(resource);
      }
    }
    long begin = now();
    Map<String, String> statuses = new HashMap<>();
    jdbi.useHandle(
        handle ->
            handle
                .createQuery(STATUSES)
                .map(
                    (row, context) ->
                        Map.entry(row.getString("kind") + row.getString("id"), row.getString(3)))
                .forEach(one -> statuses.put(one.getKey(), one.getValue())));
    long end = now();
    known.forEach(
        resource ->
            sights.add(
                new History.Sight(resource, statuses.getOrDefault(resource, "gone"), begin, end)));
  }

  History history() {
    return new History(List.copyOf(calls.values()), new ArrayList<>(sights));
  }

  List<String> story() {
    return List.copyOf(story);
  }
}

package io.clinker.oracle;

import io.clinker.operations.OperationKind;
import io.clinker.operations.OperationKind.Statuses;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks for an order of the deeds on one resource in which every sight of it is true: all sets of
 * states that can be reached are followed at once.
 */
final class SerialOrder {
  private static final Set<String> COMPUTED =
      Set.of("available", "in-use", "attaching", "detaching", "reserved");
  private static final int MOST_DEEDS = 62;
  private static final String NONE = "(none)";

  private final List<Deed> deeds;
  private final List<Attached> attached;

  /** From when on an attachment may have given the volume this status. */
  record Attached(String status, long from) {}

  /**
   * Where the resource may stand.
   *
   * @param begun the deeds that have begun, as bits
   * @param running the deed that holds the resource, -1 for none
   * @param before its status when that deed began
   */
  private record State(String status, long begun, int running, String before) {}

  SerialOrder(List<Deed> deeds, List<Attached> attached) {
    this.deeds = List.copyOf(deeds);
    this.attached = List.copyOf(attached);
  }

  /** Whether so few deeds were done that all orders can be tried. */
  boolean isTractable() {
    return deeds.size() <= MOST_DEEDS;
  }

  /** The first sight that no order explains; null if all are explained. */
  History.@Nullable Sight unexplained(List<History.Sight> sights) {
    List<History.Sight> left = new ArrayList<>(sights);
    left.sort((one, other) -> Long.compare(one.end(), other.end()));
    return search(left, Set.of(new State(NONE, 0, -1, NONE)));
  }

  private History.@Nullable Sight search(List<History.Sight> left, Set<State> states) {
    List<History.Sight> remaining = left;
    Set<State> reached = states;
    while (!remaining.isEmpty()) {
      List<History.Sight> first = possiblyFirst(remaining);
      if (first.size() == 1) {
        History.Sight sight = first.getFirst();
        reached = after(sight, reached);
        if (reached.isEmpty()) {
          return sight;
        }
        remaining = without(remaining, sight);
        continue;
      }
      History.Sight failed = null;
      for (History.Sight sight : first) {
        Set<State> next = after(sight, reached);
        History.Sight problem = next.isEmpty() ? sight : search(without(remaining, sight), next);
        if (problem == null) {
          return null;
        }
        failed = problem;
      }
      return failed;
    }
    return null;
  }

  /** Sights at the same time may have happened in any order; equal ones need no trying. */
  private static List<History.Sight> possiblyFirst(List<History.Sight> remaining) {
    long earliestEnd = remaining.getFirst().end();
    List<History.Sight> first = new ArrayList<>();
    Set<String> statuses = new HashSet<>();
    for (History.Sight sight : remaining) {
      if (sight.begin() <= earliestEnd && statuses.add(sight.status())) {
        first.add(sight);
      }
    }
    return first;
  }

  private static List<History.Sight> without(List<History.Sight> sights, History.Sight one) {
    List<History.Sight> rest = new ArrayList<>(sights);
    rest.remove(one);
    return rest;
  }

  private Set<State> after(History.Sight sight, Set<State> from) {
    Set<State> all = closure(from, sight.end());
    long must = 0;
    for (int index = 0; index < deeds.size(); index++) {
      if (deeds.get(index).until() < sight.begin()) {
        must |= 1L << index;
      }
    }
    Set<State> matching = new HashSet<>();
    for (State state : all) {
      if (state.status().equals(sight.status()) && (state.begun() & must) == must) {
        matching.add(state);
      }
    }
    return matching;
  }

  private Set<State> closure(Set<State> from, long now) {
    Set<State> all = new HashSet<>(from);
    Deque<State> open = new ArrayDeque<>(from);
    while (!open.isEmpty()) {
      for (State next : successors(open.pop(), now)) {
        if (all.add(next)) {
          open.push(next);
        }
      }
    }
    return all;
  }

  private List<State> successors(State state, long now) {
    List<State> next = new ArrayList<>();
    if (state.status().equals(Deed.GONE)) {
      // Requests that were accepted and met nothing any more change nothing.
      begin(state, now, next);
      return next;
    }
    if (state.running() >= 0) {
      end(state, now, next);
    } else if (COMPUTED.contains(state.status())) {
      for (String status : computed(now)) {
        next.add(new State(status, state.begun(), -1, status));
      }
    }
    begin(state, now, next);
    return next;
  }

  private void begin(State state, long now, List<State> next) {
    for (int index = 0; index < deeds.size(); index++) {
      Deed deed = deeds.get(index);
      boolean begun = (state.begun() & (1L << index)) != 0;
      if (begun || deed.from() > now || !mayBegin(state, deed)) {
        continue;
      }
      String during = deed.during();
      next.add(
          new State(
              during == null ? state.status() : during,
              state.begun() | (1L << index),
              index,
              state.running() >= 0 ? state.before() : state.status()));
    }
  }

  private boolean mayBegin(State state, Deed deed) {
    if (state.running() >= 0) {
      return deed.supersedes(deeds.get(state.running()));
    }
    if (state.status().equals(NONE) || deed.creates()) {
      return state.status().equals(NONE) && deed.creates();
    }
    // A forced delete may begin in any status.
    boolean deletes =
        deed.kind() == OperationKind.VOLUME_DELETE || deed.kind() == OperationKind.SNAPSHOT_DELETE;
    return !state.status().equals(Deed.GONE)
        && (deed.allowed().isEmpty() || deed.allowed().contains(state.status()) || deletes);
  }

  private void end(State state, long now, List<State> next) {
    for (String status : deeds.get(state.running()).after()) {
      switch (status) {
        case Statuses.COMPUTED ->
            computed(now).forEach(one -> next.add(new State(one, state.begun(), -1, one)));
        case Deed.AS_BEFORE ->
            next.add(new State(state.before(), state.begun(), -1, state.before()));
        default -> next.add(new State(status, state.begun(), -1, status));
      }
    }
  }

  private Set<String> computed(long now) {
    Set<String> statuses = new HashSet<>();
    statuses.add("available");
    attached.stream().filter(one -> one.from() <= now).forEach(one -> statuses.add(one.status()));
    return statuses;
  }
}

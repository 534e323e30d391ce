package io.clinker.node;

import io.clinker.operations.Vocabulary;
import io.clinker.placement.Liveness;
import io.clinker.store.NodeRegistry;
import io.clinker.store.NodeRegistry.BackendBeat;
import io.clinker.store.NodeRegistry.NodeBeat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Who lives, as this node sees it: a counter that has not moved for a while of this node's own
 * monotonic clock is stale. No two clocks are compared. Until it has watched for that long, a node
 * counts what it finds as alive. Read from any thread; one thread calls {@link #look}.
 */
public final class HeartbeatTracker implements Liveness {
  private final NodeRegistry registry;
  private final long staleNanos;
  private final LongSupplier nanoTime;
  private final Map<String, Seen> nodes = new HashMap<>();
  private final Map<String, Seen> backends = new HashMap<>();
  private volatile long lookedAt;
  private volatile View view = new View(Map.of(), Map.of(), Map.of(), Map.of(), 1);

  private record Seen(long counter, long since) {}

  /** One node's standing to a backend. */
  private record Seat(String node, String host, boolean serves, String reason) {}

  /**
   * What was found at the last look; {@code workers} are the live nodes that take work, by role,
   * {@code vocabularies} what the live nodes understand.
   */
  private record View(
      Map<String, Boolean> nodes,
      Map<String, List<Seat>> backends,
      Map<String, Set<String>> workers,
      Map<String, Set<String>> vocabularies,
      int workflowVersion) {}

  public HeartbeatTracker(NodeRegistry registry, Duration stale) {
    this(registry, stale, System::nanoTime);
  }

  HeartbeatTracker(NodeRegistry registry, Duration stale, LongSupplier nanoTime) {
    this.registry = registry;
    this.staleNanos = stale.toNanos();
    this.nanoTime = nanoTime;
    this.lookedAt = nanoTime.getAsLong();
  }

  /** Reads the counters; called every second or so. */
  public void look() {
    long now = nanoTime.getAsLong();
    List<NodeBeat> nodeBeats = registry.nodeBeats();
    List<BackendBeat> backendBeats = registry.backendBeats();
    Map<String, Boolean> liveNodes = new HashMap<>();
    Map<String, Set<String>> workers = new HashMap<>();
    Map<String, Set<String>> vocabularies = new HashMap<>();
    int lowest = Integer.MAX_VALUE;
    for (NodeBeat beat : nodeBeats) {
      boolean live = moves(nodes, beat.node(), beat.heartbeat(), now);
      liveNodes.put(beat.node(), live);
      if (live) {
        lowest = Math.min(lowest, beat.workflowVersion());
        Set<String> told = beat.vocabulary();
        vocabularies.put(beat.node(), told == null ? Vocabulary.OF_SILENT_BUILDS : told);
      }
      if (live && !beat.resting()) {
        beat.roles()
            .forEach(
                role -> workers.computeIfAbsent(role, key -> new TreeSet<>()).add(beat.node()));
      }
    }
    Map<String, List<Seat>> seats = new HashMap<>();
    for (BackendBeat beat : backendBeats) {
      String key = beat.backend() + "\n" + beat.node();
      boolean live = moves(backends, key, beat.heartbeat(), now);
      String reason = beat.reason();
      seats
          .computeIfAbsent(beat.backend(), name -> new ArrayList<>())
          .add(
              new Seat(
                  beat.node(),
                  beat.host(),
                  live && beat.up(),
                  !live ? "its heartbeat does not move" : reason == null ? "" : reason));
    }
    view =
        new View(liveNodes, seats, workers, vocabularies, lowest == Integer.MAX_VALUE ? 1 : lowest);
    lookedAt = now;
  }

  @Override
  public boolean up(String backend) {
    return seats(backend).stream().anyMatch(Seat::serves);
  }

  /** Whether a node on this host takes steps of the backend. */
  public boolean servedOn(String backend, String host) {
    return seats(backend).stream().anyMatch(seat -> seat.serves() && seat.host().equals(host));
  }

  /** Whether a node other than this one takes steps of the backend. */
  public boolean servedBesides(String backend, String node) {
    return seats(backend).stream().anyMatch(seat -> seat.serves() && !seat.node().equals(node));
  }

  /** What each node of a backend that nobody serves has to say. */
  public String whyNotServed(String backend) {
    return seats(backend).stream()
        .sorted(Comparator.comparing(Seat::node))
        .map(seat -> seat.node() + ": " + seat.reason())
        .collect(Collectors.joining("; "));
  }

  @Override
  public Set<String> nodesWithout(Set<String> words) {
    return view.vocabularies().entrySet().stream()
        .filter(node -> !node.getValue().containsAll(words))
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Whether a live node with this role, which takes new work, understands all of these words. */
  public boolean someWorkerKnows(String role, Set<String> words) {
    return workers(role).stream()
        .anyMatch(node -> view.vocabularies().getOrDefault(node, Set.of()).containsAll(words));
  }

  /** The live nodes with this role that take new work. */
  public Set<String> workers(String role) {
    return view.workers().getOrDefault(role, Set.of());
  }

  @Override
  public int workflowVersion() {
    return view.workflowVersion();
  }

  @Override
  public boolean nodeUp(String node) {
    return view.nodes().getOrDefault(node, false);
  }

  /** Whether this node's counter moves, as this node has seen it lately. */
  public boolean beats(String ownNode) {
    return nanoTime.getAsLong() - lookedAt < staleNanos && nodeUp(ownNode);
  }

  private List<Seat> seats(String backend) {
    return view.backends().getOrDefault(backend, List.of());
  }

  private boolean moves(Map<String, Seen> seen, String key, long counter, long now) {
    Seen before = seen.get(key);
    if (before == null || before.counter() != counter) {
      seen.put(key, new Seen(counter, now));
      return true;
    }
    return now - before.since() < staleNanos;
  }
}

package io.clinker.node;

import io.clinker.placement.Liveness;
import io.clinker.store.NodeRegistry;
import io.clinker.store.NodeRegistry.BackendBeat;
import io.clinker.store.NodeRegistry.NodeBeat;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

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
  private volatile View view = new View(Map.of(), Map.of(), 1);

  private record Seen(long counter, long since) {}

  /** What was found at the last look. */
  private record View(
      Map<String, Boolean> nodes, Map<String, Boolean> backends, int workflowVersion) {}

  public HeartbeatTracker(NodeRegistry registry, Duration stale) {
    this(registry, stale, System::nanoTime);
  }

  HeartbeatTracker(NodeRegistry registry, Duration stale, LongSupplier nanoTime) {
    this.registry = registry;
    this.staleNanos = stale.toNanos();
    this.nanoTime = nanoTime;
  }

  /** Reads the counters; called every second or so. */
  public void look() {
    long now = nanoTime.getAsLong();
    List<NodeBeat> nodeBeats = registry.nodeBeats();
    List<BackendBeat> backendBeats = registry.backendBeats();
    Map<String, Boolean> liveNodes = new HashMap<>();
    int lowest = Integer.MAX_VALUE;
    for (NodeBeat beat : nodeBeats) {
      boolean live = moves(nodes, beat.node(), beat.heartbeat(), now);
      liveNodes.put(beat.node(), live);
      if (live) {
        lowest = Math.min(lowest, beat.workflowVersion());
      }
    }
    Map<String, Boolean> upBackends = new HashMap<>();
    for (BackendBeat beat : backendBeats) {
      String key = beat.backend() + "\n" + beat.node();
      boolean live = moves(backends, key, beat.heartbeat(), now) && beat.up();
      upBackends.merge(beat.backend(), live, Boolean::logicalOr);
    }
    view = new View(liveNodes, upBackends, lowest == Integer.MAX_VALUE ? 1 : lowest);
  }

  @Override
  public boolean up(String backend) {
    return view.backends().getOrDefault(backend, false);
  }

  @Override
  public boolean nodeUp(String node) {
    return view.nodes().getOrDefault(node, false);
  }

  @Override
  public int workflowVersion() {
    return view.workflowVersion();
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

package io.clinker.store.testing;

import io.clinker.placement.Liveness;
import java.util.Set;

/**
 * Every backend and node is up but those that are named.
 *
 * @param down looked at each time, so it may change
 */
public record AllUp(Set<String> down) implements Liveness {
  /** Without exception. */
  public AllUp() {
    this(Set.of());
  }

  @Override
  public boolean up(String backend) {
    return !down.contains(backend);
  }

  @Override
  public boolean nodeUp(String node) {
    return !down.contains(node);
  }

  @Override
  public int workflowVersion() {
    return 1;
  }

  @Override
  public Set<String> nodesWithout(Set<String> words) {
    return Set.of();
  }
}

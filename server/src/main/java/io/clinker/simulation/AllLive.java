package io.clinker.simulation;

import io.clinker.placement.Liveness;
import io.clinker.workflows.support.WorkflowVersion;
import java.util.Set;

/** Every node and backend is up and of this build. */
record AllLive() implements Liveness {
  @Override
  public boolean up(String backend) {
    return true;
  }

  @Override
  public boolean nodeUp(String node) {
    return true;
  }

  @Override
  public int workflowVersion() {
    return WorkflowVersion.NEWEST;
  }

  @Override
  public Set<String> nodesWithout(Set<String> words) {
    return Set.of();
  }
}

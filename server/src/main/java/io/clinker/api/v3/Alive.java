package io.clinker.api.v3;

/** What this node knows of the others; never asks anybody. */
public interface Alive {
  /** Whether some live node reports that the backend answers. */
  boolean backendUp(String backend);

  /** Whether the node's heartbeat moves. */
  boolean nodeUp(String node);
}

package io.clinker.placement;

import java.util.Set;

/**
 * What this node knows of the others: a heartbeat counter that has not moved for some seconds of
 * this node's own monotonic clock is dead. Never asks the database while a transaction is open.
 */
public interface Liveness {
  /** Whether some live node reports the backend up. */
  boolean up(String backend);

  /** Whether the node's heartbeats arrive. */
  boolean nodeUp(String node);

  /** The lowest workflow version that a live node announces. */
  int workflowVersion();

  /** The live nodes that do not understand every one of these words of the vocabulary. */
  Set<String> nodesWithout(Set<String> words);
}

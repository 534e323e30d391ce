package io.clinker.node;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one node is.
 *
 * @param name unique among the nodes of an installation
 * @param host the machine's name; nodes of one machine share it
 * @param heartbeat how often the node says that it lives
 * @param drainTimeout how long a stop waits for steps that run
 */
public record NodeSettings(
    String name,
    String host,
    Set<Role> roles,
    String build,
    Duration heartbeat,
    Duration drainTimeout,
    List<BackendSettings> backends) {

  /** One configured storage system. */
  public record BackendSettings(
      String name,
      String driver,
      String availabilityZone,
      int reservedPercentage,
      double overSubscriptionRatio,
      LimitSettings limits,
      Map<String, Object> options) {}
}

package io.clinker.store;

import java.time.Instant;
import java.util.Set;

/**
 * A row of {@code node}.
 *
 * @param heartbeat grows while the node lives; only compared with what the reader saw before
 */
public record NodeRow(
    String name,
    String host,
    Set<String> roles,
    String build,
    int workflowVersion,
    long heartbeat,
    boolean draining,
    Instant startedAt,
    Instant updatedAt) {}

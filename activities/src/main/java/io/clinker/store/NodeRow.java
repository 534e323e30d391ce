package io.clinker.store;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code node}.
 *
 * @param heartbeat grows while the node lives; only compared with what the reader saw before
 * @param draining whether it is about to end
 * @param disabled whether an administrator has ordered it to take no new work
 * @param drainSeconds how long what ran when that was ordered may go on
 * @param follows whether the node has heard the last order
 * @param callsLeft driver calls that run
 * @param estimateSeconds when they will have ended, null if one of them does not tell
 */
public record NodeRow(
    String name,
    String host,
    Set<String> roles,
    String build,
    int workflowVersion,
    long heartbeat,
    boolean draining,
    boolean disabled,
    @Nullable String disabledReason,
    int drainSeconds,
    boolean follows,
    int callsLeft,
    @Nullable Integer estimateSeconds,
    Instant startedAt,
    Instant updatedAt) {}

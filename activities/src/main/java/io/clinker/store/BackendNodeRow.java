package io.clinker.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code backend_node}: how one node stands to a backend.
 *
 * @param heartbeat grows while the node looks; only compared with what the reader saw before
 * @param up whether the node takes steps of the backend
 * @param reason why it does not
 * @param breaker {@code closed} or {@code open}
 * @param slots calls that it may make at once
 * @param calls calls that run
 * @param hanging calls that were given up and have not ended
 * @param estimateSeconds when the calls that run will have ended, null if one does not tell
 */
public record BackendNodeRow(
    String backend,
    String node,
    String host,
    long heartbeat,
    boolean up,
    @Nullable String reason,
    String breaker,
    int slots,
    int calls,
    int hanging,
    @Nullable Integer estimateSeconds,
    Instant updatedAt) {}

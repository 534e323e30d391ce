package io.clinker.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code backend_node}: how one node sees a backend.
 *
 * @param heartbeat grows while the node looks; only compared with what the reader saw before
 */
public record BackendNodeRow(
    String backend,
    String node,
    String host,
    long heartbeat,
    boolean up,
    @Nullable String reason,
    Instant updatedAt) {}

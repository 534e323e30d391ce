package io.clinker.store;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code qos_specs}.
 *
 * @param consumer who keeps to the specs: "front-end" (the host), "back-end" or "both"
 */
public record QosSpecsRow(
    String id,
    String name,
    String consumer,
    Map<String, String> specs,
    Instant createdAt,
    @Nullable Instant updatedAt) {}

package io.clinker.store;

import java.time.Instant;

/**
 * A row of {@code pool}.
 *
 * @param totalGib as the backend said last
 * @param freeGib as the backend said last
 * @param allocatedGib the ledger: what was promised to volumes
 */
public record PoolRow(
    String backend,
    String name,
    long totalGib,
    long freeGib,
    long allocatedGib,
    int reservedPercentage,
    double overSubscriptionRatio,
    boolean thin,
    long report,
    Instant updatedAt) {}

package io.clinker.store;

import io.clinker.model.GroupId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code volume_group}. Part of histories: members are only ever added.
 *
 * @param volumeTypeIds the types that its volumes may have
 * @param backend where all its volumes are; null: no backend fits
 * @param groupSnapshotId what it was made from
 * @param sourceGroupId what it was made from
 * @param operationId the operation that holds the group alone
 */
public record GroupRow(
    GroupId id,
    String projectId,
    String userId,
    @Nullable String name,
    @Nullable String description,
    String groupTypeId,
    List<String> volumeTypeIds,
    String availabilityZone,
    String status,
    @Nullable String backend,
    @Nullable String groupSnapshotId,
    @Nullable String sourceGroupId,
    long fence,
    long version,
    @Nullable String operationId,
    Instant createdAt,
    @Nullable Instant updatedAt,
    @Nullable Instant deletedAt) {}

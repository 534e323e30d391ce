package io.clinker.store;

import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code snapshot}. Part of histories: members are only ever added.
 *
 * @param progress "0%" to "100%"
 * @param groupSnapshotId the group snapshot that it belongs to
 */
public record SnapshotRow(
    SnapshotId id,
    VolumeId volumeId,
    String projectId,
    String userId,
    @Nullable String name,
    @Nullable String description,
    int sizeGib,
    String volumeTypeId,
    String status,
    String progress,
    Map<String, String> metadata,
    long fence,
    long version,
    @Nullable String operationId,
    Instant createdAt,
    @Nullable Instant updatedAt,
    @Nullable Instant deletedAt,
    @Nullable String groupSnapshotId) {}

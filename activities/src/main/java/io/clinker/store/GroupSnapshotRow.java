package io.clinker.store;

import io.clinker.model.GroupId;
import io.clinker.model.GroupSnapshotId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code group_snapshot}. Part of histories: members are only ever added.
 *
 * @param operationId the operation that holds the group snapshot alone
 */
public record GroupSnapshotRow(
    GroupSnapshotId id,
    GroupId groupId,
    String projectId,
    String userId,
    @Nullable String name,
    @Nullable String description,
    String groupTypeId,
    String status,
    long fence,
    long version,
    @Nullable String operationId,
    Instant createdAt,
    @Nullable Instant updatedAt,
    @Nullable Instant deletedAt) {}

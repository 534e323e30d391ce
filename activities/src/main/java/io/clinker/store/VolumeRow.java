package io.clinker.store;

import io.clinker.model.VolumeId;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code volume}. Part of histories: members are only ever added.
 *
 * @param extendingToGib the size an open extend has reserved
 * @param volumeTypeName joined from the type, as it is named now
 * @param adminMetadata {@code readonly}, {@code attached_mode}
 * @param operationId the operation that holds the volume alone
 * @param groupId the group that it belongs to
 */
public record VolumeRow(
    VolumeId id,
    String projectId,
    String userId,
    @Nullable String name,
    @Nullable String description,
    int sizeGib,
    @Nullable Integer extendingToGib,
    String status,
    @Nullable String previousStatus,
    String attachStatus,
    @Nullable String migrationStatus,
    String volumeTypeId,
    @Nullable String volumeTypeName,
    @Nullable String snapshotId,
    @Nullable String sourceVolumeId,
    String availabilityZone,
    @Nullable String backend,
    @Nullable String pool,
    @Nullable String protocol,
    boolean bootable,
    boolean multiattach,
    Map<String, String> metadata,
    Map<String, String> adminMetadata,
    Map<String, String> imageMetadata,
    long fence,
    long version,
    @Nullable String operationId,
    Instant createdAt,
    @Nullable Instant updatedAt,
    @Nullable Instant launchedAt,
    @Nullable Instant deletedAt,
    @Nullable String groupId) {}

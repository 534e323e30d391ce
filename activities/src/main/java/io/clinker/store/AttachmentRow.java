package io.clinker.store;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.clinker.model.AttachmentId;
import io.clinker.model.VolumeId;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code attachment}. Part of histories, without its secrets: members are only ever added.
 *
 * @param connectionInfo what the host needs, with secrets; never written into a history or a log
 * @param secret what the host must prove to know; made once by admit
 * @param exportHost the host whose daemon serves the export
 */
public record AttachmentRow(
    AttachmentId id,
    VolumeId volumeId,
    String projectId,
    @Nullable String instanceUuid,
    @Nullable String attachedHost,
    @Nullable String mountpoint,
    @Nullable String attachMode,
    String attachStatus,
    @Nullable Map<String, Object> connector,
    @JsonIgnore @Nullable Map<String, Object> connectionInfo,
    @JsonIgnore @Nullable String secret,
    @Nullable String protocol,
    @Nullable String exportHost,
    long fence,
    long version,
    @Nullable String operationId,
    Instant createdAt,
    @Nullable Instant updatedAt,
    @Nullable Instant attachedAt,
    @Nullable Instant detachedAt,
    @Nullable Instant deletedAt) {
  /** The same used by this host or server. */
  public AttachmentRow usedBy(
      @Nullable String instance,
      @Nullable String host,
      @Nullable String device,
      @Nullable Instant since) {
    return new AttachmentRow(
        id,
        volumeId,
        projectId,
        instance,
        host,
        device,
        attachMode,
        attachStatus,
        connector,
        connectionInfo,
        secret,
        protocol,
        exportHost,
        fence,
        version,
        operationId,
        createdAt,
        updatedAt,
        since,
        detachedAt,
        deletedAt);
  }

  /** The same in the state {@code attached}. */
  public AttachmentRow attached(
      @Nullable String instance, @Nullable String host, String device, String mode, Instant since) {
    return new AttachmentRow(
        id,
        volumeId,
        projectId,
        instance,
        host,
        device,
        mode,
        "attached",
        connector,
        connectionInfo,
        secret,
        protocol,
        exportHost,
        fence,
        version,
        operationId,
        createdAt,
        updatedAt,
        since,
        detachedAt,
        deletedAt);
  }

  @Override
  public String toString() {
    return "AttachmentRow[id=%s, volumeId=%s, attachStatus=%s]"
        .formatted(id, volumeId, attachStatus);
  }
}

package io.clinker.store;

import io.clinker.model.VolumeId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code volume_transfer}.
 *
 * @param projectId who gives the volume away
 * @param salt in hex
 * @param keyHash of salt and key, in hex; the key itself is kept nowhere
 * @param noSnapshots whether the snapshots of the volume stay where they are
 * @param destinationProjectId who has accepted it
 */
public record TransferRow(
    String id,
    VolumeId volumeId,
    String projectId,
    @Nullable String name,
    String salt,
    String keyHash,
    boolean noSnapshots,
    @Nullable String destinationProjectId,
    boolean accepted,
    Instant createdAt) {
  @Override
  public String toString() {
    return "transfer " + id + " of volume " + volumeId;
  }
}

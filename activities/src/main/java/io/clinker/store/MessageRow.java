package io.clinker.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code message}: a failure told to the user, in Cinder's codes.
 *
 * @param resourceType "VOLUME", "VOLUME_SNAPSHOT"
 * @param actionId three digits
 * @param detailId three digits
 */
public record MessageRow(
    String id,
    String projectId,
    @Nullable String requestId,
    String resourceType,
    @Nullable String resourceId,
    String actionId,
    String detailId,
    Instant createdAt,
    Instant expiresAt) {
  /** The code that clients see. */
  public String eventId() {
    return "VOLUME_" + resourceType + "_" + actionId + "_" + detailId;
  }
}

package io.clinker.store;

import io.clinker.store.FindingRow.State;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A project that has rows and that the identity service does not know any more.
 *
 * @param message the finding in words
 * @param provenance who said so, and what the project has, as JSON
 * @param resolution how it ended; null while it has not
 * @param firstPass the pass that saw it first
 * @param lastPass the last pass that saw it
 */
public record OwnerlessRow(
    String id,
    String projectId,
    State state,
    String message,
    String provenance,
    @Nullable String resolution,
    long firstPass,
    long lastPass,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant resolvedAt)
    implements ListedFinding {
  /** Its kind in lists. */
  public static final String KIND = "ownerless";

  /** The word of a project where others have that of a resource. */
  public static final String PROJECT = "project";
}

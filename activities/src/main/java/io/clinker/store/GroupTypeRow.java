package io.clinker.store;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A row of {@code group_type}. */
public record GroupTypeRow(
    String id,
    String name,
    @Nullable String description,
    boolean isPublic,
    Map<String, String> groupSpecs,
    Instant createdAt,
    @Nullable Instant updatedAt) {
  /** The name of the group type that is the default once somebody makes it. */
  public static final String DEFAULT = "__DEFAULT__";
}

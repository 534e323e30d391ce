package io.clinker.store;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A row of {@code volume_type}. */
public record TypeRow(
    String id,
    String name,
    @Nullable String description,
    boolean isPublic,
    Map<String, String> extraSpecs,
    Instant createdAt,
    @Nullable Instant updatedAt,
    @Nullable Instant deletedAt) {
  /** The name of the type that is always there. */
  public static final String BUILT_IN = "__DEFAULT__";

  /** Whether volumes of this type may be attached more than once. */
  public boolean multiattach() {
    String value = extraSpecs.get("multiattach");
    return value != null && value.strip().equalsIgnoreCase("<is> True");
  }
}

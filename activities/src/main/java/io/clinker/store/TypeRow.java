package io.clinker.store;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code volume_type}.
 *
 * @param qosSpecsId the QoS specs that volumes of this type follow
 * @param encrypted whether it says how its volumes are to be encrypted
 */
public record TypeRow(
    String id,
    String name,
    @Nullable String description,
    boolean isPublic,
    Map<String, String> extraSpecs,
    Instant createdAt,
    @Nullable Instant updatedAt,
    @Nullable Instant deletedAt,
    @Nullable String qosSpecsId,
    boolean encrypted) {
  /** The name of the type that is always there. */
  public static final String BUILT_IN = "__DEFAULT__";

  /** The same with other extra specs. */
  public TypeRow withExtraSpecs(Map<String, String> specs, Instant now) {
    return new TypeRow(
        id, name, description, isPublic, specs, createdAt, now, deletedAt, qosSpecsId, encrypted);
  }

  /** Whether volumes of this type may be attached more than once. */
  public boolean multiattach() {
    return says(extraSpecs, "multiattach");
  }

  /** Whether extra specs say yes to this. */
  static boolean says(Map<String, String> specs, String key) {
    String value = specs.get(key);
    return value != null && value.strip().equalsIgnoreCase("<is> True");
  }
}

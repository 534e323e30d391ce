package io.clinker.admission;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What users may write into a volume or a snapshot at any time.
 *
 * @param name null: as it is; an empty optional: none
 * @param description null: as it is; an empty optional: none
 */
public record Description(
    @Nullable Optional<String> name,
    @Nullable Optional<String> description,
    MetadataChange metadata) {
  /** Only the metadata. */
  public static Description of(MetadataChange metadata) {
    return new Description(null, null, metadata);
  }

  @Nullable String nameOr(@Nullable String before) {
    return name == null ? before : name.orElse(null);
  }

  @Nullable String descriptionOr(@Nullable String before) {
    return description == null ? before : description.orElse(null);
  }
}

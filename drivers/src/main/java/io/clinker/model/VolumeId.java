package io.clinker.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/**
 * Names a volume.
 *
 * @param value a lower-case UUID with hyphens; an identifier is never used twice
 */
public record VolumeId(@JsonValue String value) {
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public VolumeId {
    Identifiers.requireUuid("volume id", value);
  }

  /** A new random identifier. */
  public static VolumeId random() {
    return new VolumeId(UUID.randomUUID().toString());
  }

  /** This volume as a resource. */
  public ResourceRef ref() {
    return new ResourceRef(ResourceKind.VOLUME, value);
  }

  @Override
  public String toString() {
    return value;
  }
}

package io.clinker.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/**
 * Names a snapshot.
 *
 * @param value a lower-case UUID with hyphens; an identifier is never used twice
 */
public record SnapshotId(@JsonValue String value) {
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public SnapshotId {
    Identifiers.requireUuid("snapshot id", value);
  }

  /** A new random identifier. */
  public static SnapshotId random() {
    return new SnapshotId(UUID.randomUUID().toString());
  }

  /** This snapshot as a resource. */
  public ResourceRef ref() {
    return new ResourceRef(ResourceKind.SNAPSHOT, value);
  }

  @Override
  public String toString() {
    return value;
  }
}

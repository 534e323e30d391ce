package io.clinker.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/**
 * Names a group snapshot.
 *
 * @param value a lower-case UUID with hyphens; an identifier is never used twice
 */
public record GroupSnapshotId(@JsonValue String value) {
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public GroupSnapshotId {
    Identifiers.requireUuid("group snapshot id", value);
  }

  /** A new random identifier. */
  public static GroupSnapshotId random() {
    return new GroupSnapshotId(UUID.randomUUID().toString());
  }

  /** This group snapshot as a resource. */
  public ResourceRef ref() {
    return new ResourceRef(ResourceKind.GROUP_SNAPSHOT, value);
  }

  @Override
  public String toString() {
    return value;
  }
}

package io.clinker.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/**
 * Names a group of volumes.
 *
 * @param value a lower-case UUID with hyphens; an identifier is never used twice
 */
public record GroupId(@JsonValue String value) {
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public GroupId {
    Identifiers.requireUuid("group id", value);
  }

  /** A new random identifier. */
  public static GroupId random() {
    return new GroupId(UUID.randomUUID().toString());
  }

  /** This group as a resource. */
  public ResourceRef ref() {
    return new ResourceRef(ResourceKind.GROUP, value);
  }

  @Override
  public String toString() {
    return value;
  }
}

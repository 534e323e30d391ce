package io.clinker.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/**
 * Names an attachment: one host's (or instance's) use of a volume.
 *
 * @param value a lower-case UUID with hyphens; an identifier is never used twice
 */
public record AttachmentId(@JsonValue String value) {
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public AttachmentId {
    Identifiers.requireUuid("attachment id", value);
  }

  /** A new random identifier. */
  public static AttachmentId random() {
    return new AttachmentId(UUID.randomUUID().toString());
  }

  /** This attachment as a resource. */
  public ResourceRef ref() {
    return new ResourceRef(ResourceKind.ATTACHMENT, value);
  }

  @Override
  public String toString() {
    return value;
  }
}

package io.clinker.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/**
 * Names an operation: one accepted request.
 *
 * @param value a lower-case UUID with hyphens; an identifier is never used twice
 */
public record OperationId(@JsonValue String value) {
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public OperationId {
    Identifiers.requireUuid("operation id", value);
  }

  /** A new random identifier. */
  public static OperationId random() {
    return new OperationId(UUID.randomUUID().toString());
  }

  @Override
  public String toString() {
    return value;
  }
}

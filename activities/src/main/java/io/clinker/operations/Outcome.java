package io.clinker.operations;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.clinker.model.ErrorCode;

/** How the steps ended; settle turns it into rows. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "outcome")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Outcome.Succeeded.class, name = "succeeded"),
  @JsonSubTypes.Type(value = Outcome.Failed.class, name = "failed"),
  @JsonSubTypes.Type(value = Outcome.Cancelled.class, name = "cancelled")
})
public sealed interface Outcome {
  record Succeeded() implements Outcome {}

  /** Undone after this error; the message is for the user. */
  record Failed(ErrorCode code, String message) implements Outcome {}

  /** Undone because the user asked. */
  record Cancelled() implements Outcome {}
}

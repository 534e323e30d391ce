package io.clinker.operations;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.clinker.model.ErrorCode;
import org.jspecify.annotations.Nullable;

/** How the steps ended; settle turns it into rows. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "outcome")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Outcome.Succeeded.class, name = "succeeded"),
  @JsonSubTypes.Type(value = Outcome.Failed.class, name = "failed"),
  @JsonSubTypes.Type(value = Outcome.Cancelled.class, name = "cancelled")
})
public sealed interface Outcome {
  /**
   * All steps are done.
   *
   * @param foundDone whether undoing found an effect that cannot be undone, so that the operation
   *     counts as done after all; only such a success may end an operation that is being undone
   * @param untold why another service of the cloud does not know of it, null if all do that must
   */
  record Succeeded(
      boolean foundDone, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String untold)
      implements Outcome {
    /** The ordinary success. */
    public Succeeded() {
      this(false);
    }

    public Succeeded(boolean foundDone) {
      this(foundDone, null);
    }
  }

  /** Undone after this error; the message is for the user. */
  record Failed(ErrorCode code, String message) implements Outcome {}

  /** Undone because the user asked. */
  record Cancelled() implements Outcome {}
}

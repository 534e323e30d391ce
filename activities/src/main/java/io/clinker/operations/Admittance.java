package io.clinker.operations;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.clinker.model.OperationId;
import io.clinker.model.ResourceRef;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The outcome of admission; a refusal is an outcome, not an exception. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "outcome")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Admittance.Admitted.class, name = "admitted"),
  @JsonSubTypes.Type(value = Admittance.Refused.class, name = "refused"),
  @JsonSubTypes.Type(value = Admittance.Repeated.class, name = "repeated"),
  @JsonSubTypes.Type(value = Admittance.Ended.class, name = "ended")
})
public sealed interface Admittance {
  /**
   * The operation's row is written.
   *
   * @param run the number of this engine run, from 1
   * @param fences of every object that the steps may change
   * @param ended whether admission settled it too, so that no step is left
   * @param row the resource's row as the client is to see it (see {@code io.clinker.store})
   * @param deadlineSeconds what is left of the time for transient failures
   * @param workflowVersion the lowest that every live node announces
   * @param undoing why the steps must be undone and not done, where that was decided before this
   *     run
   */
  record Admitted(
      OperationId operation,
      int run,
      Map<ResourceRef, Long> fences,
      Plan plan,
      boolean ended,
      AnswerRow row,
      long deadlineSeconds,
      int workflowVersion,
      @Nullable Outcome undoing)
      implements Admittance {}

  /** Nothing happened. */
  record Refused(Refusal refusal) implements Admittance {}

  /** The idempotency key belongs to this operation already. */
  record Repeated(OperationId operation) implements Admittance {}

  /**
   * The operation ended before this run could take it (abandoned, or another run did it): stop
   * without a word.
   */
  record Ended(@Nullable OperationState state) implements Admittance {}
}

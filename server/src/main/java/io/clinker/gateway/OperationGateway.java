package io.clinker.gateway;

import io.clinker.admission.Admission.Rehearsal;
import io.clinker.model.OperationId;
import io.clinker.operations.AnswerRow;
import io.clinker.operations.OperationRequest;
import io.clinker.operations.OperationState;
import io.clinker.operations.Refusal;
import java.time.Duration;
import java.util.Optional;

/**
 * The way of a request from the API into the engine. Exact: whatever is answered stays true. Called
 * from HTTP threads.
 */
public interface OperationGateway {
  /** What became of a request. */
  sealed interface Submission {
    /**
     * Accepted; the work goes on, or is done already.
     *
     * @param row the resource's row as admission left it
     * @param ended whether the operation ended in admission (nothing had to be done on storage)
     */
    record Accepted(OperationId operation, AnswerRow row, boolean ended) implements Submission {}

    /** Nothing happened. */
    record Refused(Refusal refusal) implements Submission {}

    /** The idempotency key belongs to this operation: answer as was recorded. */
    record Repeated(OperationId operation) implements Submission {}

    /** Nothing happened and nothing will; worth trying again later (503 with Retry-After). */
    record Unavailable(String reason) implements Submission {}

    /**
     * Neither the engine nor the database could say; the operation's id tells later (503 with the
     * id).
     */
    record Unknown(OperationId operation, String reason) implements Submission {}
  }

  /** Sends a request through admission, within the configured admission time. */
  Submission submit(OperationRequest request);

  /** What would become of a request. */
  sealed interface Prospect {
    /** It would be accepted. */
    record Acceptable(Rehearsal.WouldAdmit decision) implements Prospect {}

    record Refused(Refusal refusal) implements Prospect {}

    /** Its idempotency key belongs to this operation: the request was accepted before. */
    record Repeated(OperationId operation) implements Prospect {}

    /** It would not be accepted now; worth trying again later. */
    record Unavailable(String reason) implements Prospect {}
  }

  /** The same checks as {@link #submit}; nothing is done and nothing is written. */
  Prospect rehearse(OperationRequest request);

  /** Waits until the operation has ended, empty if it has not by then. */
  Optional<OperationState> awaitEnd(OperationId operation, Duration atMost);

  /** What became of a wish to cancel. */
  sealed interface Cancellation {
    record Accepted() implements Cancellation {}

    record Impossible(String reason) implements Cancellation {}

    record NotFound() implements Cancellation {}

    record Unavailable(String reason) implements Cancellation {}
  }

  Cancellation cancel(OperationId operation);
}

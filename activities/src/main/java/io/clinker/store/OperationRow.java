package io.clinker.store;

import io.clinker.model.OperationId;
import io.clinker.model.ResourceRef;
import io.clinker.operations.OperationKind;
import io.clinker.operations.OperationState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code operation}. Kind and resource are words, since a newer build may have written
 * them; an operation of a kind that this build does not know is shown and stands in the way of
 * others, no more.
 *
 * @param kindWord the word of the kind
 * @param resourceWord the resource as {@code kind/id}
 * @param request the {@code OperationInput} as JSON
 * @param answer the {@code AnswerRow} as admission left it, as JSON
 * @param plan the {@code Plan} as JSON
 * @param placement why each pool was taken or fell out, as JSON
 * @param run the number of the engine run whose turn it is
 */
public record OperationRow(
    OperationId id,
    String kindWord,
    String resourceWord,
    String projectId,
    String userId,
    String requestId,
    OperationState state,
    String request,
    @Nullable String answer,
    int run,
    String workflowId,
    String engineRunId,
    @Nullable String backend,
    @Nullable String pool,
    long poolGib,
    @Nullable String plan,
    @Nullable String placement,
    @Nullable String waitingReason,
    @Nullable Integer progress,
    @Nullable String errorCode,
    @Nullable String errorMessage,
    boolean cancelRequested,
    @Nullable String supersededBy,
    long deadlineSeconds,
    Instant admittedAt,
    Instant updatedAt,
    @Nullable Instant endedAt) {
  /** The row of the catalogue; only of an operation whose kind this build knows. */
  public OperationKind kind() {
    return OperationKind.of(kindWord);
  }

  /** What it holds alone; only of an operation whose kind this build knows. */
  public ResourceRef resource() {
    return ResourceRef.parse(resourceWord);
  }
}

package io.clinker.gateway;

import io.clinker.model.OperationId;
import io.clinker.operations.OperationRequest;
import io.clinker.operations.OperationState;
import java.time.Duration;
import java.util.Optional;

/** For a node that is not connected to an engine: reads work, nothing is accepted. */
public final class NoGateway implements OperationGateway {
  private static final String REASON = "this node is not connected to an engine";

  @Override
  public Submission submit(OperationRequest request) {
    return new Submission.Unavailable(REASON);
  }

  @Override
  public Optional<OperationState> awaitEnd(OperationId operation, Duration atMost) {
    return Optional.empty();
  }

  @Override
  public Cancellation cancel(OperationId operation) {
    return new Cancellation.Unavailable(REASON);
  }
}

package io.clinker.api;

import io.clinker.gateway.OperationGateway;
import io.clinker.model.OperationId;
import io.clinker.operations.OperationRequest;
import io.clinker.operations.OperationState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Answers what a test wants, so that every shape of answer can be seen. */
final class FakeGateway implements OperationGateway {
  private final List<OperationRequest> requests = new ArrayList<>();
  private Function<OperationRequest, Submission> next =
      request -> new Submission.Unavailable("nothing was arranged");
  private Function<OperationRequest, Prospect> prospect =
      request -> {
        throw new IllegalStateException("nothing was arranged");
      };
  private Cancellation cancellation = new Cancellation.Accepted();

  /** What the next requests are answered with. */
  void answer(Function<OperationRequest, Submission> answer) {
    next = answer;
  }

  /** What the next dry runs are answered with. */
  void answerDryRun(Function<OperationRequest, Prospect> answer) {
    prospect = answer;
  }

  void answerCancel(Cancellation answer) {
    cancellation = answer;
  }

  OperationRequest last() {
    return requests.getLast();
  }

  @Override
  public Submission submit(OperationRequest request) {
    requests.add(request);
    return next.apply(request);
  }

  @Override
  public Prospect rehearse(OperationRequest request) {
    requests.add(request);
    return prospect.apply(request);
  }

  @Override
  public Optional<OperationState> awaitEnd(OperationId operation, Duration atMost) {
    return Optional.empty();
  }

  @Override
  public Cancellation cancel(OperationId operation) {
    return cancellation;
  }
}

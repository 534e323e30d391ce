package io.clinker.api;

import io.clinker.driver.ManageableObject;
import io.clinker.gateway.OperationGateway;
import io.clinker.gateway.StorageQuestions;
import io.clinker.model.OperationId;
import io.clinker.model.ResourceKind;
import io.clinker.operations.ManageableQuery;
import io.clinker.operations.OperationRequest;
import io.clinker.operations.OperationState;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Answers what a test wants, so that every shape of answer can be seen. */
final class FakeGateway implements OperationGateway, StorageQuestions {
  private final List<OperationRequest> requests = new CopyOnWriteArrayList<>();
  private volatile Function<OperationRequest, Submission> next =
      request -> new Submission.Unavailable("nothing was arranged");
  private volatile Function<OperationRequest, Prospect> prospect =
      request -> {
        throw new IllegalStateException("nothing was arranged");
      };
  private volatile Cancellation cancellation = new Cancellation.Accepted();
  private final Map<String, List<ManageableObject>> manageable = new HashMap<>();

  /** What the next requests are answered with. */
  void answer(Function<OperationRequest, Submission> answer) {
    next = answer;
  }

  /** What the next dry runs are answered with. */
  void answerDryRun(Function<OperationRequest, Prospect> answer) {
    prospect = answer;
  }

  /** What a backend holds. */
  void holds(String backend, List<ManageableObject> objects) {
    manageable.put(backend, objects);
  }

  void answerCancel(Cancellation answer) {
    cancellation = answer;
  }

  OperationRequest last() {
    return requests.getLast();
  }

  @Override
  public List<ManageableObject> manageable(String backend, ManageableQuery query) {
    boolean snapshots = query.kind() == ResourceKind.SNAPSHOT;
    return query.page(
        manageable.getOrDefault(backend, List.of()).stream()
            .filter(object -> (object.source() != null) == snapshots)
            .toList());
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

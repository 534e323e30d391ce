package io.clinker.simulation;

import io.clinker.gateway.OperationGateway.Submission;
import io.clinker.gateway.TemporalGateway;
import io.clinker.model.OperationId;
import io.clinker.operations.OperationRequest;
import io.clinker.oracle.History;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks as the API does, for several clients at once, and remembers what was accepted. */
final class Clients implements AutoCloseable {
  private final TemporalGateway gateway;
  private final Witness witness;
  private final Duration patience;
  private final Map<Integer, Request> requests = new ConcurrentHashMap<>();
  private final Map<Integer, OperationId> operations = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  Clients(TemporalGateway gateway, Witness witness, Duration patience) {
    this.gateway = gateway;
    this.witness = witness;
    this.patience = patience;
  }

  /** Asks for all of it at once; returns when everybody has an answer. */
  void ask(List<Request> together) {
    List<Future<?>> answers = new ArrayList<>();
    for (Request request : together) {
      requests.put(request.number(), request);
      answers.add(threads.submit(() -> ask(request)));
    }
    answers.forEach(this::await);
  }

  /** Asks with the same key again. */
  void repeat(int number) {
    Request asked = requests.get(number);
    if (asked != null) {
      ask(List.of(asked));
    }
  }

  void cancel(int number) {
    operation(number).ifPresent(operation -> witness.tell("  " + gateway.cancel(operation)));
  }

  /** The operation of a request that was accepted. */
  Optional<OperationId> operation(int number) {
    return Optional.ofNullable(operations.get(number));
  }

  private void await(Future<?> answer) {
    try {
      answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped", stopped);
    } catch (TimeoutException | ExecutionException failed) {
      throw new IllegalStateException("a request has no answer", failed);
    }
  }

  private void ask(Request request) {
    OperationId operation = OperationId.random();
    String requestId = "req-" + operation;
    String key = "key-" + request.number();
    long begin = witness.now();
    Submission answer =
        gateway.submit(
            new OperationRequest(
                operation,
                request.input(),
                Ground.PROJECT,
                "somebody",
                true,
                requestId,
                key,
                "hash of " + key,
                World.ADMISSION.toMillis()));
    long end = witness.now();
    witness.tell("  #%d %s".formatted(request.number(), text(answer)));
    History.Outcome outcome = outcome(answer, request.number());
    witness.call(
        request.number(),
        new History.Call(
            request.input().kind().word(),
            request.resource().toString(),
            request.volume(),
            request.detail(),
            begin,
            end,
            outcome,
            outcome == History.Outcome.ACCEPTED ? 202 : 400,
            List.of(requestId),
            key));
  }

  private History.Outcome outcome(Submission answer, int number) {
    return switch (answer) {
      case Submission.Accepted accepted -> {
        operations.put(number, accepted.operation());
        yield History.Outcome.ACCEPTED;
      }
      case Submission.Repeated repeated -> {
        operations.put(number, repeated.operation());
        yield History.Outcome.ACCEPTED;
      }
      // That nothing happened and nothing will is a promise as well.
      case Submission.Refused ignored -> History.Outcome.REFUSED;
      case Submission.Unavailable ignored -> History.Outcome.REFUSED;
      case Submission.Unknown ignored -> History.Outcome.UNKNOWN;
    };
  }

  private static String text(Submission answer) {
    return switch (answer) {
      case Submission.Accepted accepted ->
          "accepted" + (accepted.ended() ? " and ended" : "") + " as " + accepted.operation();
      case Submission.Refused refused ->
          "refused with %d: %s".formatted(refused.refusal().status(), refused.refusal().message());
      case Submission.Repeated repeated -> "accepted before as " + repeated.operation();
      case Submission.Unavailable unavailable -> "not now: " + unavailable.reason();
      case Submission.Unknown unknown -> "not known: " + unknown.reason();
    };
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}

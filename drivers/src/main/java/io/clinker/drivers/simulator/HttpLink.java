package io.clinker.drivers.simulator;

import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The way to an array in another process. */
final class HttpLink implements ArrayLink {
  private final URI callAddress;
  private final Duration timeLimit;
  private final HttpClient client;

  HttpLink(URI address, Duration timeLimit) {
    this.callAddress = address.resolve("/call");
    this.timeLimit = timeLimit;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
  }

  @Override
  public CompletableFuture<ArrayAnswer> send(ArrayRequest request) {
    HttpRequest post =
        HttpRequest.newBuilder(callAddress)
            .timeout(timeLimit)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(ArrayJson.write(request)))
            .build();
    return client
        .sendAsync(post, HttpResponse.BodyHandlers.ofString())
        .handle(
            (response, problem) -> {
              if (response == null) {
                throw unanswered(problem);
              }
              return understand(response);
            });
  }

  private ArrayAnswer understand(HttpResponse<String> response) {
    return switch (response.statusCode()) {
      case 200 -> ArrayJson.read(response.body(), ArrayAnswer.class);
      case 409 -> throw ArrayJson.read(response.body(), ArrayJson.Failure.class).toException();
      default ->
          throw new ClinkerException(
              ErrorCode.OUTCOME_UNKNOWN,
              "The array gave an answer that is none",
              Map.of("status", Integer.toString(response.statusCode())));
    };
  }

  private ClinkerException unanswered(Throwable problem) {
    Throwable cause =
        problem instanceof CompletionException && problem.getCause() != null
            ? problem.getCause()
            : problem;
    boolean notReached =
        cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException;
    return new ClinkerException(
        notReached ? ErrorCode.BACKEND_UNAVAILABLE : ErrorCode.OUTCOME_UNKNOWN,
        notReached ? "The array cannot be reached" : "The array gave no answer",
        Map.of("address", callAddress.toString()),
        cause);
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}

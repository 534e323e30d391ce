package io.clinker.races;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.clinker.load.Recorder;
import io.clinker.operations.OperationKind;
import io.clinker.oracle.History;
import io.clinker.site.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A client of one node, which writes down what it does. A change that is answered with 503 is
 * repeated under its key, since a busy machine is no finding.
 */
final class Client {
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofSeconds(120);
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final URI node;
  private final String project;
  private final Recorder recorder;

  Client(URI node, String project, Recorder recorder) {
    this.node = node;
    this.project = project;
    this.recorder = recorder;
  }

  /**
   * A call that becomes an operation.
   *
   * @param path below the project
   * @param volume the volume behind it, null for a new one
   * @param resource the one it is about, as {@code kind/id}; null where it makes it
   * @param detail as in {@link History.Call}
   */
  record Request(
      OperationKind kind,
      String method,
      String path,
      @Nullable Object body,
      @Nullable String volume,
      @Nullable String resource,
      @Nullable String detail) {}

  /**
   * What came back.
   *
   * @param operation empty if none was accepted
   * @param asked when the request was sent, by the clock of this machine
   */
  record Answer(
      int status,
      JsonNode body,
      String operation,
      List<String> requestIds,
      Instant asked,
      Instant answered) {
    @Override
    public String toString() {
      return "%d '%s' %s asked %s answered %s"
          .formatted(status, message(), operation, asked, answered);
    }

    boolean accepted() {
      return status >= 200 && status < 300;
    }

    boolean refused() {
      return status >= 400 && status < 500;
    }

    /** The text of a fault. */
    String message() {
      return body.findPath("message").asText("");
    }

    /** The id of what was made. */
    String id() {
      return body.elements().hasNext() ? body.elements().next().path("id").asText("") : "";
    }
  }

  /** Sends the request, with more parameters if any, and notes it. */
  Answer send(Request request, String parameters) {
    String path = request.path();
    String more = parameters.isEmpty() ? "" : (path.contains("?") ? "&" : "?") + parameters;
    long begin = recorder.now();
    if (parameters.contains("dry_run")) {
      return raw(request.method(), path + more, request.body());
    }
    String key = UUID.randomUUID().toString();
    Answer answer = raw(request.method(), path + more, request.body(), key);
    Instant asked = answer.asked();
    List<String> requestIds = new ArrayList<>(answer.requestIds());
    long end = System.nanoTime() + LIMIT.toNanos();
    while (answer.status() == 503 && System.nanoTime() < end) {
      Await.sleep(PAUSE);
      answer = raw(request.method(), path + more, request.body(), key);
      requestIds.addAll(answer.requestIds());
    }
    Answer last =
        new Answer(
            answer.status(),
            answer.body(),
            answer.operation(),
            List.copyOf(requestIds),
            asked,
            answer.answered());
    note(request, last, begin, key);
    return last;
  }

  Answer send(Request request) {
    return send(request, "");
  }

  Answer get(String path) {
    return raw("GET", path, null);
  }

  /** Sent again while a busy machine does not answer it. */
  Answer raw(String method, String path, @Nullable Object body) {
    long end = System.nanoTime() + LIMIT.toNanos();
    Answer answer = raw(method, path, body, null);
    while (answer.status() == 503 && System.nanoTime() < end) {
      Await.sleep(PAUSE);
      answer = raw(method, path, body, null);
    }
    return answer;
  }

  private Answer raw(String method, String path, @Nullable Object body, @Nullable String key) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(node.resolve("/v3/" + project + path))
            .timeout(LIMIT)
            .header("X-Auth-Token", "races:" + project)
            .header("OpenStack-API-Version", "volume 3.70")
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(text(body)));
    if (key != null) {
      request.header("Idempotency-Key", key);
    }
    Instant asked = Instant.now();
    try {
      var response = HTTP.send(request.build(), BodyHandlers.ofString());
      return new Answer(
          response.statusCode(),
          response.body().isEmpty() ? MissingNode.getInstance() : MAPPER.readTree(response.body()),
          response.headers().firstValue("x-clinker-operation").orElse(""),
          response.headers().allValues("x-openstack-request-id"),
          asked,
          Instant.now());
    } catch (IOException lost) {
      throw new UncheckedIOException(method + " " + path, lost);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", stopped);
    }
  }

  private void note(Request request, Answer answer, long begin, String key) {
    String resource = request.resource();
    String volume = request.volume();
    if (resource == null && answer.accepted()) {
      resource = request.kind().resourceKind().word() + "/" + answer.id();
    }
    if (volume == null && resource != null) {
      volume = resource.substring(resource.indexOf('/') + 1);
    }
    recorder.call(
        new History.Call(
            request.kind().word(),
            resource,
            volume,
            request.detail(),
            begin,
            recorder.now(),
            answer.accepted()
                ? History.Outcome.ACCEPTED
                : answer.refused() ? History.Outcome.REFUSED : History.Outcome.UNKNOWN,
            answer.status(),
            answer.requestIds(),
            key));
  }

  /** The status of {@code kind/id} as shown, "gone" for a 404. */
  String status(String resource) {
    String[] parts = resource.split("/", 2);
    long begin = recorder.now();
    Answer answer = get("/" + parts[0] + "s/" + parts[1]);
    String status =
        answer.status() == 404
            ? "gone"
            : answer.body().path(parts[0]).path("status").asText("?" + answer.status());
    if (!status.startsWith("?")) {
      recorder.sight(new History.Sight(resource, status, begin, recorder.now()));
    }
    return status;
  }

  private static String text(Object body) {
    try {
      return MAPPER.writeValueAsString(body);
    } catch (JsonProcessingException failure) {
      throw new IllegalArgumentException("not to be written as JSON", failure);
    }
  }
}

package io.clinker.faults;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.clinker.site.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One project's view of one node's API, with everything that an answer has. */
final class Rest {
  static final String VERSION = "volume 3.70";
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final Duration ENDS = Duration.ofSeconds(120);
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final URI node;
  private final String project;

  Rest(URI node, String project) {
    this.node = node;
    this.project = project;
  }

  /** The same project at another node. */
  Rest at(URI other) {
    return new Rest(other, project);
  }

  /** A project that nobody has used. */
  static String newProject() {
    return UUID.randomUUID().toString().replace("-", "");
  }

  record Answer(int status, JsonNode body, Map<String, String> headers) {
    /** The message of a fault. */
    String fault() {
      return body.path(body.fieldNames().hasNext() ? body.fieldNames().next() : "")
          .path("message")
          .asText(body.toString());
    }

    String header(String name) {
      return headers.getOrDefault(name, "");
    }

    String operation() {
      return header("x-clinker-operation");
    }
  }

  /** Sent again while a busy machine does not answer it. */
  Answer get(String path) {
    return answered(() -> getOnce(path));
  }

  /** Sent once. */
  Answer getOnce(String path) {
    return send("GET", path, null, Map.of());
  }

  /** Sent again, as a client would, while a busy machine does not accept it in time. */
  Answer post(String path, Object body) {
    return patiently("POST", path, text(body));
  }

  /** Sent once. */
  Answer postOnce(String path, Object body) {
    return send("POST", path, text(body), Map.of());
  }

  /** Sent again, as a client would, while a busy machine does not accept it in time. */
  Answer delete(String path) {
    return patiently("DELETE", path, null);
  }

  /** The same with a body that is text already. */
  Answer patiently(String method, String path, @Nullable String body) {
    Map<String, String> key = Map.of("Idempotency-Key", UUID.randomUUID().toString());
    return answered(() -> send(method, path, body, key));
  }

  /**
   * The answer to a request that a busy machine may not accept in time; 503 says that it may be
   * repeated.
   */
  static Answer answered(Supplier<Answer> request) {
    Answer answer = request.get();
    for (int again = 0; again < 60 && answer.status() == 503; again++) {
      Await.sleep(Duration.ofMillis(500));
      answer = request.get();
    }
    return answer;
  }

  /** Sent once. */
  Answer send(String method, String path, @Nullable String body, Map<String, String> moreHeaders) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("X-Auth-Token", "somebody:" + project);
    headers.put("OpenStack-API-Version", VERSION);
    headers.put("Content-Type", "application/json");
    headers.putAll(moreHeaders);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(node.resolve("/v3/" + project + path))
            .timeout(LIMIT)
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    headers.forEach(request::header);
    try {
      HttpResponse<String> answer =
          HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
      Map<String, String> seen = new LinkedHashMap<>();
      answer.headers().map().forEach((name, values) -> seen.put(name, values.getFirst()));
      return new Answer(answer.statusCode(), read(answer.body()), seen);
    } catch (IOException failure) {
      throw new UncheckedIOException(method + " " + path, failure);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", stopped);
    }
  }

  /** Sends a request and hangs up before the answer can come. */
  void postAndHangUp(String path, Object body, String key) {
    byte[] bytes = text(body).getBytes(StandardCharsets.UTF_8);
    String head =
        ("POST /v3/%s%s HTTP/1.1\r\nHost: %s\r\nX-Auth-Token: somebody:%s\r\n"
                + "OpenStack-API-Version: %s\r\nContent-Type: application/json\r\n"
                + "Idempotency-Key: %s\r\nContent-Length: %d\r\n\r\n")
            .formatted(project, path, node.getAuthority(), project, VERSION, key, bytes.length);
    try (Socket socket = new Socket(node.getHost(), node.getPort())) {
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
      // Long enough to be read and admitted; the answer is never read.
      Await.sleep(Duration.ofMillis(300));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  static Map<String, Object> volume(Object... members) {
    Map<String, Object> volume = new LinkedHashMap<>();
    for (int index = 0; index < members.length; index += 2) {
      volume.put((String) members[index], members[index + 1]);
    }
    return Map.of("volume", volume);
  }

  /** A volume of 1 GiB, available. */
  String created(String type) {
    Answer answer = post("/volumes", volume("size", 1, "volume_type", type));
    require(answer, 202);
    awaitEnd(answer.operation(), "succeeded");
    return answer.body().path("volume").path("id").asText();
  }

  /** The operation, as the API shows it. */
  JsonNode operation(String id) {
    return get("/operations/" + id).body().path("operation");
  }

  /** Waits until the operation has ended; how it ended. */
  String end(String id) {
    Await.until(
        "operation " + id + " ends: " + operation(id),
        ENDS,
        () ->
            !operation(id).path("ended_at").asText("").isEmpty()
                && !operation(id).path("ended_at").isNull());
    return operation(id).path("state").asText();
  }

  void awaitEnd(String id, String state) {
    String end = end(id);
    if (!end.equals(state)) {
      throw new AssertionError("ended as " + end + ": " + operation(id));
    }
  }

  /** Cancels; sent again while a busy machine does not decide it, and may find itself done. */
  void cancelPatiently(String operation) {
    Answer answer = cancel(operation);
    for (int again = 0; again < 60 && answer.status() == 503; again++) {
      Await.sleep(Duration.ofMillis(500));
      answer = cancel(operation);
      if (answer.status() == 409) {
        return;
      }
    }
    require(answer, 202);
  }

  /** Sent once. */
  Answer cancel(String operation) {
    return send("POST", "/operations/" + operation + "/action", "{\"cancel\": null}", Map.of());
  }

  String status(String volume) {
    Answer answer = get("/volumes/" + volume);
    return answer.status() == 404
        ? "gone"
        : answer.body().path("volume").path("status").asText("?" + answer.status());
  }

  /** The volumes of the project, every page of them. */
  List<JsonNode> volumes() {
    List<JsonNode> found = new ArrayList<>();
    get("/volumes/detail?limit=1000").body().path("volumes").forEach(found::add);
    return found;
  }

  /** What the project's quota says is in use: volumes, GiB, snapshots. */
  String usage() {
    JsonNode set = get("/os-quota-sets/" + project + "?usage=True").body().path("quota_set");
    return "%d volumes, %d GiB, %d snapshots"
        .formatted(
            set.path("volumes").path("in_use").asInt(-1),
            set.path("gigabytes").path("in_use").asInt(-1),
            set.path("snapshots").path("in_use").asInt(-1));
  }

  void withoutLimits() {
    require(
        send(
            "PUT",
            "/os-quota-sets/" + project,
            text(Map.of("quota_set", Map.of("volumes", -1, "gigabytes", -1, "snapshots", -1))),
            Map.of()),
        200);
  }

  static void require(Answer answer, int status) {
    if (answer.status() != status) {
      throw new AssertionError(
          "expected %d, got %d %s".formatted(status, answer.status(), answer.body()));
    }
  }

  static String text(Object body) {
    try {
      return MAPPER.writeValueAsString(body);
    } catch (JsonProcessingException failure) {
      throw new IllegalArgumentException("not to be written as JSON", failure);
    }
  }

  private static JsonNode read(String body) {
    try {
      return body.isEmpty() ? MissingNode.getInstance() : MAPPER.readTree(body);
    } catch (JsonProcessingException notJson) {
      return MissingNode.getInstance();
    }
  }
}

package io.clinker.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clinker.api.http.Microversion;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The API as one measuring client uses it: one connection, noauth. */
final class ApiClient implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String VERSION = "volume " + Microversion.MAXIMUM;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ObjectMapper mapper = new ObjectMapper();
  private final String base;
  private final String project;

  ApiClient(String endpoint, String project) {
    this.base = endpoint + "/v3/" + project;
    this.project = project;
  }

  String project() {
    return project;
  }

  /** An answer: its status and body, with the time from sending to the last byte. */
  record Answer(int status, byte[] body, long nanos) {}

  Answer call(String method, String path, @Nullable String body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(LIMIT)
            .header("X-Auth-Token", "bench:" + project)
            .header("Content-Type", "application/json")
            .header("OpenStack-API-Version", VERSION)
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build();
    try {
      long start = System.nanoTime();
      HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
      return new Answer(response.statusCode(), response.body(), System.nanoTime() - start);
    } catch (IOException failure) {
      throw new IllegalStateException(method + " " + path + " failed", failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  JsonNode json(Answer answer) {
    try {
      return mapper.readTree(answer.body());
    } catch (IOException failure) {
      throw new IllegalStateException("an answer is not JSON", failure);
    }
  }

  JsonNode expect(int status, String method, String path, @Nullable String body) {
    Answer answer = call(method, path, body);
    if (answer.status() != status) {
      throw new IllegalStateException(
          "%s %s: %d %s"
              .formatted(
                  method,
                  path,
                  answer.status(),
                  new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8)));
    }
    return answer.body().length == 0 ? mapper.nullNode() : json(answer);
  }

  @Override
  public void close() {
    http.close();
  }
}

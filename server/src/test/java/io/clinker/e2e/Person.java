package io.clinker.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.clinker.site.Await;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Somebody with a token, or with none. */
record Person(HttpClient http, URI service, String token) {
  /** What came back. */
  record Answer(HttpResponse<String> response) {
    int status() {
      return response.statusCode();
    }

    String text() {
      return response.body();
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    JsonNode json() {
      try {
        JsonNode read = new ObjectMapper().readTree(response.body());
        return read == null ? MissingNode.getInstance() : read;
      } catch (IOException e) {
        throw new IllegalStateException(response.body(), e);
      }
    }

    String message() {
      return json().path(json().fieldNames().next()).path("message").asText();
    }

    Answer expect(int status) {
      assertThat(status()).as("%s %s", response.request(), text()).isEqualTo(status);
      return this;
    }
  }

  Answer get(String path) {
    return send("GET", path, "");
  }

  /** Sent again while a busy machine does not accept it in time. */
  Answer send(String method, String path, String body, String... headers) {
    List<String> all = new ArrayList<>(List.of(headers));
    if (!all.contains("Idempotency-Key")) {
      all.addAll(List.of("Idempotency-Key", UUID.randomUUID().toString()));
    }
    String[] withKey = all.toArray(String[]::new);
    Answer answer = sendOnce(method, path, body, withKey);
    for (int again = 0; again < 20 && answer.status() == 503; again++) {
      Await.sleep(Duration.ofMillis(500));
      answer = sendOnce(method, path, body, withKey);
    }
    return answer;
  }

  Answer sendOnce(String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(service + "/v3" + path))
            .timeout(Duration.ofSeconds(60))
            .header("OpenStack-API-Version", "volume 3.71")
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (!token.isEmpty()) {
      request.header("X-Auth-Token", token);
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return new Answer(http.send(request.build(), BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Makes a volume of 1 GiB and waits for it; its id. */
  String volume(String name) throws InterruptedException {
    String id =
        send("POST", "/volumes", "{\"volume\":{\"size\":1,\"name\":\"" + name + "\"}}")
            .expect(202)
            .json()
            .at("/volume/id")
            .asText();
    await("/volumes/" + id, "/volume/status", "available");
    return id;
  }

  void await(String path, String member, String status) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(180).toNanos();
    while (!get(path).expect(200).json().at(member).asText().equals(status)) {
      assertThat(System.nanoTime()).as("%s %s", path, status).isLessThan(end);
      Thread.sleep(50);
    }
  }
}

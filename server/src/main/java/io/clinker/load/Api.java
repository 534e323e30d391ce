package io.clinker.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
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
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The API behind several addresses. A read goes to the next address when one does not answer. A
 * change whose outcome is not known is repeated under its key, at any address, until it is known or
 * the time is over. May be used from any thread.
 */
public final class Api implements AutoCloseable {
  private static final String VERSION = "volume 3.70";
  private static final Duration LIMIT = Duration.ofSeconds(75);
  private static final Duration PAUSE = Duration.ofMillis(150);
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();
  private final List<URI> addresses;
  private final Identity identity;
  private final Duration limit;
  private final AtomicInteger next = new AtomicInteger();

  public Api(List<URI> addresses, String project) {
    this(addresses, project, LIMIT);
  }

  /**
   * @param limit how long one try waits for its answer
   */
  public Api(List<URI> addresses, String project, Duration limit) {
    this(addresses, Identity.unchecked(project), limit);
  }

  /** As somebody whom the identity service may have to know. */
  public Api(List<URI> addresses, Identity identity) {
    this(addresses, identity, LIMIT);
  }

  private Api(List<URI> addresses, Identity identity, Duration limit) {
    this.limit = limit;
    this.addresses = List.copyOf(addresses);
    this.identity = identity;
  }

  /**
   * An answer.
   *
   * @param status 0 if there was none
   * @param requests the ids that the service gave the request and its repeats, oldest first
   * @param key the idempotency key of a change
   */
  public record Answer(int status, JsonNode body, List<String> requests, @Nullable String key) {
    /** Whether the service did or will do what was asked. */
    public boolean accepted() {
      return status >= 200 && status < 300;
    }

    /** Whether nothing was done and nothing will be. */
    public boolean refused() {
      return status >= 400 && status < 500;
    }
  }

  /** Reads, at the next address if one does not answer; status 0 if none does for so long. */
  public Answer get(String path, Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      Answer answer = send("GET", path, null, null);
      boolean known = answer.status() != 0 && answer.status() < 500;
      if (known || System.nanoTime() > end) {
        return answer;
      }
      pause();
    }
  }

  /** Changes, repeated under one key while the outcome is not known. */
  public Answer change(String method, String path, @Nullable Object body, Duration patience) {
    String key = UUID.randomUUID().toString();
    String text = body == null ? null : write(body);
    long end = System.nanoTime() + patience.toNanos();
    List<String> requests = new ArrayList<>();
    while (true) {
      Answer answer = send(method, path, text, key);
      requests.addAll(answer.requests());
      if (answer.accepted() || answer.refused() || System.nanoTime() > end) {
        return new Answer(answer.status(), answer.body(), List.copyOf(requests), key);
      }
      pause();
    }
  }

  /** One try, at whatever address is next. */
  public Answer send(String method, String path, @Nullable String body, @Nullable String key) {
    URI address = addresses.get(Math.floorMod(next.getAndIncrement(), addresses.size()));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address.resolve(identity.root() + path))
            .timeout(limit)
            .header("X-Auth-Token", identity.token())
            .header("OpenStack-API-Version", VERSION)
            .header("Content-Type", "application/json")
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (key != null) {
      request.header("Idempotency-Key", key);
    }
    try {
      HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
      return new Answer(
          response.statusCode(),
          read(response.body()),
          response.headers().allValues("x-openstack-request-id"),
          key);
    } catch (IOException lost) {
      return new Answer(0, MissingNode.getInstance(), List.of(), key);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new Stopped();
    }
  }

  /** The load is to end. */
  public static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Stopped() {
      super("stopped", null, false, false);
    }
  }

  static void sleep(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new Stopped();
    }
  }

  private static void pause() {
    sleep(PAUSE);
  }

  private static String write(Object body) {
    try {
      return MAPPER.writeValueAsString(body);
    } catch (IOException failure) {
      throw new IllegalArgumentException("not to be written as JSON", failure);
    }
  }

  private static JsonNode read(byte[] body) {
    if (body.length == 0) {
      return MissingNode.getInstance();
    }
    try {
      return MAPPER.readTree(body);
    } catch (IOException notJson) {
      return MissingNode.getInstance();
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}

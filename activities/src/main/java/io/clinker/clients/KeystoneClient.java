package io.clinker.clients;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The identity API v3 of Keystone: tokens of this service and of others. Any number of threads may
 * call it; each call ends within the time limit.
 */
public final class KeystoneClient implements Projects {
  private static final Duration RENEWED_BEFORE = Duration.ofMinutes(2);
  private static final String SUBJECT = "X-Subject-Token";
  private static final String TOKENS = "/auth/tokens";

  private final URI identity;
  private final ServiceCredential credential;
  private final TimedHttp http;
  private final Duration limit;
  private final InstantSource clock;
  private final ObjectMapper mapper = new ObjectMapper();
  private final AtomicReference<@Nullable OwnToken> own = new AtomicReference<>();

  private record OwnToken(String id, Instant expiresAt) {
    @Override
    public String toString() {
      return "a token until " + expiresAt;
    }
  }

  /**
   * @param identity up to and with {@code /v3}
   * @param limit for everything that one call does
   */
  public KeystoneClient(
      URI identity,
      ServiceCredential credential,
      TimedHttp http,
      Duration limit,
      InstantSource clock) {
    this.identity = identity;
    this.credential = credential;
    this.http = http;
    this.limit = limit;
    this.clock = clock;
  }

  /**
   * What a token says; empty if it is not valid.
   *
   * @param allowExpired also for one that has expired lately, as for work that a service does on
   *     behalf of its user
   * @throws IdentityException if nobody can tell
   */
  public Optional<TokenFacts> validate(String token, boolean allowExpired)
      throws IdentityException {
    Deadline deadline = Deadline.in(limit);
    String service = serviceToken(deadline);
    HttpResponse<byte[]> answer = validate(token, allowExpired, service, deadline);
    if (answer.statusCode() == 401) {
      // Revoked, or the identity service has lost its keys: a new one, once.
      own.updateAndGet(held -> held != null && held.id().equals(service) ? null : held);
      answer = validate(token, allowExpired, serviceToken(deadline), deadline);
    }
    return switch (answer.statusCode()) {
      case 200 -> Optional.of(TokenReader.read(object(answer).path("token")));
      case 404 -> Optional.empty();
      default -> throw unclear(answer.statusCode());
    };
  }

  /** A refusal may be of the token, as of one whose trust is gone; all else is of the service. */
  private static IdentityException unclear(int status) {
    String reason = "the validation of a token was answered with " + status;
    boolean refused = status >= 400 && status < 500;
    return refused && status != 401 && status != 408 && status != 429
        ? IdentityException.ofOneToken(reason)
        : new IdentityException(reason);
  }

  /**
   * A valid token of this service, kept until shortly before its end.
   *
   * @throws IdentityException if there is none to be had
   */
  public String serviceToken() throws IdentityException {
    return serviceToken(Deadline.in(limit));
  }

  /** The token of this service was refused somewhere: the next one is new. */
  public void forgetServiceToken() {
    own.set(null);
  }

  /**
   * Where a service of the cloud is, by the catalog of this service's own token.
   *
   * @param region empty for whichever comes first
   * @throws IdentityException if nobody can tell, or if there is none
   */
  public URI endpoint(String type, String kind, Optional<String> region) throws IdentityException {
    Deadline deadline = Deadline.in(limit);
    HttpResponse<byte[]> answer =
        http.send(
            HttpRequest.newBuilder(at("/auth/catalog"))
                .header("Accept", "application/json")
                .header("X-Auth-Token", serviceToken(deadline))
                .GET(),
            deadline);
    if (answer.statusCode() == 401) {
      forgetServiceToken();
    }
    if (answer.statusCode() != 200) {
      throw new IdentityException(
          "the request for the catalog was answered with " + answer.statusCode());
    }
    for (JsonNode service : object(answer).path("catalog")) {
      for (JsonNode endpoint : service.path("endpoints")) {
        if (service.path("type").asText().equals(type)
            && endpoint.path("interface").asText().equals(kind)
            && region.map(endpoint.path("region").asText()::equals).orElse(true)) {
          return URI.create(endpoint.path("url").asText());
        }
      }
    }
    throw new IdentityException("the catalog has no %s endpoint of %s".formatted(kind, type));
  }

  /** The service's user needs the right to read projects; without it nobody can tell. */
  @Override
  public boolean knows(String projectId) throws IdentityException {
    Deadline deadline = Deadline.in(limit);
    HttpResponse<byte[]> answer =
        http.send(
            HttpRequest.newBuilder(
                    at("/projects/" + URLEncoder.encode(projectId, StandardCharsets.UTF_8)))
                .header("Accept", "application/json")
                .header("X-Auth-Token", serviceToken(deadline))
                .GET(),
            deadline);
    if (answer.statusCode() == 401) {
      forgetServiceToken();
    }
    // A wrong address answers 404 as well, but not in the words of the identity service.
    boolean said =
        switch (answer.statusCode()) {
          case 200 -> object(answer).path("project").path("id").asText().equals(projectId);
          case 404 -> object(answer).path("error").path("code").asInt() == 404;
          default -> false;
        };
    if (!said) {
      throw new IdentityException(
          "the question for project %s was answered with %d"
              .formatted(projectId, answer.statusCode()));
    }
    return answer.statusCode() == 200;
  }

  private String serviceToken(Deadline deadline) throws IdentityException {
    OwnToken held = own.get();
    if (held != null && clock.instant().plus(RENEWED_BEFORE).isBefore(held.expiresAt())) {
      return held.id();
    }
    JsonNode body = JsonNodeFactory.instance.objectNode().set("auth", credential.auth());
    HttpResponse<byte[]> answer =
        http.send(
            HttpRequest.newBuilder(at(TOKENS + "?nocatalog"))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(BodyPublishers.ofString(body.toString(), StandardCharsets.UTF_8)),
            deadline);
    Optional<String> id = answer.headers().firstValue(SUBJECT);
    if (answer.statusCode() != 201 || id.isEmpty()) {
      throw new IdentityException(
          "the request of %s for a token was answered with %d"
              .formatted(credential, answer.statusCode()));
    }
    OwnToken fresh =
        new OwnToken(id.get(), expiry(object(answer).path("token").path("expires_at").asText()));
    own.set(fresh);
    return fresh.id();
  }

  private HttpResponse<byte[]> validate(
      String token, boolean allowExpired, String service, Deadline deadline)
      throws IdentityException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                at(TOKENS + "?nocatalog=1" + (allowExpired ? "&allow_expired=1" : "")))
            .header("Accept", "application/json")
            .header("OpenStack-Identity-Access-Rules", "1.0")
            .header("X-Auth-Token", service)
            .header(SUBJECT, token)
            .GET();
    return http.send(request, deadline);
  }

  private URI at(String path) {
    String base = identity.toString();
    return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path);
  }

  private JsonNode object(HttpResponse<byte[]> answer) throws IdentityException {
    try {
      return mapper.readTree(answer.body());
    } catch (IOException e) {
      throw new IdentityException("an answer is no JSON", e);
    }
  }

  static Instant expiry(String text) throws IdentityException {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new IdentityException("'" + text + "' is no time of expiry", e);
    }
  }
}

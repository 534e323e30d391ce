package io.clinker.clients;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clinker.model.VolumeId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The compute API v2.1 of Nova, in the microversions that Cinder asks for. */
public final class ComputeClient implements Compute {
  /** The first in which a volume is told to have grown. */
  private static final String OF_EVENTS = "2.51";

  /** The first that names the attachment. */
  private static final String OF_ATTACHMENTS = "2.89";

  /** Where the compute service is; asked for each call, since a catalog may change. */
  @FunctionalInterface
  public interface Place {
    URI now() throws IdentityException;
  }

  private final Place place;
  private final Optional<KeystoneClient> keystone;
  private final TimedHttp http;
  private final Duration limit;
  private final ObjectMapper mapper = new ObjectMapper();

  /**
   * @param keystone gives this service its tokens; empty where calls need none
   * @param limit for everything that one call does
   */
  public ComputeClient(
      Place place, Optional<KeystoneClient> keystone, TimedHttp http, Duration limit) {
    this.place = place;
    this.keystone = keystone;
    this.http = http;
    this.limit = limit;
  }

  @Override
  public Optional<String> extended(VolumeId volume, List<String> servers) throws ComputeException {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ArrayNode events = body.putArray("events");
    for (String server : servers) {
      events
          .addObject()
          .put("name", "volume-extended")
          .put("server_uuid", server)
          .put("tag", volume.value());
    }
    HttpResponse<byte[]> answer =
        send(
            "/os-server-external-events",
            OF_EVENTS,
            request ->
                request
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(body.toString(), StandardCharsets.UTF_8)));
    int status = answer.statusCode();
    return status == 200 || status == 207
        ? failed(json(answer).path("events"))
        : Optional.of("the compute service answered with " + status);
  }

  /** What each event was answered with; an event without an answer is not taken. */
  private static Optional<String> failed(JsonNode events) {
    List<String> failures = new ArrayList<>();
    for (JsonNode event : events) {
      int code = event.path("code").asInt(0);
      if (code != 200) {
        failures.add(
            "server %s: %d %s"
                .formatted(
                    event.path("server_uuid").asText(), code, event.path("status").asText()));
      }
    }
    if (!events.isArray() || events.isEmpty()) {
      failures.add("an answer without events");
    }
    return failures.isEmpty()
        ? Optional.empty()
        : Optional.of("the compute service took not all: " + String.join(", ", failures));
  }

  @Override
  public Optional<String> attachmentOf(String server, VolumeId volume) throws ComputeException {
    HttpResponse<byte[]> answer =
        send(
            "/servers/%s/os-volume_attachments/%s".formatted(server, volume),
            OF_ATTACHMENTS,
            HttpRequest.Builder::GET);
    return switch (answer.statusCode()) {
      case 200 -> Optional.of(json(answer).path("volumeAttachment").path("attachment_id").asText());
      case 404 -> Optional.empty();
      default ->
          throw new ComputeException("the compute service answered with " + answer.statusCode());
    };
  }

  @FunctionalInterface
  private interface Verb {
    HttpRequest.Builder of(HttpRequest.Builder request);
  }

  /** Sends it with a token of this service, and with a new one if that was taken back. */
  private HttpResponse<byte[]> send(String path, String version, Verb verb)
      throws ComputeException {
    Deadline deadline = Deadline.in(limit);
    try {
      HttpResponse<byte[]> answer = once(path, version, verb, deadline);
      if (answer.statusCode() == 401 && keystone.isPresent()) {
        keystone.get().forgetServiceToken();
        answer = once(path, version, verb, deadline);
      }
      int status = answer.statusCode();
      if (status == 401 || status == 408 || status == 429 || status >= 500) {
        throw new ComputeException("the compute service answered with " + status);
      }
      return answer;
    } catch (IdentityException away) {
      throw new ComputeException(away);
    }
  }

  private HttpResponse<byte[]> once(String path, String version, Verb verb, Deadline deadline)
      throws IdentityException {
    String base = place.now().toString();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create(
                    (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path))
            .header("Accept", "application/json")
            .header("OpenStack-API-Version", "compute " + version)
            .header("X-OpenStack-Nova-API-Version", version);
    if (keystone.isPresent()) {
      request.header("X-Auth-Token", keystone.get().serviceToken());
    }
    return http.send(verb.of(request), deadline);
  }

  private JsonNode json(HttpResponse<byte[]> answer) throws ComputeException {
    try {
      return mapper.readTree(answer.body());
    } catch (IOException e) {
      throw new ComputeException("an answer of the compute service is no JSON");
    }
  }
}

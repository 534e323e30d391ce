package io.clinker.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A double of the compute service: as much of it as clients and Clinker ask, which is that a server
 * exists, by which attachment it uses a volume, and that it takes events. May be used from any
 * thread.
 */
public final class ComputeDouble implements AutoCloseable {
  private static final String SERVERS = "/v2.1/servers/";
  private static final String EVENTS = "/v2.1/os-server-external-events";
  private static final String USES = "/os-volume_attachments/";

  private final ObjectMapper mapper = new ObjectMapper();
  private final HttpServer http;
  private final List<JsonNode> events = new CopyOnWriteArrayList<>();
  private final Map<String, String> uses = new ConcurrentHashMap<>();
  private final boolean withTokens;
  private volatile int answer = 200;

  private ComputeDouble(boolean withTokens) throws IOException {
    this.withTokens = withTokens;
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
    http.createContext("/", this::answer);
    http.start();
  }

  /** One that answers nobody who has no token. */
  public static ComputeDouble start() throws IOException {
    return new ComputeDouble(true);
  }

  /** One that asks for no token, as beside a service without Keystone. */
  public static ComputeDouble startOpen() throws IOException {
    return new ComputeDouble(false);
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/v2.1");
  }

  /** The server uses the volume by this attachment. */
  public void uses(String server, String volume, String attachment) {
    uses.put(server + USES + volume, attachment);
  }

  /** What events are answered with from now on. */
  public void answerEvents(int status) {
    answer = status;
  }

  /** The events that were taken. */
  public List<JsonNode> events() {
    return List.copyOf(events);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (path.equals(EVENTS)) {
      take(exchange);
    } else if (path.contains(USES)) {
      tellUse(exchange, path.substring(SERVERS.length()));
    } else if (path.startsWith(SERVERS)) {
      send(
          exchange,
          200,
          "{\"server\":{\"id\":\"%s\",\"name\":\"server\"}}"
              .formatted(path.substring(SERVERS.length())));
    } else {
      send(
          exchange,
          200,
          """
          {"version":{"id":"v2.1","status":"CURRENT","version":"2.95","min_version":"2.1",\
          "links":[{"rel":"self","href":"%s/"}]}}"""
              .formatted(address()));
    }
  }

  private void take(HttpExchange exchange) throws IOException {
    JsonNode asked = mapper.readTree(exchange.getRequestBody());
    if (!isAsked(exchange, "compute 2.51")) {
      return;
    }
    if (answer != 200) {
      send(exchange, answer, "{}");
      return;
    }
    JsonNode answered = asked.deepCopy();
    for (JsonNode event : answered.path("events")) {
      events.add(event.deepCopy());
      ((ObjectNode) event).put("code", 200).put("status", "completed");
    }
    send(exchange, 200, answered.toString());
  }

  private void tellUse(HttpExchange exchange, String use) throws IOException {
    if (!isAsked(exchange, "compute 2.89")) {
      return;
    }
    String attachment = uses.get(use);
    if (attachment == null) {
      send(exchange, 404, "{\"itemNotFound\":{\"code\":404,\"message\":\"none\"}}");
    } else {
      send(
          exchange, 200, "{\"volumeAttachment\":{\"attachment_id\":\"%s\"}}".formatted(attachment));
    }
  }

  /** Whether it has the version and, where one is needed, a token; answers it if not. */
  private boolean isAsked(HttpExchange exchange, String version) throws IOException {
    String token = exchange.getRequestHeaders().getFirst("X-Auth-Token");
    boolean known = !withTokens || (token != null && !token.isEmpty());
    boolean asked = version.equals(exchange.getRequestHeaders().getFirst("OpenStack-API-Version"));
    if (!known || !asked) {
      send(exchange, known ? 400 : 401, "{}");
    }
    return known && asked;
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    http.stop(0);
  }
}

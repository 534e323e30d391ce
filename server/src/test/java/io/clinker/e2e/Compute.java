package io.clinker.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * As much of a compute service as {@code openstack volume attachment create} asks: that the server
 * it attaches to exists.
 */
final class Compute implements AutoCloseable {
  private static final String SERVERS = "/v2.1/servers/";

  private final HttpServer http;

  Compute() throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
    http.createContext("/", this::answer);
    http.start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/v2.1");
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String body =
        path.startsWith(SERVERS)
            ? "{\"server\":{\"id\":\"%s\",\"name\":\"server\"}}"
                .formatted(path.substring(SERVERS.length()))
            : """
            {"version":{"id":"v2.1","status":"CURRENT","version":"2.95","min_version":"2.1",\
            "links":[{"rel":"self","href":"%s/"}]}}"""
                .formatted(address());
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    http.stop(0);
  }
}

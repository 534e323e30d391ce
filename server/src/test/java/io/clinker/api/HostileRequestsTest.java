package io.clinker.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.api.ApiServer.Answer;
import io.clinker.cases.Shows;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that are broken or mean: every answer is a fault that says whose mistake it is. */
class HostileRequestsTest {
  private static final String VOLUMES = "/v3/" + ApiServer.PROJECT + "/volumes";

  private static ApiServer server;

  @BeforeAll
  static void start() {
    server = new ApiServer();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  @Shows("N-8")
  void aBodyHasALimit() {
    String large = "{\"volume\":{\"name\":\"" + "x".repeat(120_000) + "\"}}";

    Answer refused = server.send("POST", "/volumes", large);

    assertThat(refused.status()).isEqualTo(413);
    assertThat(refused.json().at("/overLimit/retryAfter").asText()).isEqualTo("0");
  }

  @Test
  void aBodyThatNeverEndsHasOneToo() throws Exception {
    try (Socket socket = connect()) {
      OutputStream out = socket.getOutputStream();
      out.write(head("Transfer-Encoding: chunked"));
      byte[] chunk = ("1000\r\n" + "x".repeat(4096) + "\r\n").getBytes(StandardCharsets.US_ASCII);
      CompletableFuture<String> status = statusLine(socket);
      try {
        for (int sent = 0; sent < 1000 && !status.isDone(); sent++) {
          out.write(chunk);
          out.flush();
        }
      } catch (IOException closed) {
        // The server has heard enough.
      }
      assertThat(status.get(30, TimeUnit.SECONDS)).contains(" 413 ");
    }
  }

  @Test
  @Shows("N-8")
  void aClientThatTricklesIsNotWaitedForWithoutEnd() throws Exception {
    try (Socket socket = connect()) {
      OutputStream out = socket.getOutputStream();
      out.write(head("Content-Length: 100000"));
      out.flush();
      CompletableFuture<String> status = statusLine(socket);
      try {
        while (!status.isDone()) {
          out.write(' ');
          out.flush();
          Thread.sleep(50);
        }
      } catch (IOException closed) {
        // The server has heard enough.
      }
      assertThat(status.get(30, TimeUnit.SECONDS)).contains(" 408 ");
    }
  }

  @Test
  void jsonThatIsTooDeepIsNoRequest() {
    for (int depth : new int[] {70, 5000, 50_000}) {
      Answer refused =
          server.send(
              "POST", "/volumes", "{\"volume\":" + "[".repeat(depth) + "]".repeat(depth) + "}");

      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.json().has("badRequest")).isTrue();
    }
  }

  @Test
  void aMemberGivenTwiceIsNoRequest() {
    Answer refused = server.send("POST", "/volumes", "{\"volume\":{\"size\":1,\"size\":2}}");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.json().has("badRequest")).isTrue();
  }

  @Test
  void numbersAndTextsHaveLimits() {
    for (String value : new String[] {"1e999999999", "9".repeat(2000), "-0", "1.5"}) {
      assertThat(server.send("POST", "/volumes", "{\"volume\":{\"size\":" + value + "}}").status())
          .as(value.substring(0, Math.min(20, value.length())))
          .isEqualTo(400);
    }
    assertThat(server.send("POST", "/volumes", "{\"" + "k".repeat(60_000) + "\":1}").status())
        .isEqualTo(400);
  }

  @Test
  void urlAndHeadersHaveLimits() {
    Answer url = server.get("/volumes?name=" + "x".repeat(20_000));
    Answer header =
        server.raw(
            "GET",
            VOLUMES,
            "",
            "X-Auth-Token",
            "u1:" + ApiServer.PROJECT,
            "X-Long",
            "x".repeat(20_000));

    assertThat(url.status()).isEqualTo(414);
    assertThat(url.message()).isNotEmpty();
    assertThat(header.status()).isEqualTo(431);
    assertThat(header.message()).isNotEmpty();
  }

  @Test
  void bytesThatAreNoTextAreNoRequest() throws Exception {
    try (Socket socket = connect()) {
      byte[] body = {'{', '"', (byte) 0xff, (byte) 0xfe, '"', ':', '1', '}'};
      OutputStream out = socket.getOutputStream();
      out.write(head("Content-Length: " + body.length));
      out.write(body);
      out.flush();
      assertThat(statusLine(socket).get(30, TimeUnit.SECONDS)).contains(" 400 ");
    }
  }

  private static Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), server.port());
  }

  private static byte[] head(String length) {
    return ("POST %s HTTP/1.1\r\nHost: api\r\nX-Auth-Token: u1:%s\r\n"
            + "Content-Type: application/json\r\n%s\r\n\r\n")
        .formatted(VOLUMES, ApiServer.PROJECT, length)
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static CompletableFuture<String> statusLine(Socket socket) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return new BufferedReader(
                    new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                .readLine();
          } catch (IOException e) {
            return "no answer: " + e;
          }
        });
  }
}

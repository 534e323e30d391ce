package io.clinker.api;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.api.ApiServer.Answer;
import io.clinker.cases.Shows;
import io.clinker.model.VolumeId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
    assertThat(refused.header("Connection")).isEqualTo("close");
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
    try (ApiServer impatient = new ApiServer(Duration.ofSeconds(2));
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), impatient.port())) {
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

  /** Else it sends its next request into a connection that is being closed. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /v3/%s/volumes/%%00",
        "GET /v3/%s/volumes?name=LONG",
        "POST /v3/%s/volumes/",
        "PATCH /v3/%s/volumes",
        "DELETE /v3/%s/volumes/none",
      })
  void whoIsNotHeardToTheEndIsToldThatTheConnectionEnds(String line) throws Exception {
    String request =
        line.formatted(ApiServer.PROJECT).replace("LONG", "x".repeat(20_000))
            + " HTTP/1.1\r\nHost: api\r\nX-Auth-Token: u1:%s\r\n".formatted(ApiServer.PROJECT)
            + (line.startsWith("GET") ? "\r\n" : "Content-Length: 3000000000\r\n\r\n");
    try (Socket socket = connect()) {
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      socket.getOutputStream().flush();
      socket.setSoTimeout(30_000);
      // All that it says: it closes the connection, and the body never comes.
      String said = new String(socket.getInputStream().readAllBytes(), US_ASCII);
      assertThat(said).contains("HTTP/1.1 4").containsIgnoringCase("Connection: close");
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
  void aConnectorThatCannotBeKeptIsRefused() {
    String volume = VolumeId.random().value();
    for (String connector :
        List.of(
            "{\"host\":\"%s\"}".formatted("h".repeat(256)),
            "{\"host\":\"h\",\"mountpoint\":\"%s\"}".formatted("m".repeat(256)),
            "{\"host\":\"h\",\"mode\":\"read-write\"}",
            "{\"host\":\"h\",\"initiator\":\"iqn.x\\nTarget 9: y\"}",
            "{\"host\":\"h\",\"ip\":\"127.0.0.1 \\n\"}")) {
      for (Answer refused :
          List.of(
              server.send(
                  "POST",
                  "/attachments",
                  "{\"attachment\":{\"volume_uuid\":\"%s\",\"connector\":%s}}"
                      .formatted(volume, connector)),
              server.send(
                  "PUT",
                  "/attachments/" + volume,
                  "{\"attachment\":{\"connector\":%s}}".formatted(connector)),
              server.send(
                  "POST",
                  "/volumes/" + volume + "/action",
                  "{\"os-initialize_connection\":{\"connector\":%s}}".formatted(connector)))) {
        assertThat(refused.status()).as(connector + refused.text()).isEqualTo(400);
        assertThat(refused.message()).contains("Invalid input for field/attribute");
      }
    }
  }

  @Test
  void aNameThatCannotBeKeptIsRefused() {
    String name = "p".repeat(256);
    String limits = "{\"volumes\":5}}";
    assertThat(server.send("PUT", "/os-quota-sets/" + name, "{\"quota_set\":" + limits).message())
        .contains("quota_set_name", "255");
    assertThat(
            server
                .send("PUT", "/os-quota-class-sets/" + name, "{\"quota_class_set\":" + limits)
                .message())
        .contains("quota_class_name", "255");
    Answer key =
        server.send(
            "PUT", "/os-quota-sets/p", "{\"quota_set\":{\"gigabytes_%s\":1}}".formatted(name));
    assertThat(key.status()).as(key.text()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          POST | /snapshots              | {"snapshot":{"volume_id":"%1$s","description":"a\\nb"}}
          PUT  | /snapshots/%1$s         | {"snapshot":{"description":"a\\nb"}}
          PUT  | /snapshots/%1$s         | {"snapshot":{"display_description":"a\\nb"}}
          POST | /types                  | {"volume_type":{"name":"t","description":"a\\nb"}}
          PUT  | /types/%1$s             | {"volume_type":{"description":"a\\nb"}}
          POST | /group_types            | {"group_type":{"name":"t","description":"a\\nb"}}
          PUT  | /group_types/%1$s       | {"group_type":{"description":"a\\nb"}}
          POST | /groups                 | {"group":{"group_type":"t","volume_types":["t"],"description":"a\\nb"}}
          PUT  | /groups/%1$s            | {"group":{"description":"a\\nb"}}
          POST | /groups/action          | {"create-from-src":{"source_group_id":"%1$s","description":"a\\nb"}}
          POST | /group_snapshots        | {"group_snapshot":{"group_id":"%1$s","description":"a\\nb"}}
          POST | /manageable_volumes     | {"volume":{"host":"h","ref":{"a":"b"},"description":"a\\nb"}}
          POST | /manageable_snapshots   | {"snapshot":{"volume_id":"%1$s","ref":{"a":"b"},"description":"a\\nb"}}
          """)
  void aDescriptionIsPrintable(String method, String path, String body) {
    String id = "00000000-0000-4000-8000-000000000009";
    Answer refused = server.send(method, path.formatted(id), body.formatted(id));
    assertThat(refused.status()).as(refused.text()).isEqualTo(400);
    assertThat(refused.message()).contains("does not match '^[");
  }

  @Test
  void halfACharacterIsNoText() {
    for (String body :
        List.of(
            "{\"volume\":{\"size\":1,\"name\":\"\\ud800\"}}",
            "{\"volume\":{\"size\":1,\"name\":\"\\udc00\\ud800\"}}",
            "{\"volume\":{\"size\":1,\"metadata\":{\"k\":\"a\\udfff\"}}}",
            "{\"volume\":{\"size\":1,\"metadata\":{\"\\ud9ff\":\"a\"}}}",
            "{\"volume\":{\"size\":1},\"OS-SCH-HNT:scheduler_hints\":{\"k\":[{\"l\":\"\\ud800\"}]}}")) {
      Answer refused = server.send("POST", "/volumes", body);
      assertThat(refused.status()).as(body + refused.text()).isEqualTo(400);
    }
    assertThat(
            server
                .send("POST", "/types", "{\"volume_type\":{\"name\":\"\\ud83d\\ude00\"}}")
                .json()
                .at("/volume_type/name")
                .asText())
        .isEqualTo("\ud83d\ude00");
  }

  @Test
  void anEmptyCharacterIsInNoTextAndInNoId() {
    assertThat(
            server
                .send("POST", "/volumes", "{\"volume\":{\"size\":1,\"name\":\"a\\u0000b\"}}")
                .status())
        .isEqualTo(400);
    assertThat(server.get("/volumes/%00").status()).isEqualTo(400);
    assertThat(server.get("/volumes?name=%00&status=%00").status()).isEqualTo(200);
    assertThat(server.get("/volumes?marker=%00").status()).isEqualTo(404);
    assertThat(server.get("/types/%00/extra_specs/%00").status()).isEqualTo(400);
  }

  @Test
  void aMemberGivenTwiceIsFoundHoweverDeep() {
    Answer refused =
        server.send(
            "POST",
            "/attachments",
            "{\"attachment\":{\"volume_uuid\":\"%s\",\"connector\":{\"a\":{\"b\":1,\"b\":2}}}}"
                .formatted(ApiServer.PROJECT));

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.message()).contains("Duplicate field 'b'");
  }

  @Test
  void clientsThatNeverEndTheirHeadersKeepNobodyWaiting() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int number = 0; number < 300; number++) {
        Socket socket = connect();
        slow.add(socket);
        socket
            .getOutputStream()
            .write("GET / HTTP/1.1\r\nHost: api\r\nX-Slow: ".getBytes(US_ASCII));
        socket.getOutputStream().flush();
      }
      assertThat(server.get("/volumes").status()).isEqualTo(200);
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  @Test
  void clientsThatVanishLeaveNothingBehind() throws Exception {
    long before = types();
    for (int number = 0; number < 50; number++) {
      try (Socket socket = connect()) {
        socket.setSoLinger(true, 0);
        socket
            .getOutputStream()
            .write(
                ("POST /v3/types HTTP/1.1\r\nHost: api\r\nX-Auth-Token: u1:%s\r\n"
                        + "Content-Length: 60\r\n\r\n{\"volume_type\":{\"name\":\"half-%d\"}}")
                    .formatted(ApiServer.PROJECT, number)
                    .getBytes(US_ASCII));
        socket.getOutputStream().flush();
      }
    }
    assertThat(types()).isEqualTo(before);
  }

  private static long types() {
    return server.get("/types").json().path("volume_types").size();
  }

  @Test
  void headersAreCountedToo() {
    String[] many = new String[4000];
    for (int index = 0; index < many.length; index += 2) {
      many[index] = "X-" + index;
      many[index + 1] = "v";
    }
    assertThat(server.raw("GET", VOLUMES, "", many).status()).isEqualTo(431);
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

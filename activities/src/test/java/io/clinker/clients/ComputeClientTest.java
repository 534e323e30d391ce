package io.clinker.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.clinker.model.VolumeId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ComputeClientTest {
  private static final VolumeId VOLUME = new VolumeId("11111111-1111-4111-8111-111111111111");

  private final AtomicReference<String> asked = new AtomicReference<>("");
  private HttpServer http;
  private TimedHttp client;
  private ComputeClient compute;
  private volatile int status = 200;
  private volatile String body = "";

  @BeforeEach
  void start() throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
    http.createContext(
        "/",
        exchange -> {
          asked.set(
              "%s %s %s %s"
                  .formatted(
                      exchange.getRequestMethod(),
                      exchange.getRequestURI(),
                      exchange.getRequestHeaders().getFirst("OpenStack-API-Version"),
                      new String(
                          exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    http.start();
    client = TimedHttp.open(Duration.ofSeconds(5), Optional.empty());
    URI address = URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/v2.1/");
    compute = new ComputeClient(() -> address, Optional.empty(), client, Duration.ofSeconds(20));
  }

  @AfterEach
  void stop() {
    client.close();
    http.stop(0);
  }

  @Test
  void serversAreToldInOneRequest() throws Exception {
    body =
        "{\"events\":[{\"server_uuid\":\"s1\",\"code\":200},{\"server_uuid\":\"s2\",\"code\":200}]}";
    assertThat(compute.extended(VOLUME, List.of("s1", "s2"))).isEmpty();
    assertThat(asked.get())
        .isEqualTo(
            "POST /v2.1/os-server-external-events compute 2.51 {\"events\":["
                + "{\"name\":\"volume-extended\",\"server_uuid\":\"s1\",\"tag\":\"%1$s\"},"
                    .formatted(VOLUME)
                + "{\"name\":\"volume-extended\",\"server_uuid\":\"s2\",\"tag\":\"%1$s\"}]}"
                    .formatted(VOLUME));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "403|{}|403",
        "404|{}|404",
        "400|{}|400",
        "207|{\"events\":[{\"server_uuid\":\"s1\",\"code\":404,\"status\":\"failed\"}]}|s1: 404",
        "200|{\"events\":[]}|without events",
        "200|{}|without events",
      })
  void aRefusalIsNoFailure(int answer, String text, String said) throws Exception {
    status = answer;
    body = text;
    assertThat(compute.extended(VOLUME, List.of("s1")).orElseThrow()).contains(said);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 429, 500, 503})
  void whoIsAwayIsAskedAgain(int answer) {
    status = answer;
    assertThatThrownBy(() -> compute.extended(VOLUME, List.of("s1")))
        .isInstanceOf(ComputeException.class)
        .hasMessageContaining(Integer.toString(answer));
    assertThatThrownBy(() -> compute.attachmentOf("s1", VOLUME))
        .isInstanceOf(ComputeException.class);
  }

  @Test
  void nobodyThereIsAwayToo() {
    http.stop(0);
    assertThatThrownBy(() -> compute.extended(VOLUME, List.of("s1")))
        .isInstanceOf(ComputeException.class);
  }

  @Test
  void aServerSaysByWhichAttachmentItUsesAVolume() throws Exception {
    body = "{\"volumeAttachment\":{\"attachment_id\":\"a1\"}}";
    assertThat(compute.attachmentOf("s1", VOLUME)).contains("a1");
    assertThat(asked.get())
        .startsWith("GET /v2.1/servers/s1/os-volume_attachments/%s compute 2.89".formatted(VOLUME));
    status = 404;
    assertThat(compute.attachmentOf("s1", VOLUME)).isEmpty();
    status = 403;
    assertThatThrownBy(() -> compute.attachmentOf("s1", VOLUME))
        .isInstanceOf(ComputeException.class);
  }
}

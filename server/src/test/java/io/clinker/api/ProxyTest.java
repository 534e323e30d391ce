package io.clinker.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.api.ApiServer.Answer;
import io.clinker.api.http.PublicAddress;
import io.clinker.store.RequestRateStore.Rate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Links name the service as clients reach it, whatever stands between. */
class ProxyTest {
  private static final Rate UNLIMITED = new Rate(0, 1);
  private static final String TOKEN = "u1:" + ApiServer.PROJECT;

  private static ApiServer trusting;

  @BeforeAll
  static void start() {
    trusting = new ApiServer(UNLIMITED, new PublicAddress(Optional.empty(), true));
  }

  @AfterAll
  static void stop() {
    trusting.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          X-Forwarded-Proto: https; X-Forwarded-Host: block.example.org                              | https://block.example.org
          X-Forwarded-Proto: https; X-Forwarded-Host: block.example.org:8443, inner                  | https://block.example.org:8443
          X-Forwarded-Host: block.example.org; X-Forwarded-Prefix: /block-storage                    | http://block.example.org/block-storage
          Forwarded: for=192.0.2.1,proto=https,host=no; X-Forwarded-Proto: https                     | https://HOST
          Forwarded: proto=https                                                                     | https://HOST
          Forwarded: host="[2001:db8::1]:8776"                                                       | http://[2001:db8::1]:8776
          X-Forwarded-Host: evil/path                                                                | http://HOST
          X-Forwarded-Proto: javascript; X-Forwarded-Prefix: //evil.example                          | http://HOST
          """)
  void whatATrustedProxySaysStandsInEveryLink(String headers, String expected) {
    String root = expected.replace("HOST", "127.0.0.1:" + trusting.port());

    assertLinks(trusting, root, "", headers(headers));
  }

  @Test
  void nobodyElseIsBelieved() {
    try (ApiServer server = new ApiServer(UNLIMITED, new PublicAddress(Optional.empty(), false))) {
      assertLinks(
          server,
          "http://127.0.0.1:" + server.port(),
          "",
          "X-Forwarded-Host",
          "evil.example",
          "Forwarded",
          "host=evil.example");
    }
  }

  @Test
  void theConfiguredAddressHoldsWhetherTheProxyTakesItsPrefixAwayOrNot() {
    PublicAddress address =
        new PublicAddress(Optional.of("https://cloud.example.org/block-storage"), true);
    try (ApiServer server = new ApiServer(UNLIMITED, address)) {
      for (String prefix : List.of("", "/block-storage")) {
        assertLinks(
            server,
            "https://cloud.example.org/block-storage",
            prefix,
            "X-Forwarded-Host",
            "other.example");
      }
      assertThat(server.raw("GET", "/block-storage-2/v3/", "", "X-Auth-Token", TOKEN).status())
          .isEqualTo(404);
    }
  }

  private static void assertLinks(ApiServer server, String root, String prefix, String... headers) {
    Rows rows = new Rows(server);
    rows.inserted(rows.volume("a", 1, "available", "detached"));
    rows.inserted(rows.volume("b", 2, "available", "detached"));
    String project = "/" + ApiServer.PROJECT;

    Answer versions = server.raw("GET", prefix + "/", "", headers);
    assertThat(versions.status()).isEqualTo(300);
    assertThat(versions.text()).contains("\"" + root + "/v3/\"");
    Answer redirect = server.raw("GET", prefix + "/v3", "", with(headers, "X-Auth-Token", TOKEN));
    assertThat(redirect.header("Location")).isEqualTo(root + "/v3/");
    Answer page =
        server.raw(
            "GET",
            prefix + "/v3" + project + "/volumes?limit=1",
            "",
            with(headers, "X-Auth-Token", TOKEN));
    assertThat(page.status()).as(page.text()).isEqualTo(200);
    assertThat(page.json().findValuesAsText("href"))
        .hasSize(3)
        .allMatch(
            link -> link.startsWith(root + "/v3" + project) || link.startsWith(root + project));
    assertThat(page.json().at("/volumes_links/0/href").asText())
        .startsWith(root + "/v3" + project + "/volumes?");
  }

  private static String[] headers(String text) {
    return java.util.Arrays.stream(text.split("; ", -1))
        .flatMap(pair -> java.util.Arrays.stream(pair.split(": ", 2)))
        .toArray(String[]::new);
  }

  private static String[] with(String[] headers, String... more) {
    return java.util.stream.Stream.concat(
            java.util.Arrays.stream(headers), java.util.Arrays.stream(more))
        .toArray(String[]::new);
  }
}

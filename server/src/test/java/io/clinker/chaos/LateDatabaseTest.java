package io.clinker.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.ClinkerApplication;
import io.clinker.ClinkerConfiguration;
import io.clinker.chaos.TcpProxy.Condition;
import io.clinker.store.testing.TestDatabase;
import io.dropwizard.testing.DropwizardTestSupport;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that starts before its database: it says so, and goes to work when it is there. */
class LateDatabaseTest {
  private static final String PROJECT = "0123456789abcdef0123456789abcdef";
  private static final Duration PATIENCE = Duration.ofSeconds(180);

  @TempDir private Path folder;
  @AutoClose private final TestDatabase database = TestDatabase.createEmpty();
  @AutoClose private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void theNodeStartsAndWaits() throws Exception {
    URI server = URI.create(database.url().substring("jdbc:".length()));
    try (TcpProxy proxy = new TcpProxy(server.getPort())) {
      proxy.set(Condition.RESET);
      DropwizardTestSupport<ClinkerConfiguration> node =
          new DropwizardTestSupport<>(
              ClinkerApplication.class, configuration(proxy.port(), server).toString());
      node.before();
      try {
        HttpResponse<String> refused = volumes(node);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("The database does not answer.");
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        assertThat(get("http://127.0.0.1:%d/healthcheck".formatted(node.getAdminPort())).body())
            .contains("cannot reach the database");

        proxy.set(Condition.GOOD);

        assertThat(
                Waiting.until(
                    () -> volumes(node).statusCode() == 200, PATIENCE, Duration.ofMillis(100)))
            .isTrue();
      } finally {
        node.after();
      }
    }
  }

  private Path configuration(int port, URI server) throws IOException {
    return Files.writeString(
        folder.resolve("clinker.yml"),
        """
        node: {name: late, roles: [api, engine]}
        database: {url: 'jdbc:mysql://127.0.0.1:%d%s?sslMode=DISABLED', user: root}
        engine: {address: '127.0.0.1:1'}
        server:
          applicationConnectors: [{type: http, port: 0}]
          adminConnectors: [{type: http, port: 0}]
        """
            .formatted(port, server.getPath()));
  }

  private HttpResponse<String> volumes(DropwizardTestSupport<ClinkerConfiguration> node) {
    return get("http://127.0.0.1:%d/v3/%s/volumes".formatted(node.getLocalPort(), PROJECT));
  }

  private HttpResponse<String> get(String address) {
    try {
      return client.send(
          HttpRequest.newBuilder(URI.create(address))
              .header("X-Auth-Token", "me:" + PROJECT)
              .build(),
          BodyHandlers.ofString());
    } catch (IOException failed) {
      throw new IllegalStateException(failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }
}

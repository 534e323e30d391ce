package io.clinker.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.clinker.ClinkerConfiguration;
import io.clinker.admin.ClinkerMetrics;
import io.clinker.admission.Intents;
import io.clinker.api.change.Submissions.Patience;
import io.clinker.api.change.WaitingRoom;
import io.clinker.api.http.ArrivalFilter;
import io.clinker.api.http.AuditFilter;
import io.clinker.api.http.Json;
import io.clinker.api.http.PublicAddress;
import io.clinker.api.operations.OperationView;
import io.clinker.api.v3.Alive;
import io.clinker.configuration.Listeners;
import io.clinker.policy.Policy;
import io.clinker.store.RequestRateStore.Rate;
import io.clinker.store.Stores;
import io.clinker.store.testing.AllUp;
import io.clinker.store.testing.TestDatabase;
import io.dropwizard.core.Application;
import io.dropwizard.core.server.DefaultServerFactory;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.jetty.HttpConnectorFactory;
import io.dropwizard.testing.DropwizardTestSupport;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The API over a real database, with a gateway whose answers a test arranges. */
final class ApiServer implements AutoCloseable {
  static final String PROJECT = "0123456789abcdef0123456789abcdef";

  /** Longer than a busy machine keeps a client from sending on. */
  private static final Duration BODY = Duration.ofMinutes(1);

  private final TestDatabase database = TestDatabase.create();
  private final FakeGateway gateway = new FakeGateway();
  private final Stores stores = Stores.create();
  private final Map<String, Description> descriptions = new ConcurrentHashMap<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private final DropwizardTestSupport<ClinkerConfiguration> server;

  ApiServer() {
    this(new Rate(0, 1), new PublicAddress(Optional.of("http://api"), false));
  }

  ApiServer(Rate rate, PublicAddress address) {
    this(rate, address, Calls.policy(), BODY);
  }

  ApiServer(Policy policy) {
    this(new Rate(0, 1), new PublicAddress(Optional.of("http://api"), false), policy, BODY);
  }

  /** One that waits so long for a body. */
  ApiServer(Duration body) {
    this(new Rate(0, 1), new PublicAddress(Optional.of("http://api"), false), Calls.policy(), body);
  }

  private ApiServer(Rate rate, PublicAddress address, Policy policy, Duration body) {
    ClinkerConfiguration configuration = new ClinkerConfiguration();
    DefaultServerFactory factory = (DefaultServerFactory) configuration.getServerFactory();
    factory
        .getApplicationConnectors()
        .forEach(connector -> ((HttpConnectorFactory) connector).setPort(0));
    factory
        .getAdminConnectors()
        .forEach(connector -> ((HttpConnectorFactory) connector).setPort(0));
    server =
        new DropwizardTestSupport<>(ApiApplication.class, configuration) {
          @Override
          public Application<ClinkerConfiguration> newApplication() {
            return new ApiApplication(database, stores, gateway, rate, address, policy, body);
          }
        };
    try {
      database
          .database()
          .inTransaction(
              handle -> {
                stores.types().ensureBuiltIn(handle, database.database().now());
                return true;
              });
      server.before();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** The API and nothing behind it. */
  static final class ApiApplication extends Application<ClinkerConfiguration> {
    private final TestDatabase database;
    private final Stores stores;
    private final FakeGateway gateway;
    private final Rate rate;
    private final PublicAddress address;
    private final Policy policy;
    private final Duration body;

    ApiApplication(
        TestDatabase database,
        Stores stores,
        FakeGateway gateway,
        Rate rate,
        PublicAddress address,
        Policy policy,
        Duration body) {
      this.policy = policy;
      this.body = body;
      this.rate = rate;
      this.address = address;
      this.database = database;
      this.stores = stores;
      this.gateway = gateway;
    }

    @Override
    public void run(ClinkerConfiguration configuration, Environment environment) {
      Listeners.adjust(configuration.getServerFactory());
      ApiAssembly.register(
          environment,
          new ApiParts(
              new RoleTokens(),
              policy,
              new ArrivalFilter.Settings(Pattern.compile("[0-9a-f-]+"), 114_688, body, address),
              rate,
              AuditFilter.Extent.ALL,
              true,
              Optional.empty(),
              database.database(),
              () -> true,
              stores,
              gateway,
              gateway,
              new WaitingRoom(
                  gateway,
                  new Intents(database.database(), stores, new AllUp(), "n1"),
                  new WaitingRoom.Limits(Duration.ofSeconds(20), 2)),
              new Alive() {
                @Override
                public boolean backendUp(String backend) {
                  return !backend.equals("down");
                }

                @Override
                public boolean nodeUp(String node) {
                  return true;
                }
              },
              new OperationView("http://ui", "clinker"),
              new ClinkerMetrics(new SimpleMeterRegistry()),
              new Patience(Duration.ofSeconds(10), Duration.ofSeconds(1)),
              1000));
    }
  }

  /** What came back. */
  record Answer(HttpResponse<String> response) {
    int status() {
      return response.statusCode();
    }

    String text() {
      return response.body();
    }

    JsonNode json() {
      try {
        return Json.MAPPER.readTree(response.body());
      } catch (IOException e) {
        throw new IllegalStateException(response.body(), e);
      }
    }

    /** The text of a fault. */
    String message() {
      return json().path(json().fieldNames().next()).path("message").asText();
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }
  }

  int port() {
    return server.getLocalPort();
  }

  TestDatabase database() {
    return database;
  }

  Stores stores() {
    return stores;
  }

  FakeGateway gateway() {
    return gateway;
  }

  /** A request at the newest version, below the project. */
  Answer send(String method, String path, String body, String... headers) {
    return raw(
        method,
        "/v3/" + PROJECT + path,
        body,
        concat(headers, "X-Auth-Token", "u1:" + PROJECT, "OpenStack-API-Version", "volume latest"));
  }

  Answer get(String path) {
    return send("GET", path, "");
  }

  /** A request of somebody of a project at a version, below that project. */
  Answer as(String project, String role, String version, String method, String path, String body) {
    return raw(
        method,
        "/v3/" + project + path,
        body,
        "X-Auth-Token",
        "u1:" + project + ":" + role,
        "OpenStack-API-Version",
        "volume " + version);
  }

  /** A request of an administrator at a version. */
  Answer at(String version, String method, String path, String body) {
    return as(PROJECT, "admin", version, method, path, body);
  }

  /** Exactly this request; fails unless the answer is as the API's description says. */
  Answer raw(String method, String path, String body, String... headers) {
    Answer answer = undescribed(method, path, body, headers);
    // A fault looks alike in every version.
    String version =
        answer.status() < 400
            ? answer.header("OpenStack-API-Version").replaceFirst("^(volume )?$|^volume ", "")
            : "";
    assertThat(
            description(version.isEmpty() ? "3.71" : version)
                .complaints(method, path, body, answer.status(), answer.text()))
        .as(
            "%s %s %s: describe it where the endpoint is, with @Takes, @Gives and @Act%n%s",
            method, path, version, answer.text())
        .isEmpty();
    return answer;
  }

  /** What the service says of itself at a version. */
  Description description(String version) {
    return descriptions.computeIfAbsent(
        version,
        absent ->
            new Description(undescribed("GET", "/openapi.yaml?version=" + absent, "").text()));
  }

  private Answer undescribed(String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.getLocalPort() + path))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return new Answer(client.send(request.build(), BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String[] concat(String[] first, String... second) {
    String[] all = new String[first.length + second.length];
    System.arraycopy(first, 0, all, 0, first.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  @Override
  public void close() {
    server.after();
    client.close();
    database.close();
  }
}

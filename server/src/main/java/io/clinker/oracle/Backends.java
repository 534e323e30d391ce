package io.clinker.oracle;

import io.clinker.driver.Capability;
import io.clinker.driver.Driver;
import io.clinker.driver.DriverFactory;
import io.clinker.driver.SerialSection;
import io.clinker.drivers.file.TokenLog;
import io.clinker.model.ClinkerException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Supplier;

/** The configured backends, asked for what they hold and for what they accepted. */
public final class Backends implements AutoCloseable {
  private static final int TURNS = 5;
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final List<Backend> backends;
  private final String host;

  /** One configured backend. */
  public record Settings(String name, String driver, Map<String, Object> options) {}

  /** The log of accepted tokens. */
  public record Tokens(List<String> violations, long accepted) {
    /** The backend keeps none. */
    static Tokens none() {
      return new Tokens(List.of(), -1);
    }
  }

  /** A backend with the way to its log. */
  public record Backend(String name, Driver driver, Supplier<Tokens> tokens) {}

  /**
   * @param host the name of this machine as the installation knows it
   */
  public Backends(List<Backend> backends, String host) {
    this.backends = List.copyOf(backends);
    this.host = host;
  }

  /** Makes drivers as a node would. */
  public static Backends configured(List<Settings> settings, String host) {
    List<Backend> made = new ArrayList<>();
    for (Settings one : settings) {
      Driver driver =
          ServiceLoader.load(DriverFactory.class).stream()
              .map(ServiceLoader.Provider::get)
              .filter(factory -> factory.driver().equals(one.driver()))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "backend %s: no driver '%s'".formatted(one.name(), one.driver())))
              .create(new DriverFactory.BackendContext(one.name(), host), one.options());
      made.add(new Backend(one.name(), driver, () -> tokens(driver, one)));
    }
    return new Backends(made, host);
  }

  /** Whether any of them declares this section. */
  public boolean takeTurns(SerialSection section) {
    return backends.stream()
        .anyMatch(backend -> backend.driver().description().serialSections().contains(section));
  }

  /** Whether every one of them declares this capability. */
  public boolean allCan(Capability capability) {
    return backends.stream()
        .allMatch(backend -> backend.driver().description().capabilities().contains(capability));
  }

  /** Asks all of them. */
  List<BackendEvidence> evidence() {
    return backends.stream().map(this::evidence).toList();
  }

  /** One that is away for a moment, as an export daemon that is about to end is, is asked again. */
  private BackendEvidence evidence(Backend backend) {
    for (int turn = 1; ; turn++) {
      try {
        return ask(backend);
      } catch (ClinkerException away) {
        if (turn == TURNS || !away.code().repeatable() || !pause()) {
          return BackendEvidence.away(backend.name(), String.valueOf(away.getMessage()));
        }
      }
    }
  }

  private BackendEvidence ask(Backend backend) {
    Tokens tokens = backend.tokens().get();
    return new BackendEvidence(
        backend.name(),
        backend.driver().inventory(),
        backend.driver().description().hostBound(),
        host,
        tokens.violations(),
        tokens.accepted(),
        "");
  }

  /** False if this thread is to stop. */
  private static boolean pause() {
    try {
      Thread.sleep(PAUSE);
      return true;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static Tokens tokens(Driver driver, Settings backend) {
    return driver
        .tokenRecord()
        .map(record -> new Tokens(record.violations(), record.accepted()))
        .orElseGet(() -> tokens(backend));
  }

  private static Tokens tokens(Settings backend) {
    try {
      Object directory = backend.options().get("directory");
      if (backend.driver().equals("file") && directory != null) {
        Path log = Path.of(directory.toString());
        return new Tokens(TokenLog.violations(log), TokenLog.lines(log).size());
      }
      Object address = backend.options().get("address");
      if (backend.driver().equals("simulator") && address != null) {
        return ofSimulator(URI.create(address.toString()));
      }
      return Tokens.none();
    } catch (IOException failure) {
      return new Tokens(List.of("the log of accepted tokens cannot be read: " + failure), 0);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return Tokens.none();
    }
  }

  private static Tokens ofSimulator(URI address) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      List<String> violations = Json.texts(get(client, address.resolve("/admin/violations")));
      return new Tokens(violations, Json.size(get(client, address.resolve("/admin/log?from=1"))));
    }
  }

  private static String get(HttpClient client, URI address)
      throws IOException, InterruptedException {
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(address).timeout(PATIENCE).build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException("answer " + answer.statusCode() + " from " + address);
    }
    return answer.body();
  }

  @Override
  public void close() {
    backends.forEach(backend -> backend.driver().close());
  }
}

package io.clinker.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clinker.site.Await;
import io.clinker.site.Site;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A Keystone as it comes from PyPI, with SQLite and Fernet tokens in a folder of its own, and its
 * administration.
 */
final class KeystoneServer implements AutoCloseable {
  static final String PASSWORD = "only-in-tests";
  private static final String SERVE =
      """
      import os, sys
      os.environ["OS_KEYSTONE_CONFIG_FILES"], port = sys.argv[1:]
      # Keystone would read them as its own.
      del sys.argv[1:]
      from keystone.wsgi.api import application
      from waitress import serve
      serve(application, host="127.0.0.1", port=int(port), threads=4)
      """;
  private static final String SETTINGS =
      """
      [database]
      connection = sqlite:///%1$s/keystone.db
      [token]
      provider = fernet
      [fernet_tokens]
      key_repository = %1$s/fernet
      [credential]
      key_repository = %1$s/credential
      [cache]
      enabled = false
      [identity]
      password_hash_algorithm = bcrypt
      password_hash_rounds = 4
      """;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ObjectMapper mapper = new ObjectMapper();
  private final Path programs =
      Path.of(
          Objects.requireNonNull(
              System.getenv("CLINKER_KEYSTONE"),
              "CLINKER_KEYSTONE is not set: ./clinker test installs Keystone and sets it"));
  private final Path folder;
  private final int port = Site.freePort();
  private Process server;
  private String administrator = "";

  /** Makes its database and starts it. */
  KeystoneServer(Path folder) throws IOException, InterruptedException {
    this.folder = Files.createDirectory(folder.resolve("keystone"));
    for (String keys : List.of("fernet", "credential")) {
      Files.createDirectory(this.folder.resolve(keys));
    }
    Files.writeString(settings(), SETTINGS.formatted(this.folder));
    Files.writeString(this.folder.resolve("serve.py"), SERVE);
    manage("db_sync");
    manage("fernet_setup", "--keystone-user", owner("-un"), "--keystone-group", owner("-gn"));
    manage(
        "bootstrap",
        "--bootstrap-password",
        PASSWORD,
        "--bootstrap-region-id",
        "RegionOne",
        "--bootstrap-public-url",
        url().toString());
    start();
    administrator = token(scoped("admin", "admin"));
  }

  private Path settings() {
    return folder.resolve("keystone.conf");
  }

  private static String owner(String which) throws IOException, InterruptedException {
    Process process = new ProcessBuilder("id", which).start();
    String name = new String(process.getInputStream().readAllBytes()).strip();
    process.waitFor();
    return name;
  }

  private void manage(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                programs.resolve("keystone-manage").toString(),
                "--config-file",
                settings().toString()));
    command.addAll(List.of(arguments));
    Path log = folder.resolve(arguments[0] + ".log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertThat(process.waitFor()).as(Files.readString(log)).isZero();
  }

  /** Serves; returns when it answers. */
  void start() throws IOException {
    Path log = folder.resolve("keystone.log");
    server =
        new ProcessBuilder(
                programs.resolve("python").toString(),
                folder.resolve("serve.py").toString(),
                settings().toString(),
                Integer.toString(port))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    Await.until(
        "Keystone answers, see " + log,
        Duration.ofSeconds(120),
        () -> send("GET", "", null, Map.of()).statusCode() == 200);
  }

  /** SIGKILL. */
  void kill() throws InterruptedException {
    server.destroyForcibly().waitFor();
  }

  /** Stops it without ending it: connections are made and nobody answers. */
  void freeze() throws IOException, InterruptedException {
    signal("-STOP");
  }

  void thaw() throws IOException, InterruptedException {
    signal("-CONT");
  }

  private void signal(String which) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder("kill", which, Long.toString(server.pid())).start().waitFor())
        .isZero();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + port + "/v3");
  }

  /** Makes a project; its id. */
  String project(String name) {
    return create("/projects", "project", Map.of("name", name, "domain_id", "default"));
  }

  /** Makes a user; its id. */
  String user(String name) {
    return create(
        "/users", "user", Map.of("name", name, "domain_id", "default", "password", PASSWORD));
  }

  /** Gives a user a role in a project; the role is made if there is none of the name. */
  void grant(String role, String user, String project) {
    JsonNode known = ask("GET", "/roles?name=" + role, null).path("roles");
    String id =
        known.isEmpty()
            ? create("/roles", "role", Map.of("name", role))
            : known.get(0).path("id").asText();
    ask("PUT", "/projects/%s/users/%s/roles/%s".formatted(project, user, id), null);
  }

  /** Gives a user a role in the whole system. */
  void grantInSystem(String role, String user) {
    String id = ask("GET", "/roles?name=" + role, null).path("roles").get(0).path("id").asText();
    ask("PUT", "/system/users/%s/roles/%s".formatted(user, id), null);
  }

  /** Names a service in the catalog. */
  void service(String type, String name, String url) {
    String id = create("/services", "service", Map.of("type", type, "name", name));
    create(
        "/endpoints",
        "endpoint",
        Map.of("service_id", id, "interface", "public", "region_id", "RegionOne", "url", url));
  }

  /** An application credential of a user, as that user makes it. */
  JsonNode applicationCredential(String user, String token, Map<String, Object> members) {
    return body(send(
            "POST",
            "/users/" + user + "/application_credentials",
            Map.of("application_credential", members),
            Map.of("X-Auth-Token", token)))
        .path("application_credential");
  }

  /** What a password asks for. */
  static Map<String, Object> scoped(String user, String project) {
    return Map.of(
        "identity",
        password(user),
        "scope",
        Map.of("project", Map.of("name", project, "domain", Map.of("id", "default"))));
  }

  /** The same for the whole system. */
  static Map<String, Object> ofTheSystem(String user) {
    return Map.of("identity", password(user), "scope", Map.of("system", Map.of("all", true)));
  }

  /** The same for nothing. */
  static Map<String, Object> unscoped(String user) {
    return Map.of("identity", password(user), "scope", "unscoped");
  }

  /** What an application credential asks for. */
  static Map<String, Object> of(JsonNode credential) {
    return Map.of(
        "identity",
        Map.of(
            "methods",
            List.of("application_credential"),
            "application_credential",
            Map.of(
                "id",
                credential.path("id").asText(),
                "secret",
                credential.path("secret").asText())));
  }

  private static Map<String, Object> password(String user) {
    return Map.of(
        "methods",
        List.of("password"),
        "password",
        Map.of(
            "user", Map.of("name", user, "password", PASSWORD, "domain", Map.of("id", "default"))));
  }

  /** A new token. */
  String token(Map<String, Object> auth) {
    HttpResponse<String> answer = send("POST", "/auth/tokens", Map.of("auth", auth), Map.of());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return answer.headers().firstValue("X-Subject-Token").orElseThrow();
  }

  /** Takes a token back. */
  void revoke(String token) {
    HttpResponse<String> answer =
        send(
            "DELETE",
            "/auth/tokens",
            null,
            Map.of("X-Auth-Token", administrator, "X-Subject-Token", token));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
  }

  private String create(String path, String envelope, Map<String, Object> members) {
    return ask("POST", path, Map.of(envelope, members)).path(envelope).path("id").asText();
  }

  private JsonNode ask(String method, String path, Map<String, Object> body) {
    return body(send(method, path, body, Map.of("X-Auth-Token", administrator)));
  }

  private JsonNode body(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
    try {
      return mapper.readTree(answer.body());
    } catch (IOException e) {
      throw new IllegalStateException(answer.body(), e);
    }
  }

  private HttpResponse<String> send(
      String method, String path, Map<String, Object> body, Map<String, String> headers) {
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(url() + path))
              .timeout(Duration.ofSeconds(30))
              .header("Content-Type", "application/json")
              .method(
                  method,
                  body == null
                      ? BodyPublishers.noBody()
                      : BodyPublishers.ofString(mapper.writeValueAsString(body)));
      headers.forEach(request::header);
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException("Keystone does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    if (server != null) {
      server.destroyForcibly();
    }
    http.close();
  }
}

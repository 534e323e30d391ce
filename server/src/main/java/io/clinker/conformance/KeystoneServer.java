package io.clinker.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clinker.chaos.ChildProcess;
import io.clinker.chaos.Waiting;
import io.clinker.cli.dev.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Keystone as it comes from PyPI, with SQLite and Fernet tokens in a folder of its own, and its
 * administration. It has the roles reader, member, manager and admin, each of which implies the one
 * before.
 */
public final class KeystoneServer implements AutoCloseable {
  /** Of every user. */
  public static final String PASSWORD = "only-in-tests";

  private static final Duration READY = Duration.ofMinutes(2);
  private static final String SERVE =
      """
      import os, sys
      os.environ["OS_KEYSTONE_CONFIG_FILES"], port = sys.argv[1:]
      # Keystone would read them as its own.
      del sys.argv[1:]
      from keystone.wsgi.api import application
      from waitress import serve
      # A second writer would find the database locked.
      serve(application, host="127.0.0.1", port=int(port), threads=1)
      """;

  /** A service may ask whether a project is there; what it may without is in no list of roles. */
  private static final String POLICY =
      """
      "identity:get_project": "rule:admin_required or role:service"
      """;

  private static final String SETTINGS =
      """
      [database]
      connection = sqlite:///%1$s/keystone.db
      sqlite_synchronous = false
      [token]
      provider = fernet
      [fernet_tokens]
      key_repository = %1$s/fernet
      [credential]
      key_repository = %1$s/credential
      [cache]
      enabled = true
      backend = dogpile.cache.memory
      [identity]
      password_hash_algorithm = bcrypt
      password_hash_rounds = 4
      [oslo_policy]
      policy_file = %1$s/policy.yaml
      """;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ObjectMapper mapper = new ObjectMapper();
  private final Path programs;
  private final Path folder;
  private final int port;
  private final String administrator;
  private ChildProcess server;

  /**
   * Makes its database and starts it.
   *
   * @param programs where Keystone and its Python are installed
   * @param parent where it makes a folder of its own
   */
  public KeystoneServer(Path programs, Path parent) throws IOException, InterruptedException {
    this.programs = programs;
    this.folder = Files.createDirectory(parent.resolve("keystone"));
    this.port = FreePorts.one();
    for (String keys : List.of("fernet", "credential")) {
      Files.createDirectory(
          folder.resolve(keys),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    Files.writeString(settings(), SETTINGS.formatted(folder));
    Files.writeString(folder.resolve("policy.yaml"), POLICY);
    Files.writeString(folder.resolve("serve.py"), SERVE);
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
    server = begin();
    awaitReady();
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
    if (process.waitFor() != 0) {
      throw new IllegalStateException(arguments[0] + " failed:\n" + Files.readString(log));
    }
  }

  private ChildProcess begin() throws IOException {
    return ChildProcess.start(
        List.of(
            programs.resolve("python").toString(),
            folder.resolve("serve.py").toString(),
            settings().toString(),
            Integer.toString(port)),
        folder.resolve("keystone.log"));
  }

  private void awaitReady() {
    if (!Waiting.until(this::answers, READY, Duration.ofMillis(50))) {
      throw new IllegalStateException("Keystone does not answer, see " + folder);
    }
  }

  private boolean answers() {
    try {
      return send("GET", "", null, Map.of()).statusCode() == 200;
    } catch (IllegalStateException notYet) {
      return false;
    }
  }

  /** Serves again after {@link #kill}; returns when it answers. */
  public void start() throws IOException {
    server = begin();
    awaitReady();
  }

  /** SIGKILL. */
  public void kill() {
    server.kill();
  }

  /** Stops it without ending it: connections are made and nobody answers. */
  public void freeze() throws IOException {
    server.pause();
  }

  /** Takes back {@link #freeze}. */
  public void thaw() throws IOException {
    server.goOn();
  }

  /** Where it serves, up to and with {@code /v3}. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + port + "/v3");
  }

  /** Makes a project; its id. */
  public String project(String name) {
    return create("/projects", "project", Map.of("name", name, "domain_id", "default"));
  }

  /** Makes a user; its id. */
  public String user(String name) {
    return create(
        "/users", "user", Map.of("name", name, "domain_id", "default", "password", PASSWORD));
  }

  /** Gives a user a role in a project; the role is made if there is none of the name. */
  public void grant(String role, String user, String project) {
    JsonNode known = ask("GET", "/roles?name=" + role, null).path("roles");
    String id =
        known.isEmpty()
            ? create("/roles", "role", Map.of("name", role))
            : known.get(0).path("id").asText();
    ask("PUT", "/projects/%s/users/%s/roles/%s".formatted(project, user, id), null);
  }

  /** Gives a user a role in the whole system. */
  public void grantInSystem(String role, String user) {
    String id = ask("GET", "/roles?name=" + role, null).path("roles").get(0).path("id").asText();
    ask("PUT", "/system/users/%s/roles/%s".formatted(user, id), null);
  }

  /** Names a service in the catalog. */
  public void service(String type, String name, String url) {
    String id = create("/services", "service", Map.of("type", type, "name", name));
    create(
        "/endpoints",
        "endpoint",
        Map.of("service_id", id, "interface", "public", "region_id", "RegionOne", "url", url));
  }

  /** An application credential of a user, as that user makes it. */
  public JsonNode applicationCredential(String user, String token, Map<String, Object> members) {
    return body(send(
            "POST",
            "/users/" + user + "/application_credentials",
            Map.of("application_credential", members),
            Map.of("X-Auth-Token", token)))
        .path("application_credential");
  }

  /** What a password asks for. */
  public static Map<String, Object> scoped(String user, String project) {
    return Map.of(
        "identity",
        password(user),
        "scope",
        Map.of("project", Map.of("name", project, "domain", Map.of("id", "default"))));
  }

  /** The same for the whole system. */
  public static Map<String, Object> ofTheSystem(String user) {
    return Map.of("identity", password(user), "scope", Map.of("system", Map.of("all", true)));
  }

  /** The same for nothing. */
  public static Map<String, Object> unscoped(String user) {
    return Map.of("identity", password(user), "scope", "unscoped");
  }

  /** What an application credential asks for. */
  public static Map<String, Object> of(JsonNode credential) {
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
  public String token(Map<String, Object> auth) {
    HttpResponse<String> answer = send("POST", "/auth/tokens", Map.of("auth", auth), Map.of());
    return good(answer).headers().firstValue("X-Subject-Token").orElseThrow();
  }

  /** Takes a token back. */
  public void revoke(String token) {
    good(
        send(
            "DELETE",
            "/auth/tokens",
            null,
            Map.of("X-Auth-Token", administrator, "X-Subject-Token", token)));
  }

  /** Removes a project; what others keep for it is not told. */
  public void deleteProject(String id) {
    ask("DELETE", "/projects/" + id, null);
  }

  private String create(String path, String envelope, Map<String, Object> members) {
    return ask("POST", path, Map.of(envelope, members)).path(envelope).path("id").asText();
  }

  private JsonNode ask(String method, String path, @Nullable Map<String, Object> body) {
    return body(send(method, path, body, Map.of("X-Auth-Token", administrator)));
  }

  private JsonNode body(HttpResponse<String> answer) {
    try {
      return mapper.readTree(good(answer).body());
    } catch (IOException e) {
      throw new IllegalStateException(answer.body(), e);
    }
  }

  private static HttpResponse<String> good(HttpResponse<String> answer) {
    if (answer.statusCode() / 100 != 2) {
      throw new IllegalStateException(
          "Keystone answers %d: %s".formatted(answer.statusCode(), answer.body()));
    }
    return answer;
  }

  private HttpResponse<String> send(
      String method, String path, @Nullable Map<String, Object> body, Map<String, String> headers) {
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

  /** Ends it; the folder stays. */
  @Override
  public void close() {
    server.kill();
    http.close();
  }
}

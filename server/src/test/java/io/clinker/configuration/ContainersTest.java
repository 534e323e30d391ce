package io.clinker.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.configuration.Loading.Result;
import io.clinker.node.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What can be checked of {@code docker/} without an engine that runs containers. */
class ContainersTest {
  private static final List<String> NODES = List.of("api-1", "api-2", "volume-1", "volume-2");
  private static final Map<String, Object> COMPOSE = read("compose.yml");

  @TempDir private Path secrets;

  @ParameterizedTest
  @ValueSource(strings = {"api-1", "api-2", "volume-1", "volume-2"})
  void aNodesConfigurationIsValidAndLoads(String service) {
    String text =
        Loading.example(Folders.docker().resolve("clinker.yml"), secrets, environment(service))
            .replace(secrets + "/clinker_database", secrets + "/database.password");

    assertThat(new ConfigurationSchema().errors(text)).isEmpty();
    Result result = Loading.load(text);
    assertThat(result.problems()).isEmpty();
    assertThat(result.configuration().node().name()).isEqualTo(service);
    assertThat(seconds(service(service).get("stop_grace_period")))
        .as("a stop is not cut before the drain is over")
        .isGreaterThan(result.configuration().node().drainTimeout().toSeconds());
  }

  @Test
  void everyVariableOfTheConfigurationIsGivenAndUsed() throws IOException {
    String text = Files.readString(Folders.docker().resolve("clinker.yml"));
    List<String> used =
        Pattern.compile("\\$\\{([A-Z_]+)")
            .matcher(text)
            .results()
            .map(hit -> hit.group(1))
            .distinct()
            .toList();

    for (String node : NODES) {
      assertThat(environment(node).keySet()).containsExactlyInAnyOrderElementsOf(used);
    }
  }

  @Test
  void rolesOfTheNodesCoverTheService() {
    List<Role> roles = new ArrayList<>();
    for (String node : NODES) {
      List<String> command = words(service(node).get("command"));
      assertThat(command).startsWith("run", "/etc/clinker/clinker.yml", "--roles");
      Arrays.stream(command.get(3).split(",")).map(Role::of).forEach(roles::add);
    }
    assertThat(roles).contains(Role.API, Role.ENGINE, Role.VOLUME);
    assertThat(roles.stream().filter(Role.ENGINE::equals)).hasSize(2);
    assertThat(roles.stream().filter(Role.VOLUME::equals)).hasSize(2);
  }

  @Test
  void everyFileIsThere() throws IOException {
    String script = Files.readString(Folders.docker().resolve("make-secrets"));
    section("secrets")
        .forEach((name, secret) -> assertThat(script).contains(" " + name.replace("-", "_")));
    for (Object file : section("configs").values()) {
      assertThat(Folders.docker().resolve(map(file).get("file").toString())).isRegularFile();
    }
    for (String node : services().keySet()) {
      if (service(node).get("build") instanceof Map<?, ?> build) {
        Path context = Folders.docker().resolve(build.get("context").toString()).normalize();
        assertThat(context.resolve(build.get("dockerfile").toString())).isRegularFile();
      }
    }
  }

  @Test
  void everyNameIsDefined() {
    services()
        .forEach(
            (name, unused) -> {
              Map<String, Object> service = service(name);
              assertThat(section("secrets").keySet())
                  .containsAll(words(service.getOrDefault("secrets", List.of())));
              for (Object config : list(service.getOrDefault("configs", List.of()))) {
                assertThat(section("configs")).containsKey(map(config).get("source").toString());
              }
              for (String volume : words(service.getOrDefault("volumes", List.of()))) {
                assertThat(section("volumes")).containsKey(volume.split(":")[0]);
              }
              if (service.get("depends_on") instanceof Map<?, ?> others) {
                others.forEach(
                    (other, condition) -> {
                      assertThat(services()).containsKey(other.toString());
                      assertThat(service(other.toString()))
                          .as("%s waits for the health of %s", name, other)
                          .containsKey("healthcheck");
                    });
              }
            });
  }

  @Test
  void imagesArePinned() throws IOException {
    List<String> images = new ArrayList<>();
    services().keySet().forEach(name -> images.add(service(name).get("image").toString()));
    dockerfile("FROM").map(line -> line.split(" ")[0]).forEach(images::add);

    assertThat(images)
        .allSatisfy(image -> assertThat(image).matches("[a-z0-9/.-]+:[0-9]+[a-z0-9.-]*"));
  }

  @Test
  void storageIsSharedAndExportDaemonsAreNot() {
    List<String> first = words(service("volume-1").get("volumes"));
    List<String> second = words(service("volume-2").get("volumes"));

    assertThat(first).contains("storage:/var/lib/clinker/storage");
    assertThat(second).contains("storage:/var/lib/clinker/storage");
    assertThat(first.stream().filter(volume -> volume.contains("/exports")))
        .hasSize(1)
        .doesNotContainAnyElementsOf(second);
  }

  @Test
  void portsArePublishedOnLoopbackOnly() {
    services()
        .keySet()
        .forEach(
            name ->
                assertThat(words(service(name).getOrDefault("ports", List.of())))
                    .allMatch(port -> port.startsWith("127.0.0.1:")));
  }

  @Test
  void noSecretStandsInTheFiles() throws IOException {
    assertThat(Files.readString(Folders.docker().resolve("compose.yml")))
        .doesNotContainPattern("(?i)(password|pwd): *[a-z0-9]+$");
    assertThat(Files.readString(Folders.docker().resolve(".gitignore"))).startsWith("secrets/*");
  }

  @Test
  void theImageCopiesWhatIsThereAndRunsAsNobodySpecial() throws IOException {
    List<String> copied =
        dockerfile("COPY")
            .filter(line -> !line.startsWith("--from"))
            .flatMap(line -> Arrays.stream(line.split(" ")).limit(line.split(" ").length - 1L))
            .toList();

    assertThat(copied).isNotEmpty();
    assertThat(copied).allMatch(path -> Files.exists(Folders.project().resolve(path)));
    assertThat(dockerfile("USER")).last().asString().isEqualTo("clinker");
    assertThat(dockerfile("HEALTHCHECK")).isNotEmpty();
  }

  @Test
  void theImageStartsAJvmLikeTheLaunchers() throws IOException {
    String script = Files.readString(Folders.project().resolve("clinker"));
    String entry = dockerfile("ENTRYPOINT").findFirst().orElseThrow();

    Pattern.compile("\"(-X[^\"]+)\"")
        .matcher(entry)
        .results()
        .forEach(flag -> assertThat(script).contains(flag.group(1)));
  }

  private static Stream<String> dockerfile(String instruction) throws IOException {
    String joined =
        Files.readString(Folders.docker().resolve("Dockerfile")).replaceAll("\\\\\\n\\s*", "");
    return joined
        .lines()
        .filter(line -> line.startsWith(instruction + " "))
        .map(line -> line.substring(instruction.length() + 1));
  }

  private static Map<String, Object> read(String file) {
    try {
      return map(
          new Yaml(new SafeConstructor(new LoaderOptions()))
              .load(Files.readString(Folders.docker().resolve(file))));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Map<String, Object> services() {
    return section("services");
  }

  private static Map<String, Object> service(String name) {
    return map(services().get(name));
  }

  private static Map<String, Object> section(String name) {
    return map(COMPOSE.get(name));
  }

  private static Map<String, String> environment(String service) {
    Map<String, String> all = new LinkedHashMap<>();
    map(service(service).get("environment"))
        .forEach((key, value) -> all.put(key, value.toString()));
    return all;
  }

  private static List<String> words(Object value) {
    return list(value).stream().map(Object::toString).toList();
  }

  private static Collection<?> list(Object value) {
    return (Collection<?>) value;
  }

  private static long seconds(Object value) {
    return Long.parseLong(value.toString().replace("s", ""));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }
}

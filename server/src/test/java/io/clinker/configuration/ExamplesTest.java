package io.clinker.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.clinker.configuration.Loading.Result;
import io.clinker.node.Backends;
import io.clinker.node.LimitSettings;
import io.clinker.node.NodeSettings;
import io.clinker.node.NodeSettings.BackendSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples below {@code config/} are right. */
class ExamplesTest {
  private static final ConfigurationSchema SCHEMA = new ConfigurationSchema();

  @TempDir private Path secrets;

  static Stream<Path> examples() throws IOException {
    try (Stream<Path> files = Files.walk(Folders.config())) {
      return files.filter(file -> file.toString().endsWith(".yml")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void isValidBySchemaAndLoads(Path file) {
    String text = Loading.example(file, secrets, Map.of());

    assertThat(SCHEMA.errors(text)).isEmpty();
    Result result = Loading.load(text);
    assertThat(result.problems()).isEmpty();
    try (Backends backends = Backends.open(settings(result))) {
      assertThat(backends.drivers()).hasSameSizeAs(result.configuration().backends());
    }
  }

  @Test
  void theFullExampleHasEveryKey() {
    String text = Loading.example(Folders.config().resolve("clinker.yml"), secrets, Map.of());
    // Those that are off by default stand there as comments.
    JsonNode tree = Loading.tree(text.replaceAll("(?m)^( *)# ([a-zA-Z]+: [^ ]+)$", "$1$2"));
    Set<String> present = new TreeSet<>();
    collect(tree, "", present);
    Set<String> wanted = new TreeSet<>(SCHEMA.keys().keySet());
    wanted.removeAll(
        Set.of(
            "server",
            "logging",
            "metrics",
            "admin",
            "health",
            "database.password",
            "keystone.password",
            "keystone.applicationCredentialSecret"));
    wanted.remove("backends[].options");
    SCHEMA.options("file").keySet().forEach(key -> wanted.add("backends[].options." + key));

    assertThat(present).containsAll(wanted);
  }

  @Test
  void theFullExampleShowsTheDefaults() {
    String text = Loading.example(Folders.config().resolve("clinker.yml"), secrets, Map.of());
    JsonNode tree = Loading.tree(text);

    SCHEMA
        .keys()
        .forEach(
            (key, schema) -> {
              JsonNode value = tree.at("/" + key.replace("[]", "/0").replace('.', '/'));
              if (schema.has("default") && !value.isMissingNode()) {
                assertThat(value).as(key).isEqualTo(schema.get("default"));
              }
            });
    SCHEMA
        .options("file")
        .forEach(
            (key, schema) -> {
              JsonNode value = tree.at("/backends/0/options/" + key.replace('.', '/'));
              if (schema.has("default")) {
                assertThat(value).as(key).isEqualTo(schema.get("default"));
              }
            });
  }

  private static NodeSettings settings(Result result) {
    return new NodeSettings(
        "n1",
        "h1",
        Set.of(),
        "test",
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        result.configuration().backends().stream()
            .map(
                backend ->
                    new BackendSettings(
                        backend.name(),
                        backend.driver(),
                        backend.availabilityZone(),
                        backend.reservedPercentage(),
                        backend.overSubscriptionRatio(),
                        LimitSettings.OF_DRIVER,
                        backend.options()))
            .toList());
  }

  private static void collect(JsonNode part, String prefix, Set<String> found) {
    part.properties()
        .forEach(
            member -> {
              String key = prefix + member.getKey();
              found.add(key);
              if (member.getValue().isObject()) {
                collect(member.getValue(), key + ".", found);
              } else if (member.getValue().isArray()) {
                member.getValue().forEach(item -> collect(item, key + "[].", found));
              }
            });
  }
}

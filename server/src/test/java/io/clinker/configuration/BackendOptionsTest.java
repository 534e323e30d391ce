package io.clinker.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.node.Backends;
import io.clinker.node.LimitSettings;
import io.clinker.node.NodeSettings;
import io.clinker.node.NodeSettings.BackendSettings;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The options of the drivers, as the drivers and the schema know them. */
class BackendOptionsTest {
  private static final ConfigurationSchema SCHEMA = new ConfigurationSchema();
  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @ValueSource(strings = {"file", "rbd", "simulator"})
  void theSchemaHasTheDriversKeys(String driver) {
    Set<String> described =
        SCHEMA.options(driver).keySet().stream()
            .map(key -> key.split("\\.")[0])
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(described).isEqualTo(allowed(refusal(driver, Map.of("nonsense", 1))));
  }

  @Test
  void theSchemaHasTheKeysOfExports() {
    Set<String> described =
        SCHEMA.options("file").keySet().stream()
            .filter(key -> key.startsWith("exports."))
            .map(key -> key.substring("exports.".length()))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(described)
        .isEqualTo(allowed(refusal("file", Map.of("exports", Map.of("nonsense", 1)))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"file", "rbd", "simulator"})
  void theDriversTakeTheDefaultsOfTheSchema(String driver) throws Exception {
    Map<String, Object> options = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> key : SCHEMA.options(driver).entrySet()) {
      if (key.getValue().has("default")) {
        put(options, key.getKey(), JSON.treeToValue(key.getValue().get("default"), Object.class));
      }
    }

    try (Backends backends = open(driver, options)) {
      assertThat(backends.drivers()).hasSize(1);
      assertThat(backends.drivers().get("b1").description().maximumConcurrency())
          .isEqualTo(SCHEMA.options(driver).get("maximumConcurrency").get("default").asInt());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "file      | directory              | relative/path",
        "file      | format                 | vmdk",
        "file      | protocol               | ftp",
        "file      | pool                   | a/b",
        "file      | maximumConcurrency     | 0",
        "file      | tokenLog               | perhaps",
        "file      | sync                   | perhaps",
        "file      | copyLimit              | soon",
        "file      | layerGrace             | 10m",
        "file      | tombstoneAge           | never",
        "file      | exports.directory      | relative",
        "file      | exports.listenAddress  | a b",
        "file      | exports.advertiseAddress | a b",
        "file      | exports.nbdTransport   | pigeon",
        "file      | exports.nbdPorts       | all",
        "file      | exports.iscsiPort      | 70000",
        "rbd       | pool                   | a/b",
        "rbd       | user                   | a b",
        "rbd       | cluster                | ../x",
        "rbd       | conf                   | ceph.conf",
        "rbd       | keyring                | relative",
        "rbd       | secretUuid             | secret",
        "rbd       | python                 | python3",
        "rbd       | maximumConcurrency     | 0",
        "rbd       | tokenLog               | perhaps",
        "rbd       | discard                | perhaps",
        "rbd       | cutHosts               | perhaps",
        "rbd       | maximumCloneDepth      | 17",
        "rbd       | connectLimit           | soon",
        "rbd       | callLimit              | 10s",
        "rbd       | copyLimit              | 12h",
        "rbd       | trashAge               | never",
        "rbd       | purgeParallelism       | 0",
        "rbd       | tombstoneAge           | never",
        "simulator | array                  | a b",
        "simulator | address                | ftp://a",
        "simulator | pool                   | a/b",
        "simulator | capacity               | 0",
        "simulator | thin                   | perhaps",
        "simulator | timeLimit              | 0",
        "simulator | without                | [FLY]",
        "simulator | serialSections         | [ALL]",
        "simulator | protocols              | [ftp]",
        "simulator | maximumConcurrency     | 0",
      })
  void aBadValueIsRefusedByNameAndByTheSchema(String driver, String key, String text)
      throws Exception {
    Object value =
        Loading.tree(text).isTextual() ? text : JSON.treeToValue(Loading.tree(text), Object.class);
    Map<String, Object> options = new LinkedHashMap<>();
    put(options, key, value);

    ClinkerException refused = refusal(driver, options);

    assertThat(refused.facts()).containsEntry("key", key).containsKey("allowed");
    assertThat(refused.facts().get("value")).contains(text.replaceAll("[\\[\\]]", ""));
    assertThat(SCHEMA.errors(yaml(driver, options))).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"file", "rbd", "simulator"})
  void everyOptionHasABadValueHere(String driver) throws Exception {
    CsvSource table =
        BackendOptionsTest.class
            .getDeclaredMethod(
                "aBadValueIsRefusedByNameAndByTheSchema", String.class, String.class, String.class)
            .getAnnotation(CsvSource.class);
    Set<String> tested =
        Arrays.stream(table.value())
            .map(row -> row.split("\\|"))
            .filter(row -> row[0].strip().equals(driver))
            .map(row -> row[1].strip())
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(tested).isEqualTo(new TreeSet<>(SCHEMA.options(driver).keySet()));
  }

  @Test
  void anUnknownDriverIsNamedWithThoseThereAre() {
    ClinkerException refused = refusal("tape", Map.of());

    assertThat(refused.facts()).containsEntry("backend", "b1").containsEntry("driver", "tape");
    assertThat(refused.facts().get("allowed")).isEqualTo("[file, rbd, simulator]");
    assertThat(SCHEMA.errors("backends: [{name: b1, driver: tape}]")).isNotEmpty();
  }

  private static Set<String> allowed(ClinkerException refused) {
    String words = refused.facts().get("allowed").replaceAll("^[^\\[]*\\[|]$", "");
    return new TreeSet<>(Arrays.asList(words.split(", ")));
  }

  private static ClinkerException refusal(String driver, Map<String, Object> options) {
    ClinkerException refused =
        catchThrowableOfType(ClinkerException.class, () -> open(driver, options).close());
    assertThat(refused).isNotNull();
    assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_INPUT);
    return refused;
  }

  private static Backends open(String driver, Map<String, Object> options) {
    return Backends.open(
        new NodeSettings(
            "n1",
            "h1",
            Set.of(),
            "test",
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            java.util.List.of(
                new BackendSettings(
                    "b1",
                    driver,
                    "nova",
                    0,
                    1.0,
                    LimitSettings.OF_DRIVER,
                    complete(driver, options)))));
  }

  private static Map<String, Object> complete(String driver, Map<String, Object> options) {
    Map<String, Object> all = new HashMap<>(options);
    if (driver.equals("file")) {
      all.putIfAbsent("directory", "/srv/clinker");
    }
    if (driver.equals("rbd")) {
      all.putIfAbsent("pool", "volumes");
    }
    return all;
  }

  private static String yaml(String driver, Map<String, Object> options) throws Exception {
    return JSON.writeValueAsString(
        Map.of(
            "backends",
            java.util.List.of(
                Map.of("name", "b1", "driver", driver, "options", complete(driver, options)))));
  }

  @SuppressWarnings("unchecked")
  private static void put(Map<String, Object> options, String key, Object value) {
    int dot = key.indexOf('.');
    if (dot < 0) {
      options.put(key, value);
    } else {
      ((Map<String, Object>)
              options.computeIfAbsent(key.substring(0, dot), absent -> new LinkedHashMap<>()))
          .put(key.substring(dot + 1), value);
    }
  }
}

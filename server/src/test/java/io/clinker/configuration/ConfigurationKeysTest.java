package io.clinker.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.clinker.ClinkerConfiguration;
import io.clinker.api.http.AuditFilter;
import io.clinker.cases.Shows;
import io.clinker.configuration.Loading.Result;
import io.clinker.policy.Policy;
import io.clinker.policy.Subject;
import io.clinker.policy.Target;
import io.dropwizard.core.Configuration;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every key: its default, its mapping, and what is said of a bad value. */
class ConfigurationKeysTest {
  private static final ConfigurationSchema SCHEMA = new ConfigurationSchema();

  /** Sections of Dropwizard, which has its own tests. */
  private static final Set<String> DROPWIZARD =
      Set.of("server", "logging", "metrics", "admin", "health");

  @TempDir private static Path folder;

  /**
   * One key.
   *
   * @param standard the default, null where it depends on the machine or its environment
   * @param text another value as it stands in a file
   * @param value that value as the service reads it
   * @param bad a value that is refused
   * @param allowed what is said about it
   */
  private record Key(
      String name,
      Object standard,
      String text,
      Object value,
      String bad,
      String allowed,
      Function<ClinkerConfiguration, Object> read) {
    @Override
    public String toString() {
      return name;
    }

    String yaml(String of) {
      if (name.startsWith("backends[].")) {
        String member = name.substring("backends[].".length());
        String others =
            Stream.of("name: b1", "driver: simulator")
                .filter(other -> !other.startsWith(member + ":"))
                .reduce("", (all, each) -> all + ", " + each);
        int inner = member.indexOf('.');
        String own =
            inner < 0
                ? "%s: %s".formatted(member, of)
                : "%s: {%s: %s}"
                    .formatted(member.substring(0, inner), member.substring(inner + 1), of);
        return "backends: [{%s%s}]".formatted(own, others);
      }
      int dot = name.indexOf('.');
      return dot < 0
          ? "%s: %s".formatted(name, of)
          : "%s: {%s: %s}".formatted(name.substring(0, dot), name.substring(dot + 1), of);
    }

    /** The key as messages have it. */
    String inMessages() {
      return name.replace("[]", "[0]");
    }
  }

  static Stream<Key> keys() throws Exception {
    String file = Files.writeString(folder.resolve("secret"), "hush\n").toString();
    String absent = folder.resolve("absent").toString();
    Set<NodeSection.Role> allRoles = Set.of(NodeSection.Role.values());
    return Stream.of(
        key(
            "node.name",
            null,
            "n1",
            "n1",
            "'clinker@file'",
            "1 to 255 letters",
            c -> c.node().name()),
        key("node.host", null, "h1", "h1", "'a/b'", "1 to 255 letters", c -> c.node().host()),
        key(
            "node.roles",
            allRoles,
            "[api, engine]",
            Set.of(NodeSection.Role.API, NodeSection.Role.ENGINE),
            "[cook]",
            "api, backup, engine, volume",
            c -> c.node().roles()),
        key(
            "node.drainTimeout",
            Duration.ofSeconds(30),
            "1m",
            Duration.ofMinutes(1),
            "soon",
            "a duration such as 30s, 5m or 2d",
            c -> c.node().drainTimeout()),
        key(
            "node.heartbeat",
            Duration.ofSeconds(1),
            "2s",
            Duration.ofSeconds(2),
            "1 millisecond",
            "200 milliseconds to 30 seconds",
            c -> c.node().heartbeat()),
        key(
            "node.deadAfter",
            Duration.ofSeconds(10),
            "30s",
            Duration.ofSeconds(30),
            "1 second",
            "at least 5 times node.heartbeat",
            c -> c.node().deadAfter()),
        key(
            "database.url",
            "jdbc:mysql://127.0.0.1:13306/clinker",
            "'jdbc:mysql://db/clinker'",
            "jdbc:mysql://db/clinker",
            "'postgres://db'",
            "jdbc:mysql://HOST:PORT/SCHEMA",
            c -> c.database().url()),
        key("database.user", "clinker", "u1", "u1", "' '", "not blank", c -> c.database().user()),
        key("database.password", "", "pw", "pw", "{a: b}", "a text", c -> c.database().password()),
        key(
            "database.passwordFile",
            "",
            file,
            "hush",
            absent,
            "a readable file",
            c -> c.database().password()),
        key(
            "database.minimumConnections",
            4,
            "2",
            2,
            "-1",
            "0 to 24",
            c -> c.database().minimumConnections()),
        key(
            "database.maximumConnections",
            24,
            "12",
            12,
            "2000",
            "1 to 1000",
            c -> c.database().maximumConnections()),
        key(
            "database.connectionWait",
            Duration.ofSeconds(2),
            "500ms",
            Duration.ofMillis(500),
            "0 seconds",
            "more than 0 ms",
            c -> c.database().connectionWait()),
        key(
            "engine.address",
            "127.0.0.1:7233",
            "'engine:7000'",
            "engine:7000",
            "engine",
            "HOST:PORT",
            c -> c.engine().address()),
        key(
            "engine.namespace",
            "clinker",
            "ns1",
            "ns1",
            "' '",
            "not blank",
            c -> c.engine().namespace()),
        key(
            "engine.webUi",
            "http://127.0.0.1:8233",
            "'https://ui.example.org/'",
            "https://ui.example.org",
            "ui",
            "a URL that begins with http",
            c -> c.engine().webUi()),
        key(
            "engine.admissionTimeout",
            Duration.ofSeconds(10),
            "5s",
            Duration.ofSeconds(5),
            "5 minutes",
            "100 milliseconds to 60 seconds",
            c -> c.engine().admissionTimeout()),
        key(
            "engine.resultTimeout",
            Duration.ofSeconds(60),
            "30s",
            Duration.ofSeconds(30),
            "10 milliseconds",
            "1 second to 10 minutes",
            c -> c.engine().resultTimeout()),
        key("engine.tls", false, "true", true, "perhaps", "true or false", c -> c.engine().tls()),
        key(
            "engine.tlsCertificate",
            Optional.empty(),
            file,
            Optional.of(file),
            absent,
            "a readable file",
            c -> c.engine().tlsCertificate()),
        key(
            "engine.tlsKey",
            Optional.empty(),
            file,
            Optional.of(file),
            absent,
            "a readable file",
            c -> c.engine().tlsKey()),
        key(
            "engine.tlsAuthorities",
            Optional.empty(),
            file,
            Optional.of(file),
            absent,
            "a readable file",
            c -> c.engine().tlsAuthorities()),
        key(
            "engine.apiKeyFile",
            Optional.empty(),
            file,
            Optional.of("hush"),
            absent,
            "a readable file",
            c -> c.engine().apiKey()),
        key(
            "authentication.strategy",
            "noauth",
            "noauth",
            "noauth",
            "guess",
            "keystone, noauth",
            c -> c.authentication().strategy()),
        key(
            "authentication.projectPattern",
            "[0-9a-f-]+",
            "'[a-z]+'",
            "[a-z]+",
            "'[a-z'",
            "a regular expression",
            c -> c.authentication().projectPattern().pattern()),
        key(
            "authentication.allowNoauthOnPublicAddress",
            false,
            "true",
            true,
            "perhaps",
            "true or false",
            c -> c.authentication().allowNoauthOnPublicAddress()),
        key(
            "authentication.policyFile",
            true,
            Files.writeString(folder.resolve("policy"), "volume:create: '!'\n").toString(),
            false,
            absent,
            "a policy file that can be used",
            c -> mayCreate(c.authentication().policy())),
        key(
            "authentication.everyCallerIsAdministrator",
            false,
            "true",
            true,
            "perhaps",
            "true or false",
            c -> c.authentication().everyCallerIsAdministrator()),
        key(
            "authentication.userDetach",
            false,
            "allow",
            true,
            "ask",
            "allow, refuse",
            c -> c.authentication().usersMayDetach()),
        key(
            "keystone.url",
            "http://127.0.0.1:5000/v3",
            "'https://id/v3'",
            "https://id/v3",
            "id",
            "a URL that begins with http",
            c -> c.keystone().url().toString()),
        key(
            "keystone.publicUrl",
            "http://127.0.0.1:5000/v3",
            "'https://id/v3'",
            "https://id/v3",
            "id",
            "a URL that begins with http",
            c -> c.keystone().tokens().challenge()),
        key(
            "keystone.authorities",
            Optional.empty(),
            file,
            Optional.of(Path.of(file)),
            absent,
            "a readable file",
            c -> c.keystone().authorities()),
        key(
            "keystone.user",
            "clinker",
            "x1",
            "x1",
            "' '",
            "not blank",
            c -> c.keystone().credential().auth().at("/identity/password/user/name").asText()),
        key(
            "keystone.userDomain",
            "Default",
            "x1",
            "x1",
            "' '",
            "not blank",
            c ->
                c.keystone()
                    .credential()
                    .auth()
                    .at("/identity/password/user/domain/name")
                    .asText()),
        key(
            "keystone.project",
            "service",
            "x1",
            "x1",
            "' '",
            "not blank",
            c -> c.keystone().credential().auth().at("/scope/project/name").asText()),
        key(
            "keystone.projectDomain",
            "Default",
            "x1",
            "x1",
            "' '",
            "not blank",
            c -> c.keystone().credential().auth().at("/scope/project/domain/name").asText()),
        key(
            "keystone.password",
            "",
            "pw",
            "pw",
            "{a: b}",
            "a text",
            c -> c.keystone().credential().auth().at("/identity/password/user/password").asText()),
        key(
            "keystone.passwordFile",
            "",
            file,
            "hush",
            absent,
            "a readable file",
            c -> c.keystone().credential().auth().at("/identity/password/user/password").asText()),
        key(
            "keystone.applicationCredentialId",
            "",
            "ac1",
            "ac1",
            "' '",
            "not blank",
            c ->
                c.keystone()
                    .credential()
                    .auth()
                    .at("/identity/application_credential/id")
                    .asText()),
        key(
            "keystone.applicationCredentialSecret",
            "",
            "pw, applicationCredentialId: ac1",
            "pw",
            "{a: b}",
            "a text",
            c ->
                c.keystone()
                    .credential()
                    .auth()
                    .at("/identity/application_credential/secret")
                    .asText()),
        key(
            "keystone.applicationCredentialSecretFile",
            "",
            file + ", applicationCredentialId: ac1",
            "hush",
            absent,
            "a readable file",
            c ->
                c.keystone()
                    .credential()
                    .auth()
                    .at("/identity/application_credential/secret")
                    .asText()),
        key(
            "keystone.serviceRoles",
            Set.of("service"),
            "[compute]",
            Set.of("compute"),
            "[' ']",
            "not blank",
            c -> c.keystone().tokens().serviceRoles()),
        key(
            "keystone.cacheTime",
            Duration.ofSeconds(60),
            "10s",
            Duration.ofSeconds(10),
            "2 hours",
            "0 seconds to 60 minutes",
            c -> c.keystone().tokens().cacheTime()),
        key(
            "keystone.graceTime",
            Duration.ofMinutes(5),
            "1m",
            Duration.ofMinutes(1),
            "2 hours",
            "0 seconds to 60 minutes",
            c -> c.keystone().tokens().graceTime()),
        key(
            "keystone.timeout",
            Duration.ofSeconds(5),
            "2s",
            Duration.ofSeconds(2),
            "2 minutes",
            "100 milliseconds to 60 seconds",
            c -> c.keystone().timeout()),
        key(
            "keystone.cacheSize",
            10_000,
            "50",
            50,
            "0",
            "1 to 1000000",
            c -> c.keystone().tokens().cacheSize()),
        key(
            "compute.endpoint",
            false,
            "'https://compute/v2.1'",
            true,
            "nova",
            "none, catalog or a URL that begins with http",
            c -> c.compute().isThere()),
        key(
            "compute.catalogInterface",
            "internal",
            "public",
            "public",
            "private",
            "admin, internal, public",
            c -> c.compute().catalogInterface()),
        key(
            "compute.region",
            Optional.empty(),
            "east",
            Optional.of("east"),
            "' '",
            "not blank",
            c -> c.compute().region()),
        key(
            "compute.authorities",
            Optional.empty(),
            file,
            Optional.of(Path.of(file)),
            absent,
            "a readable file",
            c -> c.compute().authorities()),
        key(
            "compute.timeout",
            Duration.ofSeconds(10),
            "2s",
            Duration.ofSeconds(2),
            "1 minute",
            "100 milliseconds to 30 seconds",
            c -> c.compute().timeout()),
        key(
            "compatibility",
            false,
            "strict",
            true,
            "loose",
            "default, strict",
            ClinkerConfiguration::strict),
        key(
            "publicEndpoint",
            Optional.empty(),
            "'https://block.example.org/'",
            Optional.of("https://block.example.org"),
            "block",
            "a URL that begins with http",
            ClinkerConfiguration::publicEndpoint),
        key(
            "findings.pace",
            Duration.ofSeconds(60),
            "5m",
            Duration.ofMinutes(5),
            "10 milliseconds",
            "one second or more",
            c -> c.findings().pace()),
        key("findings.passes", 2, "5", 5, "0", "1 to 1000", c -> c.findings().passes()),
        key(
            "findings.projectPace",
            Duration.ZERO,
            "1h",
            Duration.ofHours(1),
            "10 milliseconds",
            "0s, or one second or more",
            c -> c.findings().projectPace()),
        key(
            "retention.operations",
            Duration.ofDays(30),
            "7d",
            Duration.ofDays(7),
            "1 second",
            "one minute or more",
            c -> c.retention().operations()),
        key(
            "retention.idempotencyKeys",
            Duration.ofDays(2),
            "12h",
            Duration.ofHours(12),
            "1 second",
            "one minute or more",
            c -> c.retention().idempotencyKeys()),
        key(
            "retention.deletedRows",
            Duration.ofDays(30),
            "1d",
            Duration.ofDays(1),
            "1 second",
            "one minute or more",
            c -> c.retention().deletedRows()),
        key(
            "limits.maximumBody",
            114_688,
            "200000",
            200_000,
            "10",
            "1024 to 16777216",
            c -> c.limits().maximumBody()),
        key(
            "limits.bodyTime",
            Duration.ofSeconds(20),
            "5s",
            Duration.ofSeconds(5),
            "2 hours",
            "1 second to 10 minutes",
            c -> c.limits().bodyTime()),
        key(
            "limits.requestsPerSecond",
            0,
            "50",
            50,
            "-1",
            "0 to 100000",
            c -> c.limits().rate().perSecond()),
        key(
            "limits.requestBurst",
            100,
            "5",
            5,
            "0",
            "1 to 1000000",
            c -> c.limits().rate().burst()),
        key(
            "trustForwardedHeaders",
            false,
            "true",
            true,
            "perhaps",
            "true or false",
            ClinkerConfiguration::trustForwardedHeaders),
        key(
            "audit",
            AuditFilter.Extent.CHANGES,
            "all",
            AuditFilter.Extent.ALL,
            "some",
            "all, changes, none",
            ClinkerConfiguration::audit),
        key("limits.pageSize", 1000, "500", 500, "0", "1 to 10000", c -> c.limits().pageSize()),
        key(
            "limits.longestWait",
            Duration.ofMinutes(5),
            "30s",
            Duration.ofSeconds(30),
            "61 minutes",
            "0 seconds to 60 minutes",
            c -> c.limits().longestWait()),
        key(
            "limits.waitingRequests",
            64,
            "8",
            8,
            "1000",
            "0 to 512",
            c -> c.limits().waitingRequests()),
        key(
            "backends[].name",
            null,
            "files",
            "files",
            "'a/b'",
            "1 to 63 letters",
            c -> c.backends().getFirst().name()),
        key(
            "backends[].driver",
            null,
            "file",
            "file",
            "' '",
            "not blank",
            c -> c.backends().getFirst().driver()),
        key(
            "backends[].availabilityZone",
            "nova",
            "az2",
            "az2",
            "' '",
            "not blank",
            c -> c.backends().getFirst().availabilityZone()),
        key(
            "backends[].reservedPercentage",
            0,
            "10",
            10,
            "100",
            "0 to 99",
            c -> c.backends().getFirst().reservedPercentage()),
        key(
            "backends[].overSubscriptionRatio",
            1.0,
            "20.0",
            20.0,
            "0.5",
            "1 to 1000",
            c -> c.backends().getFirst().overSubscriptionRatio()),
        key(
            "backends[].limits.calls",
            0,
            "3",
            3,
            "-1",
            "0 to 10000",
            c -> c.backends().getFirst().limits().calls()),
        key(
            "backends[].limits.callsOfAllNodes",
            0,
            "3",
            3,
            "-1",
            "0 to 10000",
            c -> c.backends().getFirst().limits().callsOfAllNodes()),
        key(
            "backends[].limits.longCalls",
            0,
            "3",
            3,
            "-1",
            "0 to 10000",
            c -> c.backends().getFirst().limits().longCalls()),
        key(
            "backends[].limits.longCallsPerProject",
            0,
            "3",
            3,
            "-1",
            "0 to 10000",
            c -> c.backends().getFirst().limits().longCallsPerProject()),
        key(
            "backends[].limits.silence",
            Duration.ofMinutes(5),
            "1m",
            Duration.ofMinutes(1),
            "1 second",
            "10 seconds to 24 hours",
            c -> c.backends().getFirst().limits().silence()),
        key(
            "backends[].options",
            Map.of(),
            "{capacity: 100, exports: {iscsiPort: 3260}, thin: }",
            Map.of("capacity", 100, "exports", Map.of("iscsiPort", 3260)),
            "[]",
            "a group of keys",
            c -> c.backends().getFirst().options()));
  }

  private static boolean mayCreate(Policy policy) {
    return policy.allows(
        "volume:create", new Subject(Set.of(), Map.of("is_admin", "True")), new Target("p1"));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void hasItsDefault(Key key) {
    if (key.standard() == null) {
      return;
    }
    String text =
        key.name().startsWith("backends[]") ? "backends: [{name: b1, driver: simulator}]" : "{}";

    Result result = Loading.load(text);

    assertThat(result.problems()).isEmpty();
    assertThat(key.read().apply(result.configuration())).isEqualTo(key.standard());
  }

  @ParameterizedTest
  @MethodSource("keys")
  void isMapped(Key key) {
    Result result = Loading.load(key.yaml(key.text()));

    assertThat(result.problems()).isEmpty();
    assertThat(key.read().apply(result.configuration())).isEqualTo(key.value());
  }

  @ParameterizedTest
  @MethodSource("keys")
  @Shows({"E-7", "E-11"})
  void refusesABadValueByName(Key key) {
    Result result = Loading.load(key.yaml(key.bad()));

    assertThat(result.problems()).hasSize(1);
    String value = key.bad().replaceAll("'|^[\\[{]|[]}]$", "");
    assertThat(result.problems().getFirst())
        .contains(key.inMessages())
        .contains(value.startsWith("a: ") ? "{\"a\":\"b\"}" : value)
        .contains(key.allowed());
  }

  @ParameterizedTest
  @MethodSource("keys")
  void theSchemaKnowsIt(Key key) {
    JsonNode schema = SCHEMA.keys().get(key.name());

    assertThat(schema).as("the schema has the key").isNotNull();
    assertThat(schema.path("description").asText()).isNotBlank();
    if (schema.has("default")) {
      String text =
          key.name().equals("compatibility") ? "default" : schema.get("default").toString();
      Result result = Loading.load(key.yaml(text));
      assertThat(result.problems()).isEmpty();
      assertThat(key.read().apply(result.configuration())).isEqualTo(key.standard());
    }
  }

  @ParameterizedTest
  @MethodSource("keys")
  void theSchemaRefusesABadValue(Key key) {
    // What only the machine can tell, or the other value of a pair, is not in the schema.
    boolean unknowable =
        key.bad().startsWith("/")
            || key.allowed()
                .matches(
                    ".* to .*(seconds|minutes|hours)|more than 0 ms|(0s, or )?one (minute|second) or more|a"
                        + " regular expression|at least .* times .*");

    List<String> errors = SCHEMA.errors(key.yaml(key.bad()));

    assertThat(errors.isEmpty()).isEqualTo(unknowable);
  }

  @Test
  void everyKeyOfTheServiceIsTestedAndInTheSchema() throws Exception {
    Set<String> tested = new TreeSet<>();
    keys().forEach(key -> tested.add(key.name()));
    Set<String> known = new TreeSet<>();
    collect(ClinkerConfiguration.class, "", known);
    Set<String> described = new TreeSet<>(SCHEMA.keys().keySet());
    described.removeAll(DROPWIZARD);

    assertThat(tested).isEqualTo(known);
    assertThat(described).isEqualTo(known);
    assertThat(Arrays.stream(Configuration.class.getDeclaredFields()).map(Field::getName))
        .as("sections of Dropwizard")
        .containsAll(Set.of("server", "logging"));
  }

  @Test
  void anUnknownKeyIsRefusedByBoth() {
    assertThat(Loading.load("nodes: {}").problems())
        .hasSize(1)
        .first()
        .asString()
        .contains("nodes");
    assertThat(Loading.load("node: {nam: a}").problems())
        .hasSize(1)
        .first()
        .asString()
        .contains("nam");
    assertThat(SCHEMA.errors("nodes: {}")).isNotEmpty();
    assertThat(SCHEMA.errors("node: {nam: a}")).isNotEmpty();
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnce() {
    assertThat(
            Loading.load("limits: {pageSize: 0, maximumBody: 1}\nretention: {operations: 1s}")
                .problems())
        .hasSize(3);
  }

  @Test
  void twoBackendsOfOneNameAreRefused() {
    assertThat(
            Loading.load("backends: [{name: a, driver: simulator}, {name: a, driver: simulator}]")
                .problems())
        .singleElement()
        .asString()
        .contains("backends.name", "'a'");
  }

  @Test
  void noauthBeyondLoopbackIsRefusedUnlessAllowed() {
    String open =
        "server: {applicationConnectors: [{type: http, bindHost: 0.0.0.0, port: 8776}]}\n";

    assertThat(Loading.load(open).problems())
        .singleElement()
        .asString()
        .contains("bindHost", "0.0.0.0", "allowNoauthOnPublicAddress");
    for (String one : List.of("allowNoauthOnPublicAddress", "everyCallerIsAdministrator")) {
      assertThat(Loading.load(open + "authentication: {" + one + ": true}").problems())
          .as("one of the two words is not enough")
          .hasSize(1);
    }
    assertThat(
            Loading.load(
                    open
                        + "authentication: {allowNoauthOnPublicAddress: true,"
                        + " everyCallerIsAdministrator: true}")
                .problems())
        .isEmpty();
  }

  @Test
  void keystoneNeedsASecret() {
    String keystone = "authentication: {strategy: keystone}\n";

    assertThat(Loading.load(keystone).problems())
        .singleElement()
        .asString()
        .contains("keystone.passwordFile");
    assertThat(Loading.load(keystone + "keystone: {applicationCredentialId: a}").problems())
        .hasSize(1);
    assertThat(Loading.load(keystone + "keystone: {password: p}").problems()).isEmpty();
    assertThat(
            Loading.load(
                    keystone
                        + "keystone: {applicationCredentialId: a, applicationCredentialSecret: s}")
                .problems())
        .isEmpty();
  }

  @Test
  void aPasswordStandsInOnePlace() throws Exception {
    String file = Files.writeString(folder.resolve("other"), "x").toString();
    String both = "database: {password: a, passwordFile: %s}".formatted(file);

    assertThat(Loading.load(both).problems())
        .singleElement()
        .asString()
        .contains("database.passwordFile", "only one");
    assertThat(SCHEMA.errors(both)).isNotEmpty();
  }

  private static Key key(
      String name,
      Object standard,
      String text,
      Object value,
      String bad,
      String allowed,
      Function<ClinkerConfiguration, Object> read) {
    return new Key(name, standard, text, value, bad, allowed, read);
  }

  private static void collect(Class<?> type, String prefix, Set<String> found) {
    for (Field field : type.getDeclaredFields()) {
      if (field.getAnnotation(JsonProperty.class) == null) {
        continue;
      }
      String key = prefix + field.getName();
      if (field.getType().getPackageName().equals("io.clinker.configuration")) {
        collect(field.getType(), key + ".", found);
      } else if (field.getGenericType() instanceof ParameterizedType list
          && list.getActualTypeArguments()[0] instanceof Class<?> item
          && item.getPackageName().equals("io.clinker.configuration")) {
        collect(item, key + "[].", found);
      } else {
        found.add(key);
      }
    }
  }
}

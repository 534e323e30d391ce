package io.clinker.configuration;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.util.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code engine}: the Temporal cluster. Defaults come from {@code TEMPORAL_*} variables. */
public final class EngineSection {
  @JsonProperty private String address = environment("TEMPORAL_ADDRESS", "127.0.0.1:7233");
  @JsonProperty private String namespace = environment("TEMPORAL_NAMESPACE", "clinker");
  @JsonProperty private String webUi = "http://127.0.0.1:8233";
  @JsonProperty private Duration admissionTimeout = Duration.seconds(10);
  @JsonProperty private Duration resultTimeout = Duration.seconds(60);
  @JsonProperty private boolean tls = System.getenv("TEMPORAL_TLS_CLIENT_CERT_PATH") != null;

  @JsonProperty
  private @Nullable String tlsCertificate = System.getenv("TEMPORAL_TLS_CLIENT_CERT_PATH");

  @JsonProperty private @Nullable String tlsKey = System.getenv("TEMPORAL_TLS_CLIENT_KEY_PATH");

  @JsonProperty
  private @Nullable String tlsAuthorities = System.getenv("TEMPORAL_TLS_SERVER_CA_CERT_PATH");

  @JsonProperty private @Nullable String apiKeyFile;

  /** {@code host:port} of the frontend. */
  public String address() {
    return address;
  }

  public String namespace() {
    return namespace;
  }

  /** The root of the Web UI, for links; without a slash at the end. */
  public String webUi() {
    return webUi.endsWith("/") ? webUi.substring(0, webUi.length() - 1) : webUi;
  }

  /** How long a client waits for its 202 or its refusal. */
  public java.time.Duration admissionTimeout() {
    return admissionTimeout.toJavaDuration();
  }

  /** How long the few calls whose answer needs the storage wait for it. */
  public java.time.Duration resultTimeout() {
    return resultTimeout.toJavaDuration();
  }

  public boolean tls() {
    return tls;
  }

  /** The file of the client certificate. */
  public Optional<String> tlsCertificate() {
    return Optional.ofNullable(tlsCertificate);
  }

  /** The file of the client key. */
  public Optional<String> tlsKey() {
    return Optional.ofNullable(tlsKey);
  }

  /** The file of the authorities that vouch for the server. */
  public Optional<String> tlsAuthorities() {
    return Optional.ofNullable(tlsAuthorities);
  }

  /** The key for clusters that ask for one. */
  public Optional<String> apiKey() {
    String fromEnvironment = System.getenv("TEMPORAL_API_KEY");
    String key =
        Secrets.read(
            "engine.apiKeyFile", apiKeyFile, fromEnvironment == null ? "" : fromEnvironment);
    return key.isEmpty() ? Optional.empty() : Optional.of(key);
  }

  /** Adds what is wrong in this section. */
  public void check(Problems problems) {
    problems.require(
        address.matches("[^:/]+:[0-9]{1,5}|\\[[^]]+]:[0-9]{1,5}"),
        "engine.address",
        address,
        "HOST:PORT");
    problems.requireText("engine.namespace", namespace);
    problems.require(
        webUi.matches("https?://.+"), "engine.webUi", webUi, "a URL that begins with http");
    problems.requireBetween(
        "engine.admissionTimeout",
        admissionTimeout,
        Duration.milliseconds(100),
        Duration.seconds(60));
    problems.requireBetween(
        "engine.resultTimeout", resultTimeout, Duration.seconds(1), Duration.minutes(10));
    Secrets.check(problems, "engine.tlsCertificate", tlsCertificate);
    Secrets.check(problems, "engine.tlsKey", tlsKey);
    Secrets.check(problems, "engine.tlsAuthorities", tlsAuthorities);
    Secrets.check(problems, "engine.apiKeyFile", apiKeyFile);
  }

  private static String environment(String variable, String otherwise) {
    String value = System.getenv(variable);
    return value == null || value.isBlank() ? otherwise : value;
  }
}

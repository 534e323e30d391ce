package io.clinker.node;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the engine is reached.
 *
 * @param address host:port of the engine's gRPC interface
 * @param retention how long the engine keeps closed runs
 * @param apiKey sent as a bearer token; null without one
 * @param certificate a client certificate for mutual TLS, with {@code key}
 * @param authorities who vouches for the engine; null: those of the JDK
 * @param admissionTimeout how long a client waits for admission at most
 */
public record EngineSettings(
    String address,
    String namespace,
    Duration retention,
    boolean tls,
    @Nullable String apiKey,
    @Nullable Path certificate,
    @Nullable Path key,
    @Nullable Path authorities,
    Duration admissionTimeout) {
  /**
   * @throws IllegalArgumentException for half of a client certificate, or a key that would be sent
   *     in the clear
   */
  public EngineSettings {
    if ((certificate == null) != (key == null)) {
      throw new IllegalArgumentException(
          "engine.tlsCertificate and engine.tlsKey are used together: give both or neither");
    }
    if (apiKey != null && !tls && certificate == null && authorities == null) {
      throw new IllegalArgumentException(
          "engine.tls must be true where engine.apiKeyFile or TEMPORAL_API_KEY give a key, which"
              + " would else be sent in the clear");
    }
  }

  /** Without TLS and API key; closed runs are kept for a day. */
  public static EngineSettings plain(String address, String namespace, Duration admissionTimeout) {
    return new EngineSettings(
        address, namespace, Duration.ofDays(1), false, null, null, null, null, admissionTimeout);
  }

  @Override
  public String toString() {
    return "EngineSettings[address=%s, namespace=%s]".formatted(address, namespace);
  }
}

package io.clinker.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EngineSettingsTest {
  private static final Path FILE = Path.of("file.pem");

  private static EngineSettings settings(
      boolean tls,
      @Nullable String apiKey,
      @Nullable Path certificate,
      @Nullable Path key,
      @Nullable Path authorities) {
    Duration time = Duration.ofSeconds(10);
    return new EngineSettings(
        "engine:7233", "clinker", time, tls, apiKey, certificate, key, authorities, time);
  }

  @Test
  void halfOfAClientCertificateIsNone() {
    assertThat(settings(true, null, FILE, FILE, null).certificate()).isEqualTo(FILE);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings(true, null, FILE, null, null))
        .withMessageContaining("engine.tlsKey");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings(true, null, null, FILE, null))
        .withMessageContaining("engine.tlsCertificate");
  }

  @Test
  void aKeyIsNotSentInTheClear() {
    assertThat(settings(true, "key", null, null, null).apiKey()).isEqualTo("key");
    assertThat(settings(false, "key", null, null, FILE).apiKey()).isEqualTo("key");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings(false, "key", null, null, null))
        .withMessageContaining("engine.tls");
  }
}

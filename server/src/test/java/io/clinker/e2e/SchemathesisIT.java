package io.clinker.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.conformance.Schemathesis;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real service keeps to its description whatever it is asked, and nothing is broken afterwards.
 * Only with {@code -Dclinker.full=true}. The seed is new each time and stands in the output.
 */
@Timeout(900)
@EnabledIfSystemProperty(named = "clinker.full", matches = "true")
@Tag("journey")
class SchemathesisIT {
  private static final Duration TIME = Duration.ofSeconds(60);

  @TempDir private static Path folder;

  @Test
  void noAnswerIsNotAsDescribed() throws Exception {
    String programs =
        Objects.requireNonNull(
            System.getenv("CLINKER_SCHEMATHESIS"),
            "CLINKER_SCHEMATHESIS is not set: ./clinker test --full installs it and sets it");
    try (Installation installation = Installation.start(folder);
        PrintWriter out = new PrintWriter(System.out, true)) {
      boolean held =
          new Schemathesis(Path.of(programs), out)
              .run(installation.api(), TIME, RandomGenerator.getDefault().nextInt(1, 1 << 16));

      assertThat(held).isTrue();
      installation.check();
    }
  }
}

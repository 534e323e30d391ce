package io.clinker.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.cases.Shows;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes under load while faults of all kinds strike at random: 45 seconds, ten minutes with
 * {@code -Dclinker.full=true}. The seed stands in the report. The long one has a new one each time;
 * the short one, which says whether a change is good, has the same for all. The property {@code
 * clinker.chaos.seed} gives another.
 */
@Timeout(value = 40, unit = TimeUnit.MINUTES)
final class ChaosIT {
  private static final boolean LONG = Boolean.getBoolean("clinker.full");
  private static final String MINUTES = LONG ? "10" : "0.75";

  @TempDir private Path temporary;

  @Test
  @Shows({"C-28", "D-1", "D-3", "E-2"})
  void noInvariantBreaksAndEverythingEnds() throws IOException, InterruptedException {
    String seed =
        System.getProperty(
            "clinker.chaos.seed", LONG ? Long.toString(System.nanoTime() & 0xffff) : "1");

    String said =
        new ChaosScript(temporary)
            .run(Duration.ofMinutes(35), "--minutes", MINUTES, "--clients", "6", "--seed", seed);

    assertThat(said).contains("violations of the invariants: 0", "All invariants hold.");
    System.out.println(said);
  }
}

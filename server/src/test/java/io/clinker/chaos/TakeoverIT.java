package io.clinker.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.cases.Shows;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node, the engine, and then every node dies with operations open; with {@code
 * -Dclinker.full=true}. With as many as wanted: {@code ./clinker chaos --takeover N --open N}.
 */
@EnabledIfSystemProperty(named = "clinker.full", matches = "true")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
final class TakeoverIT {
  private static final Pattern REPLAYS =
      Pattern.compile("histories replayed meanwhile: \\d+, (\\d+\\.\\d+) per operation");

  @TempDir private Path temporary;

  @Test
  @Shows({"C-2", "W-1", "W-17"})
  void whatWasOpenGoesOnAndNoHistoryIsReplayedMoreThanTwice()
      throws IOException, InterruptedException {
    String said =
        new ChaosScript(temporary)
            .run(Duration.ofMinutes(25), "--takeover", "24", "--open", "500", "--nodes", "3");

    assertThat(said).contains("All invariants hold.");
    List<Double> replays =
        REPLAYS.matcher(said).results().map(hit -> Double.valueOf(hit.group(1))).toList();
    assertThat(replays)
        .as("the engine's death, then that of every node")
        .hasSize(2)
        .allSatisfy(each -> assertThat(each).isBetween(0.5, 2.0));
    System.out.println(said);
  }
}

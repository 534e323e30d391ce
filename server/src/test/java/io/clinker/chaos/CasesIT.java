package io.clinker.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.cases.Shows;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Cases D-1 (cut off from database and engine, not from storage), D-2 and D-10 (frozen for longer
 * than the lease, also between the look at the turn and the call), D-3 (one-way cuts), D-4 and D-5
 * (clocks that are off and jump), W-10 (slow engine) and W-11 (the engine's store restored to an
 * older point), M-3 (nodes restarted in turn under load), on three real nodes. With {@code
 * -Dclinker.full=true}: some of the matrix of crashes stand for them in the short run.
 */
@EnabledIfSystemProperty(named = "clinker.full", matches = "true")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
final class CasesIT {
  @TempDir private Path temporary;

  @Test
  @Shows({"D-1", "D-2", "D-3", "D-4", "D-5", "D-10", "M-3", "W-10", "W-11"})
  void nothingChangesAfterItsTurn() throws IOException, InterruptedException {
    String said = new ChaosScript(temporary).run(Duration.ofMinutes(25), "--cases");

    assertThat(said).contains(" cases, 0 with problems");
    System.out.println(said);
  }
}

package io.clinker.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.cases.Shows;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Some cells of the crash matrix, on real processes: one of each fault, forward and backward. All
 * of them: {@code ./clinker chaos --matrix}.
 */
@Timeout(1500)
final class CrashMatrixIT {
  private static final List<String> CELLS =
      List.of(
          "volume-create volume-create/create-volume:after SIGKILL",
          "volume-create volume-create/create-volume:before SIGSTOP",
          "volume-create volume-create/settle:after lost reply",
          "volume-create volume-create/delete-volume:before SIGKILL",
          "volume-delete while creating volume-delete/delete-volume:after lost reply",
          "volume-extend volume-extend/find-size:before SIGSTOP",
          "volume-extend in use volume-extend/tell-compute:after SIGKILL",
          "volume-adopt volume-adopt/adopt-volume:after SIGKILL",
          "volume-reset-status while extending volume-reset-status/read-volume:before SIGKILL",
          "snapshot-create snapshot-create/create-snapshot:after lost reply");

  @TempDir private Path temporary;

  @Test
  @Shows({"C-1", "C-2", "C-19", "G-1", "H-6", "W-3", "W-4"})
  void nothingIsLostOrDoneTwice() throws IOException, InterruptedException {
    String said =
        new ChaosScript(temporary)
            .run(Duration.ofMinutes(20), "--matrix", "--only", String.join(",", CELLS));

    assertThat(said).contains(CELLS.size() + " cells in ", " 0 violations, 0 cells not played");
  }
}

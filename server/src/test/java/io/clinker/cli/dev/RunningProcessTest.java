package io.clinker.cli.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningProcessTest {
  @TempDir Path folder;

  @Test
  void knowsAProcessByItsStartTimeToo() throws Exception {
    Process sleeping = new ProcessBuilder("sleep", "60").start();
    try {
      RunningProcess process = RunningProcess.of(sleeping.pid()).orElseThrow();
      assertThat(process.isAlive()).isTrue();
      assertThat(new RunningProcess(process.pid(), process.startTicks() - 1).isAlive()).isFalse();
      assertThat(process.commandLine()).containsExactly("sleep", "60");
      assertThat(process.mentions("60")).isTrue();
    } finally {
      sleeping.destroyForcibly().waitFor();
    }
    assertThat(RunningProcess.of(sleeping.pid())).isEmpty();
  }

  @Test
  void aRecordOfAnEarlierProcessWithTheSameIdDoesNotCount() throws IOException {
    Path record = folder.resolve("part.pid");
    String stat = Files.readString(Path.of("/proc/self/stat"));
    Files.writeString(record, stat);
    assertThat(RunningProcess.recorded(record)).isPresent();
    String start = Long.toString(RunningProcess.recorded(record).orElseThrow().startTicks());
    Files.writeString(record, stat.replace(" " + start + " ", " 1 "));
    assertThat(RunningProcess.recorded(record)).isEmpty();
  }

  @Test
  void aTornOrMissingRecordIsNoProcess() throws IOException {
    Path record = folder.resolve("part.pid");
    assertThat(RunningProcess.recorded(record)).isEmpty();
    for (String torn : new String[] {"", "12", "12 (ja", "12 (java) S 1 2 3", "x (y) z"}) {
      Files.writeString(record, torn);
      assertThat(RunningProcess.recorded(record)).as(torn).isEmpty();
    }
  }

  @Test
  void aProcessThatIgnoresTheRequestIsKilled() throws Exception {
    Process stubborn =
        new ProcessBuilder("sh", "-c", "trap '' TERM; echo ready; while :; do sleep 1; done")
            .start();
    assertThat(stubborn.inputReader().readLine()).isEqualTo("ready");
    RunningProcess process = RunningProcess.of(stubborn.pid()).orElseThrow();
    assertThat(process.end(Duration.ofMillis(300))).isFalse();
    assertThat(process.isAlive()).isFalse();
  }
}

package io.clinker.cli.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportDaemonsTest {
  @TempDir Path temporary;

  @Test
  void daemonsAreFoundByPidFileAndCommandLine() throws Exception {
    DataFolder folder = new DataFolder(temporary).create();
    Path export = Files.createDirectories(folder.backend().resolve("exports").resolve("volume-1"));
    Process ours =
        new ProcessBuilder("bash", "-c", "sleep 60; :", export.resolve("socket").toString())
            .start();
    Process foreign = new ProcessBuilder("sleep", "60").start();
    try {
      Files.writeString(export.resolve("daemon.pid"), ours.pid() + "\n");
      Files.writeString(export.resolve("foreign.pid"), foreign.pid() + "\n");
      Files.writeString(export.resolve("torn.pid"), "");
      ExportDaemons daemons = new ExportDaemons(folder);
      assertThat(daemons.list())
          .singleElement()
          .satisfies(
              daemon -> {
                assertThat(daemon.process().pid()).isEqualTo(ours.pid());
                assertThat(daemon.connected()).isFalse();
                assertThat(daemon.description()).contains("bash " + ours.pid());
              });
      daemons.end(daemons.list(), new Messages(new PrintStream(new ByteArrayOutputStream())));
      assertThat(daemons.list()).isEmpty();
      assertThat(foreign.isAlive()).isTrue();
    } finally {
      ours.destroyForcibly();
      foreign.destroyForcibly();
    }
  }
}

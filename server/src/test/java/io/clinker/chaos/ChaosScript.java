package io.clinker.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code ./clinker chaos}, as somebody at a terminal runs it, with all it keeps in one folder. */
final class ChaosScript {
  private static final Path SCRIPT = Path.of(System.getProperty("clinker.home", ".."), "clinker");

  private final Path folder;

  ChaosScript(Path folder) {
    this.folder = folder;
  }

  /** Runs it to its end, which must be a good one within this time; what it said. */
  String run(Duration atMost, String... arguments) throws IOException, InterruptedException {
    Path log = folder.resolve("chaos.log");
    List<String> command = new ArrayList<>(List.of(SCRIPT.toString(), "chaos"));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--data", folder.resolve("data").toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("CLINKER_BUILD", "never");
    Process chaos =
        builder
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .start();
    try {
      boolean ended = chaos.waitFor(atMost.toSeconds(), TimeUnit.SECONDS);
      String said = Files.readString(log);
      assertThat(ended).as(said).isTrue();
      assertThat(chaos.exitValue()).as(said).isZero();
      return said;
    } finally {
      chaos.destroy();
      chaos.waitFor(60, TimeUnit.SECONDS);
    }
  }
}

package io.clinker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** A file that is not there is named in one line. */
class MissingFileTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"bench", "check"})
  void isNamed(String command) {
    StringWriter said = new StringWriter();
    CommandLine line = Clinker.commandLine();
    line.setErr(new PrintWriter(said, true));
    Path absent = folder.resolve("clinker.yml");

    int code = line.execute(command, "--config", absent.toString());

    assertThat(code).isEqualTo(CommandLine.ExitCode.SOFTWARE);
    assertThat(said.toString().strip().lines())
        .singleElement()
        .asString()
        .startsWith("clinker: ")
        .contains(absent.toString());
  }
}

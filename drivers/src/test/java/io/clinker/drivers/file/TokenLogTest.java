package io.clinker.drivers.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.model.Mark;
import io.clinker.model.OperationId;
import io.clinker.model.ResourceRef;
import io.clinker.model.VolumeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenLogTest {
  private final ResourceRef object = VolumeId.random().ref();
  @TempDir Path directory;

  @Test
  void risingMarksAreFineInAnyOrderOfLines() throws IOException {
    TokenLog log = new TokenLog(directory, true);
    log.accepted(object, mark(2), mark(1));
    log.accepted(object, mark(1), null);
    log.accepted(VolumeId.random().ref(), mark(1), null);

    assertThat(TokenLog.violations(directory)).isEmpty();
    assertThat(TokenLog.lines(directory)).hasSize(3).first().asString().startsWith("" + object);
  }

  @Test
  void aMarkThatWentDownIsFound() throws IOException {
    new TokenLog(directory, true).accepted(object, mark(1), mark(2));

    assertThat(TokenLog.violations(directory)).singleElement().asString().contains("went down");
  }

  @Test
  void twoSuccessorsOfOneMarkAreFound() throws IOException {
    TokenLog log = new TokenLog(directory, true);
    log.accepted(object, mark(2), mark(1));
    log.accepted(object, mark(3), mark(1));

    assertThat(TokenLog.violations(directory)).singleElement().asString().contains("same mark");
  }

  @Test
  void aLineThatIsNoneIsFound() throws IOException {
    Files.writeString(directory.resolve("tokens.log"), "nonsense\n");

    assertThat(TokenLog.violations(directory)).hasSize(1);
  }

  @Test
  void nothingIsWrittenWhereItIsSwitchedOff() throws IOException {
    new TokenLog(directory, false).accepted(object, mark(1), null);

    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void aLongLogIsContinuedInANewFile() throws IOException {
    Path file = directory.resolve("tokens.log");
    String line = object + " " + mark(1).text() + " -\n";
    Files.writeString(file, line.repeat((64 << 20) / line.length() + 1));

    TokenLog log = new TokenLog(directory, true);
    log.accepted(object, mark(2), mark(1));
    log.accepted(object, mark(3), mark(2));

    assertThat(Files.size(file)).isLessThan(1000);
    assertThat(directory.resolve("tokens.log.1")).exists();
  }

  private static Mark mark(long fence) {
    return new Mark(fence, new OperationId("00000000-0000-0000-0000-000000000001"), 1, 1, 1);
  }
}

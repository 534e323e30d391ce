package io.clinker.drivers.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.clinker.cases.Shows;
import io.clinker.contract.Turn;
import io.clinker.driver.Driver;
import io.clinker.driver.DriverFactory.BackendContext;
import io.clinker.driver.StepContext;
import io.clinker.driver.VolumeSource;
import io.clinker.exec.CommandRunner;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.ResourceRef;
import io.clinker.model.Size;
import io.clinker.model.Token;
import io.clinker.model.VolumeId;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A copy that was told to stop is gone on with by another node. */
class CheckpointTest {
  private static final Size SIZE = new Size(3 * Copier.SLICE + (1 << 20));
  private static final int PIECE = 1 << 20;

  @TempDir Path directory;

  private final CommandRunner runner = new CommandRunner();
  private Driver first;
  private Driver second;
  private final VolumeId source = VolumeId.random();
  private final VolumeId clone = VolumeId.random();

  @BeforeEach
  void open() throws IOException {
    first = node("one");
    second = node("two");
    assumeThat(sharesBytes()).isFalse();
    first.createVolume(Turn.of(1, source.ref()), source, SIZE, new VolumeSource.Blank());
    fill(image(source), 1);
  }

  @AfterEach
  void close() {
    first.close();
    second.close();
    runner.close();
  }

  @Test
  @Shows("E-9")
  void theNextAttemptGoesOnWhereTheFirstWasStopped() throws IOException {
    stop(2 * Copier.SLICE);
    Turn again = turn(3);

    copy(second, again);

    assertThat(again.observations())
        .contains("a copy of which %d bytes are done".formatted(2 * Copier.SLICE));
    assertThat(Files.mismatch(image(source), image(clone))).isEqualTo(-1);
    assertThat(second.inventory().strays()).isEmpty();
    try (Stream<Path> files = Files.list(image(clone).getParent())) {
      assertThat(files.map(Path::getFileName).map(Path::toString))
          .containsExactlyInAnyOrder("data.raw", VolumeManifest.NAME);
    }
  }

  @Test
  void aCopyOfASourceThatChangedMeanwhileIsBegunAnew() throws IOException {
    stop(Copier.SLICE);
    fill(image(source), 2);
    Turn again = turn(3);

    copy(second, again);

    assertThat(again.observations()).noneMatch(said -> said.startsWith("a copy of which"));
    assertThat(Files.mismatch(image(source), image(clone))).isEqualTo(-1);
  }

  @Test
  void anUndoLeavesNothing() {
    stop(Copier.SLICE);

    second.deleteVolume(turn(3), clone);

    assertThat(second.inventory().strays()).isEmpty();
    assertThat(second.observeVolume(clone)).isEmpty();
  }

  /** An attempt that is told to stop once this much is copied. */
  private void stop(long done) {
    Token token = turn(2).token();
    StepContext stopping =
        new StepContext() {
          @Override
          public Token token() {
            return token;
          }

          @Override
          public void progress(long now, long total) {
            if (now >= done) {
              throw new ClinkerException(ErrorCode.CANCELLED, "the test asked to stop");
            }
          }

          @Override
          public void observed(String what) {
            // Of the attempt that is stopped nothing is asked.
          }
        };
    ClinkerException stopped =
        catchThrowableOfType(ClinkerException.class, () -> copy(first, stopping));
    assertThat(stopped.code()).isEqualTo(ErrorCode.CANCELLED);
    assertThat(first.observeVolume(clone)).isEmpty();
  }

  private void copy(Driver driver, StepContext context) {
    driver.createVolume(context, clone, SIZE, new VolumeSource.OfVolume(source));
  }

  private Turn turn(long fence) {
    return Turn.of(fence, clone.ref(), source.ref());
  }

  private Driver node(String host) {
    return new FileDriverFactory()
        .create(new BackendContext("files", host), Map.of("directory", directory.toString()));
  }

  private boolean sharesBytes() throws IOException {
    return new Reflink(directory, new QemuImg(runner, Duration.ofMinutes(1))).isSupported();
  }

  private Path image(VolumeId volume) throws IOException {
    ResourceRef ref = volume.ref();
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(file -> file.getFileName().toString().equals("data.raw"))
          .filter(file -> file.toString().contains(ref.id()))
          .findFirst()
          .orElseThrow();
    }
  }

  private static void fill(Path image, int seed) throws IOException {
    byte[] piece = new byte[PIECE];
    Random random = new Random(seed);
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      for (long at = 0; at < SIZE.bytes(); at += 100L * PIECE) {
        random.nextBytes(piece);
        file.seek(at);
        file.write(piece);
      }
    }
  }
}

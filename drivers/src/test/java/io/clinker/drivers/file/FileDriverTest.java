package io.clinker.drivers.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.clinker.cases.Shows;
import io.clinker.contract.Turn;
import io.clinker.driver.Driver;
import io.clinker.driver.VolumeSource;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.Size;
import io.clinker.model.VolumeId;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What is special about directories and files. */
class FileDriverTest {
  private static final VolumeSource BLANK = new VolumeSource.Blank();
  private static final Size SIZE = Size.ofGibibytes(1);
  @TempDir Path directory;

  @Test
  void aFolderWithForeignFilesIsNotMadeABackend() throws IOException {
    Files.writeString(directory.resolve("letter.txt"), "mine");

    try (Driver driver = driver(directory)) {
      refused(ErrorCode.BACKEND_UNAVAILABLE, driver::pools);
    }

    assertThat(directory.resolve("objects")).doesNotExist();
  }

  @Test
  void nothingThatIsMadeCanBeEnteredByOthers() throws IOException {
    Path backend = Files.createDirectory(directory.resolve("backend"));
    Files.setPosixFilePermissions(backend, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (Driver driver = driver(backend)) {
      VolumeId volume = create(driver, VolumeId.random());
      driver.unmanageVolume(Turn.of(2, volume.ref()), volume);
      create(driver, VolumeId.random());
    }

    try (Stream<Path> entries = Files.list(backend)) {
      assertThat(entries)
          .hasSizeGreaterThanOrEqualTo(5)
          .allSatisfy(
              entry ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(entry)))
                      .endsWith("------"));
    }
    assertThat(new Backend(backend).opened()).isEmpty();
  }

  @Test
  void anOlderBackendThatOthersCanEnterGoesOnAndSaysWhatToClose() throws IOException {
    Path backend = Files.createDirectory(directory.resolve("backend"));
    Files.setPosixFilePermissions(backend, PosixFilePermissions.fromString("rwxr-xr-x"));
    Backend first = new Backend(backend);
    first.require();
    Files.setPosixFilePermissions(first.objects(), PosixFilePermissions.fromString("rwxr-x---"));

    Backend next = new Backend(backend);
    assertThat(next.opened()).containsExactly(next.objects());
    assertThat(warnings(next)).singleElement().asString().contains("chmod 700 " + next.objects());
    Files.setPosixFilePermissions(backend, PosixFilePermissions.fromString("rwx------"));
    assertThat(next.opened()).isEmpty();
  }

  private static List<String> warnings(Backend backend) throws IOException {
    Logger logger = (Logger) LoggerFactory.getLogger(Backend.class);
    ListAppender<ILoggingEvent> said = new ListAppender<>();
    said.start();
    logger.addAppender(said);
    try {
      backend.require();
      backend.require();
    } finally {
      logger.detachAppender(said);
    }
    return said.list.stream().map(event -> event.getMessage() + event.getKeyValuePairs()).toList();
  }

  @Test
  void anEmptyMountPointIsNotTakenForTheBackendThatWasThere() throws IOException {
    Path backend = Files.createDirectory(directory.resolve("backend"));
    try (Driver driver = driver(backend)) {
      driver.pools();
      Files.move(backend, directory.resolve("unmounted"));
      Files.createDirectory(backend);

      refused(ErrorCode.BACKEND_UNAVAILABLE, driver::pools);
      refused(ErrorCode.BACKEND_UNAVAILABLE, () -> create(driver, VolumeId.random()));
    }

    assertThat(backend).isEmptyDirectory();
  }

  @Test
  void aFileThatIsLongerThanItsManifestChangesNothing() throws IOException {
    try (Driver driver = driver(directory)) {
      VolumeId volume = create(driver, VolumeId.random());
      Path image = find("volume-" + volume, "data.raw");
      try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
        file.setLength(SIZE.bytes() * 3);
      }
      VolumeId clone = VolumeId.random();

      driver.createVolume(
          Turn.of(1, clone.ref()).alsoHolding(volume.ref(), 2),
          clone,
          SIZE,
          new VolumeSource.OfVolume(volume));

      assertThat(driver.observeVolume(volume).orElseThrow().size()).isEqualTo(SIZE);
      assertThat(find("volume-" + clone, "data.raw")).hasSize(SIZE.bytes());
    }
  }

  @Test
  void aManifestThatALossOfPowerCutShortIsAVolumeThatNobodyWasToldOf() throws IOException {
    try (Driver driver = driver(directory)) {
      VolumeId volume = create(driver, VolumeId.random());
      Files.write(find("volume-" + volume, "volume.json"), new byte[0]);

      assertThat(driver.observeVolume(volume)).isEmpty();
      assertThat(driver.inventory().strays()).hasSize(1);
      driver.createVolume(Turn.of(2, volume.ref()), volume, SIZE, BLANK);
      assertThat(driver.observeVolume(volume)).isPresent();
      assertThat(driver.inventory().strays()).isEmpty();
    }
  }

  @Test
  void aManifestThatCannotBeReadIsNeverOverwritten() throws IOException {
    try (Driver driver = driver(directory)) {
      VolumeId volume = create(driver, VolumeId.random());
      Files.writeString(find("volume-" + volume, "volume.json"), "{\"version\":");

      refused(
          ErrorCode.OBJECT_MISMATCH,
          () -> driver.createVolume(Turn.of(2, volume.ref()), volume, SIZE, BLANK));

      assertThat(find("volume-" + volume, "data.raw")).exists();
    }
  }

  @Test
  void marksOfDeletedObjectsGoAfterTheirTime() throws IOException {
    try (Driver driver = driver(directory)) {
      VolumeId old = create(driver, VolumeId.random());
      VolumeId young = create(driver, VolumeId.random());
      VolumeId kept = create(driver, VolumeId.random());
      driver.deleteVolume(Turn.of(2, old.ref()), old);
      driver.deleteVolume(Turn.of(2, young.ref()), young);
      FileTime then = FileTime.from(Instant.now().minus(Duration.ofDays(8)));
      for (VolumeId volume : List.of(old, kept)) {
        Path place = place(volume);
        try (Stream<Path> marks = Files.list(place)) {
          Files.setLastModifiedTime(marks.findFirst().orElseThrow(), then);
        }
      }

      driver.sweep(Duration.ofHours(1));

      assertThat(place(old)).doesNotExist();
      assertThat(place(young)).exists();
      assertThat(driver.observeVolume(kept)).isPresent();
      refused(
          ErrorCode.STALE_TOKEN,
          () -> driver.createVolume(Turn.of(1, young.ref()), young, SIZE, BLANK));
    }
  }

  @Test
  void foreignEntriesAreListedAndLeftAlone() throws IOException {
    try (Driver driver = driver(directory)) {
      VolumeId volume = create(driver, VolumeId.random());
      Path foreign = Files.createDirectories(directory.resolve("objects/00/somebody-elses-folder"));

      assertThat(driver.inventory().strays()).containsExactly("objects/00/somebody-elses-folder");
      driver.sweep(Duration.ZERO);

      assertThat(foreign).exists();
      assertThat(driver.observeVolume(volume)).isPresent();
    }
  }

  @Test
  @Shows("G-14")
  void aFullCopyThatCannotFitIsRefusedBeforeItStarts() throws IOException {
    Backend backend = new Backend(directory);
    backend.require();

    refused(ErrorCode.BACKEND_FULL, () -> backend.requireSpace(Long.MAX_VALUE));
  }

  @Test
  void aTokenThatDoesNotNameTheObjectIsRefused() {
    try (Driver driver = driver(directory)) {
      VolumeId volume = VolumeId.random();

      refused(
          ErrorCode.INVALID_INPUT,
          () -> driver.createVolume(Turn.of(1, VolumeId.random().ref()), volume, SIZE, BLANK));
    }
  }

  private Driver driver(Path backend) {
    return new FileDriver(
        FileOptions.parse(Map.of("directory", backend.toString())),
        new ServingExporters(List.of()),
        PausePoints.none());
  }

  private static VolumeId create(Driver driver, VolumeId volume) {
    driver.createVolume(Turn.of(1, volume.ref()), volume, SIZE, BLANK);
    return volume;
  }

  private Path place(VolumeId volume) {
    return directory
        .resolve("objects")
        .resolve(volume.value().substring(0, 2))
        .resolve("volume-" + volume);
  }

  private Path find(String object, String name) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(file -> file.endsWith(name) && file.toString().contains(object))
          .findFirst()
          .orElseThrow();
    }
  }

  private static void refused(ErrorCode code, ThrowingCallable call) {
    assertThat(catchThrowableOfType(ClinkerException.class, call).code()).isEqualTo(code);
  }
}

package io.clinker.drivers.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.contract.Turn;
import io.clinker.driver.ConnectRequest;
import io.clinker.driver.Driver;
import io.clinker.driver.VolumeSource;
import io.clinker.exec.Command;
import io.clinker.exec.CommandResult;
import io.clinker.exec.CommandRunner;
import io.clinker.model.AttachmentId;
import io.clinker.model.Size;
import io.clinker.model.SnapshotId;
import io.clinker.model.StorageProtocol;
import io.clinker.model.VolumeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Copies take the space of the data, not that of the volume, by the blocks the files hold. */
class SpaceOfCopiesTest {
  private static final Size SIZE = Size.ofGibibytes(1);
  private static final int DATA = 4 << 20;
  private static final long AT = 512L << 20;

  /** Room for the metadata of a format and for data that begins or ends inside a cluster. */
  private static final long MARGIN = 1 << 20;

  @TempDir Path directory;

  @ParameterizedTest(name = "{0}, in use: {1}")
  @CsvSource({"raw, false", "raw, true", "qcow2, false", "qcow2, true"})
  void aSnapshotAndACloneTakeTheSpaceOfTheData(String format, boolean inUse) throws IOException {
    byte[] data = new byte[DATA];
    new Random(format.length()).nextBytes(data);
    try (FileTestbed testbed =
            new FileTestbed(
                directory,
                format,
                new RealDaemons(directory.resolve("exports"), StorageProtocol.NBD),
                () -> {});
        Driver driver = testbed.node();
        CommandRunner runner = new CommandRunner()) {
      VolumeId volume = VolumeId.random();
      driver.createVolume(Turn.of(1, volume.ref()), volume, SIZE, new VolumeSource.Blank());
      if (inUse) {
        connect(driver, volume);
      }
      testbed.write(volume, AT, data);
      // A host that clears its disk takes no more of ours than one that never wrote.
      testbed.write(volume, 2 * AT - DATA, new byte[DATA]);
      long before = taken(runner, testbed);

      SnapshotId snapshot = SnapshotId.random();
      driver.createSnapshot(
          Turn.of(1, snapshot.ref()).alsoHolding(volume.ref(), 2), snapshot, volume);
      long withSnapshot = taken(runner, testbed);
      VolumeId clone = VolumeId.random();
      driver.createVolume(
          Turn.of(1, clone.ref()).alsoHolding(volume.ref(), 3),
          clone,
          SIZE,
          new VolumeSource.OfVolume(volume));
      long withClone = taken(runner, testbed);
      VolumeId ofSnapshot = VolumeId.random();
      driver.createVolume(
          Turn.of(1, ofSnapshot.ref()),
          ofSnapshot,
          SIZE,
          new VolumeSource.OfSnapshot(snapshot, volume));
      long withBoth = taken(runner, testbed);

      assertThat(withSnapshot - before).as("bytes of the snapshot").isLessThan(DATA + MARGIN);
      assertThat(withClone - withSnapshot).as("bytes of the clone").isLessThan(DATA + MARGIN);
      assertThat(withBoth - withClone).as("bytes of the other clone").isLessThan(DATA + MARGIN);
      for (VolumeId copy : List.of(clone, ofSnapshot)) {
        assertThat(testbed.read(copy, AT, DATA)).isEqualTo(data);
        assertThat(testbed.read(copy, AT - DATA, DATA)).containsOnly(0);
        assertThat(testbed.read(copy, 2 * AT - DATA, DATA)).containsOnly(0);
      }
    }
  }

  private static void connect(Driver driver, VolumeId volume) {
    AttachmentId attachment = AttachmentId.random();
    driver.connect(
        Turn.of(1, attachment.ref()),
        new ConnectRequest(
            attachment,
            volume,
            StorageProtocol.NBD,
            "iqn.1993-08.org.debian:01:0123456789",
            "host-1",
            "127.0.0.1",
            false,
            "0123456789abcdef0123456789abcdef"));
  }

  private static long taken(CommandRunner runner, FileTestbed testbed) throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.walk(testbed.directory())) {
      for (Path image : files.filter(SpaceOfCopiesTest::isImage).toList()) {
        CommandResult counted =
            runner.run(Command.brief("stat", "--format=%b %B", image.toString()));
        String[] words = counted.out().strip().split(" ", -1);
        bytes += Long.parseLong(words[0]) * Long.parseLong(words[1]);
      }
    }
    return bytes;
  }

  private static boolean isImage(Path file) {
    return file.toString().endsWith(".raw") || file.toString().endsWith(".qcow2");
  }
}

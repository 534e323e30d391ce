package io.clinker.drivers.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.contract.DriverContract;
import io.clinker.contract.DriverTestbed;
import io.clinker.exec.Command;
import io.clinker.exec.CommandResult;
import io.clinker.exec.CommandRunner;
import io.clinker.model.StorageProtocol;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Raw volumes on a file system that shares bytes; root is needed to mount one. */
@EnabledIf("isRoot")
class FileDriverReflinkContractTest extends DriverContract {
  private final CommandRunner runner = new CommandRunner();
  @TempDir Path directory;

  static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  @Override
  protected DriverTestbed newTestbed() throws IOException {
    assertThat(CommandRunner.isOnPath("mkfs.btrfs"))
        .as("mkfs.btrfs, from the Debian package btrfs-progs")
        .isTrue();
    Path image = directory.resolve("btrfs.img");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(1L << 30);
    }
    Path mount = Files.createDirectory(directory.resolve("mount"));
    tool("mkfs.btrfs", "-q", image.toString());
    tool("mount", "-o", "loop", image.toString(), mount.toString());
    return new FileTestbed(
        mount,
        "raw",
        new RealDaemons(directory.resolve("exports"), StorageProtocol.NBD),
        () -> {
          tool("umount", mount.toString());
          runner.close();
        });
  }

  private void tool(String... arguments) {
    CommandResult result = runner.run(Command.brief(arguments));
    assertThat(result.succeeded()).as(result.toString()).isTrue();
  }
}

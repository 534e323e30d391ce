package io.clinker.cli.dev;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * One launcher per data folder: a lock that the kernel frees when its holder ends, however it ends.
 */
public final class LauncherLock implements AutoCloseable {
  private final FileChannel channel;

  private LauncherLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Takes the lock; empty if a launcher holds it. */
  public static Optional<LauncherLock> take(DataFolder folder) {
    try {
      FileChannel channel =
          FileChannel.open(
              folder.run().resolve("launcher.lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        channel.close();
        return Optional.empty();
      }
      Path self = Path.of("/proc/self/stat");
      DataFolder.writePrivate(record(folder), Files.readString(self));
      return Optional.of(new LauncherLock(channel));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The process that holds the lock, as far as it has written itself down. */
  public static Optional<RunningProcess> holder(DataFolder folder) {
    return RunningProcess.recorded(record(folder));
  }

  private static Path record(DataFolder folder) {
    return folder.run().resolve("launcher.pid");
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package io.clinker.drivers.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Makes what was written outlive a loss of power.
 *
 * @param enabled false leaves it to the kernel, for scratch installations
 */
record Durability(boolean enabled) {
  /** The contents of a file, and on most file systems its name too. */
  void file(Path file) throws IOException {
    if (enabled) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
    }
  }

  /** The names in these directories. */
  void directories(Path... directories) throws IOException {
    if (enabled) {
      for (Path directory : directories) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
          channel.force(true);
        }
      }
    }
  }
}

package io.clinker.export.nbd;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What can be read off an image file without opening it in a daemon. */
final class ImageFile {
  private static final int QCOW2_SIZE_AT = 24;

  private ImageFile() {}

  /** The file's own number, which stays with it when it is renamed. */
  static String inode(Path image) throws IOException {
    return Long.toHexString((Long) Files.getAttribute(image, "unix:ino"));
  }

  /** The size that clients see. */
  static long virtualSize(Path image, String format) throws IOException {
    if (format.equals("raw")) {
      return Files.size(image);
    }
    ByteBuffer size = ByteBuffer.allocate(Long.BYTES);
    try (FileChannel channel = FileChannel.open(image, StandardOpenOption.READ)) {
      while (size.hasRemaining()) {
        if (channel.read(size, QCOW2_SIZE_AT + size.position()) < 0) {
          throw new EOFException("not a qcow2 image: " + image);
        }
      }
    }
    return size.flip().getLong();
  }
}

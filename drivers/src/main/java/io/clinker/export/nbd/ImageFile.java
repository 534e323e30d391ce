package io.clinker.export.nbd;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** What can be read off an image file without opening it in a daemon. */
final class ImageFile {
  private static final int QCOW2_SIZE_AT = 24;
  private static final int QCOW2_BACKING_AT = 8;
  private static final int QCOW2_BACKING_LENGTH_AT = 16;
  private static final int QCOW2_MAGIC = 0x514649fb;

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
      readFully(channel, size, QCOW2_SIZE_AT);
    }
    return size.getLong();
  }

  /** The image that a qcow2 image names as the one below it. */
  static Optional<Path> below(Path image) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(QCOW2_SIZE_AT);
    try (FileChannel channel = FileChannel.open(image, StandardOpenOption.READ)) {
      readFully(channel, header, 0);
      int length = header.getInt(QCOW2_BACKING_LENGTH_AT);
      if (header.getInt(0) != QCOW2_MAGIC || length <= 0 || length > 1023) {
        return Optional.empty();
      }
      ByteBuffer name = ByteBuffer.allocate(length);
      readFully(channel, name, header.getLong(QCOW2_BACKING_AT));
      return Optional.of(image.resolveSibling(StandardCharsets.UTF_8.decode(name).toString()));
    }
  }

  private static void readFully(FileChannel channel, ByteBuffer into, long at) throws IOException {
    while (into.hasRemaining()) {
      if (channel.read(into, at + into.position()) < 0) {
        throw new EOFException("the image is too short");
      }
    }
    into.flip();
  }
}

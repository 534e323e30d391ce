package io.clinker.drivers.file;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The few fields of a qcow2 image that tell what it refers to, read without starting a process and
 * without the image's lock.
 *
 * @param backing the path of the backing image as written in the header
 * @param untouched whether no cluster of its own was ever written; meaningless while it is open
 * @param size of the disk in it, in bytes
 * @param encrypted whether its clusters are
 * @param features those without which it cannot be read, as bits
 */
record Qcow2Header(
    Optional<String> backing, boolean untouched, long size, boolean encrypted, long features) {
  /** It was not closed well. */
  static final long DIRTY = 1;

  /** It is known to be damaged. */
  static final long CORRUPT = 1 << 1;

  /** Its bytes are in another file. */
  static final long DATA_FILE = 1 << 2;

  private static final int MAGIC = 0x514649fb;
  private static final int FIELDS = 80;
  private static final int LONGEST_NAME = 1023;
  private static final int MOST_L1_BYTES = 32 << 20;

  static Qcow2Header read(Path image) throws IOException {
    try (FileChannel channel = FileChannel.open(image, StandardOpenOption.READ)) {
      ByteBuffer fields = read(channel, 0, FIELDS);
      if (fields.getInt(0) != MAGIC) {
        throw new IOException("not a qcow2 image");
      }
      long nameOffset = fields.getLong(8);
      int nameLength = fields.getInt(16);
      int l1Entries = fields.getInt(36);
      long l1Offset = fields.getLong(40);
      Optional<String> backing = Optional.empty();
      if (nameOffset != 0 && nameLength > 0 && nameLength <= LONGEST_NAME) {
        ByteBuffer name = read(channel, nameOffset, nameLength);
        backing = Optional.of(StandardCharsets.UTF_8.decode(name).toString());
      }
      boolean hasFeatures = fields.getInt(4) >= 3;
      return new Qcow2Header(
          backing,
          isZero(channel, l1Offset, l1Entries),
          fields.getLong(24),
          fields.getInt(32) != 0,
          hasFeatures ? fields.getLong(72) : 0);
    }
  }

  private static boolean isZero(FileChannel channel, long offset, int entries) throws IOException {
    long bytes = 8L * entries;
    if (bytes < 0 || bytes > MOST_L1_BYTES) {
      return false;
    }
    ByteBuffer table = read(channel, offset, (int) bytes);
    while (table.hasRemaining()) {
      if (table.get() != 0) {
        return false;
      }
    }
    return true;
  }

  private static ByteBuffer read(FileChannel channel, long offset, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, offset + buffer.position()) < 0) {
        throw new EOFException("a qcow2 image ends early");
      }
    }
    return buffer.flip();
  }
}

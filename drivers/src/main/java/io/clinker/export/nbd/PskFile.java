package io.clinker.export.nbd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The keys that open one daemon. It is read anew at every handshake, so keys come and go while the
 * daemon runs.
 *
 * <p>Several processes change it at once without a lock, and none may lose another's key. So it is
 * never rewritten: a key is appended in one write, and taken away by overwriting its own line,
 * which never moves, with hyphens (a line without a colon opens nothing). A daemon's file lives as
 * long as the daemon.
 */
record PskFile(Path path) {

  /** Makes the empty file, readable by its owner only. */
  static PskFile create(Path path) throws IOException {
    Files.createFile(
        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return new PskFile(path);
  }

  /** This user has this key and no other; a repeat changes nothing. */
  void put(String user, String key) throws IOException {
    String line = user + ":" + key + "\n";
    String before = Files.readString(path, StandardCharsets.US_ASCII);
    if (before.contains(line)) {
      return;
    }
    remove(user);
    // One write to a file opened for appending: writers do not mix.
    try (FileChannel channel =
        FileChannel.open(path, Set.of(StandardOpenOption.WRITE, StandardOpenOption.APPEND))) {
      channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)));
    }
  }

  /** This user has no key. */
  void remove(String user) throws IOException {
    String text;
    try {
      text = Files.readString(path, StandardCharsets.US_ASCII);
    } catch (NoSuchFileException gone) {
      return;
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      int at = text.indexOf(user + ":");
      while (at >= 0) {
        int end = text.indexOf('\n', at);
        int length = (end < 0 ? text.length() : end) - at;
        channel.write(ByteBuffer.wrap("-".repeat(length).getBytes(StandardCharsets.US_ASCII)), at);
        at = text.indexOf(user + ":", at + length);
      }
    }
  }

  boolean holds(String user) throws IOException {
    return Files.readString(path, StandardCharsets.US_ASCII).contains(user + ":");
  }
}

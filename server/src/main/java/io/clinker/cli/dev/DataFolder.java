package io.clinker.cli.dev;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;

/**
 * The one folder in which a local installation lives. It and what it holds is readable by its owner
 * only.
 */
public record DataFolder(Path root) {
  private static final long LOG_LIMIT = 20L << 20;

  /** Where data lives when nothing else is said. */
  public static Path standard() {
    String configured = System.getenv("XDG_DATA_HOME");
    Path base =
        configured == null || configured.isBlank()
            ? Path.of(System.getProperty("user.home"), ".local", "share")
            : Path.of(configured);
    return base.resolve("clinker");
  }

  public DataFolder {
    root = root.toAbsolutePath().normalize();
  }

  /** Makes the folder and its parts; repeats do nothing. */
  public DataFolder create() {
    try {
      Files.createDirectories(root);
      Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
      for (Path folder : List.of(run(), logs(), database(), engine(), backend())) {
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
      }
    } catch (IOException e) {
      throw new LauncherException("the data folder " + root + " cannot be made: " + e, e);
    }
    return this;
  }

  public Path configuration() {
    return root.resolve("clinker.yml");
  }

  public Path run() {
    return root.resolve("run");
  }

  public Path logs() {
    return root.resolve("logs");
  }

  public Path database() {
    return root.resolve("database");
  }

  public Path databasePassword() {
    return database().resolve("password");
  }

  public Path engine() {
    return root.resolve("engine");
  }

  /** The storage of the backend {@code file}. */
  public Path backend() {
    return root.resolve("backends").resolve("file");
  }

  /** Writes a file that only the owner may read, as a whole or not at all. */
  static void writePrivate(Path file, String text) {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.deleteIfExists(fresh);
      try (FileChannel channel =
          FileChannel.open(
              fresh,
              EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The log of a part; an old one that has grown is put aside. */
  Path log(String part) throws IOException {
    Path log = logs().resolve(part + ".log");
    if (Files.exists(log) && Files.size(log) > LOG_LIMIT) {
      Files.move(log, logs().resolve(part + ".log.old"), StandardCopyOption.REPLACE_EXISTING);
    }
    return log;
  }
}

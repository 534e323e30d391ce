package io.clinker.export.host;

import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;

/** Private directories, and names short enough for unix sockets. */
public final class PrivatePaths {
  /** A unix socket's path holds at most 107 characters. */
  private static final int LONGEST_SOCKET_PATH = 107;

  private PrivatePaths() {}

  /** This directory and its missing parents exist; new ones are open to their owner only. */
  public static Path directory(Path directory) {
    try {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      return directory;
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
  }

  /**
   * The directory by a path under which sockets fit.
   *
   * @param below the length of the longest socket path below the directory, with its first slash
   * @return the directory itself, or a symbolic link to it in a private directory of this user; the
   *     same answer in every process of this user
   */
  public static Path shortened(Path directory, int below) {
    Path absolute = directory(directory.toAbsolutePath().normalize());
    if (absolute.toString().length() + below <= LONGEST_SOCKET_PATH) {
      return absolute;
    }
    try {
      Object user = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
      Path room = directory(Path.of("/tmp/clinker-" + user));
      if (!user.equals(Files.getAttribute(room, "unix:uid", LinkOption.NOFOLLOW_LINKS))
          || Files.isSymbolicLink(room)) {
        throw new ClinkerException(
            ErrorCode.BACKEND_UNAVAILABLE,
            "the directory for socket links belongs to another user",
            Map.of("directory", room.toString()));
      }
      Path link = room.resolve(digest(absolute.toString()).substring(0, 16));
      try {
        Files.createSymbolicLink(link, absolute);
      } catch (FileAlreadyExistsException made) {
        // By an earlier call: the name is made from the target, so it can only be this one.
      }
      return link;
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
  }

  /** Removes a directory with all that is in it; what vanishes meanwhile is no error. */
  public static void removeTree(Path root) {
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (NoSuchFileException gone) {
      // Somebody else removed it.
    } catch (IOException | UncheckedIOException partly) {
      // What is left is found again by whoever cleans next.
    }
  }

  /** SHA-256 in hexadecimal. */
  public static String digest(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}

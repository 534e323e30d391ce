package io.clinker.drivers.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Directories and files that no other account of the machine can use, whatever the umask. Images
 * are made by host tools, which know the umask alone: what protects them is the directories above.
 */
final class OwnerOnly {
  private OwnerOnly() {}

  /** Makes one directory; its parent must exist. */
  static Path directory(Path directory) throws IOException {
    return Files.createDirectory(directory, mode("rwx------"));
  }

  /** How a file is made. */
  static FileAttribute<Set<PosixFilePermission>> file() {
    return mode("rw-------");
  }

  /** Whether any other account may enter a directory. */
  static boolean isOpened(Path directory) throws IOException {
    Set<PosixFilePermission> granted = Files.getPosixFilePermissions(directory);
    return granted.contains(PosixFilePermission.GROUP_EXECUTE)
        || granted.contains(PosixFilePermission.OTHERS_EXECUTE);
  }

  private static FileAttribute<Set<PosixFilePermission>> mode(String mode) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
  }
}

package io.clinker.drivers.file;

import io.clinker.model.Size;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * What a copy that was told to stop leaves beside its image, so that the next attempt, on whatever
 * node, goes on where it ended. Only a copy that has stopped writes it: of one that died nobody
 * knows whether it still writes, so it is begun anew.
 *
 * @param source which file was copied, and as it was when the copy began
 * @param size of the image in bytes
 * @param done bytes from the beginning that are copied and on the disk
 */
record Checkpoint(String source, long size, long done) {
  private static final String NAME = "checkpoint.json";

  /** Any write to a file and any new name of it makes another text. */
  static String identity(Path file) throws IOException {
    return Files.getAttribute(file, "unix:ino") + " " + Files.getAttribute(file, "unix:ctime");
  }

  /** Leaves this beside the image, as the last thing that the attempt does. */
  void leave(Path image) throws IOException {
    Path file = image.resolveSibling(NAME);
    Path written = image.resolveSibling(NAME + ".new");
    Catalog.write(written, this);
    Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Takes away what was left beside the image; empty if it does not fit this copy. */
  static Optional<Checkpoint> take(Path image, Path source, Size size) throws IOException {
    Path file = image.resolveSibling(NAME);
    Optional<Checkpoint> left = Catalog.read(file, Checkpoint.class);
    Files.deleteIfExists(file);
    return left.filter(
        one -> one.size() == size.bytes() && one.source().equals(identityOrNone(source)));
  }

  /** Takes away what no copy asked for, so that it does not become a part of the object. */
  static void forget(Path prepared) throws IOException {
    Files.deleteIfExists(prepared.resolve(NAME));
    Files.deleteIfExists(prepared.resolve(NAME + ".new"));
  }

  private static String identityOrNone(Path source) {
    try {
      return identity(source);
    } catch (IOException gone) {
      return "";
    }
  }

  /**
   * Makes what a stopped attempt left the private directory of this one; empty if nothing was left
   * to go on with.
   *
   * @param imageName of the image that this attempt will make
   */
  static Optional<Path> adopt(SealedObject at, String imageName) throws IOException {
    for (Path entry : ObjectTree.entries(at.directory())) {
      if (at.isLeftover(entry)
          && Files.exists(entry.resolve(NAME))
          && Files.exists(entry.resolve(imageName))) {
        Path mine = at.privateName();
        Files.move(entry, mine, StandardCopyOption.ATOMIC_MOVE);
        return Optional.of(mine);
      }
    }
    return Optional.empty();
  }
}

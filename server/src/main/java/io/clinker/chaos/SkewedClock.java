package io.clinker.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The time of day that one process sees, through libfaketime: so much later or earlier than it is.
 * The monotonic clock stays true, as it does when somebody sets the time of a machine.
 */
final class SkewedClock {
  private static final Path LIBRARIES = Path.of("/usr/lib");
  private static final String LIBRARY = "faketime/libfaketimeMT.so.1";

  private final Path file;
  private final Path library;

  /**
   * @param file is read by the process once a second
   */
  SkewedClock(Path file, Path library) throws IOException {
    this.file = file;
    this.library = library;
    set(Duration.ZERO);
  }

  /** Where libfaketime is (Debian package faketime); empty if it is not installed. */
  static Optional<Path> library() {
    try (Stream<Path> folders = Files.list(LIBRARIES)) {
      return folders.map(folder -> folder.resolve(LIBRARY)).filter(Files::exists).findFirst();
    } catch (IOException none) {
      return Optional.empty();
    }
  }

  /** What a process needs in its environment to see this clock. */
  Map<String, String> environment() {
    return Map.of(
        "LD_PRELOAD", library.toString(),
        "FAKETIME_TIMESTAMP_FILE", file.toString(),
        "FAKETIME_CACHE_DURATION", "1",
        "FAKETIME_DONT_FAKE_MONOTONIC", "1",
        // Else waits on the monotonic clock end at once, and every idle thread spins.
        "FAKETIME_FORCE_MONOTONIC_FIX", "0");
  }

  /** The clock jumps to this distance from the true time. */
  void set(Duration offset) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.writeString(part, "%+d\n".formatted(offset.toSeconds()));
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}

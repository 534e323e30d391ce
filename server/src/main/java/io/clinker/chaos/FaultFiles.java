package io.clinker.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/** The tester's side of {@link io.clinker.steps.FaultsFromDirectory}. Used by one thread. */
final class FaultFiles {
  private final Path directory;

  FaultFiles(Path directory) throws IOException {
    this.directory = Files.createDirectories(directory);
  }

  Path directory() {
    return directory;
  }

  /** Nothing is armed and nothing is held. */
  void clear() throws IOException {
    delete("");
  }

  private void delete(String prefix) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        if (file.getFileName().toString().startsWith(prefix)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  /** The first process at this point parks, or loses its reply. */
  void arm(String point, boolean loseReply) throws IOException {
    Files.deleteIfExists(directory.resolve("reached"));
    // The process that took the last one may have to take this one too.
    delete("taken-");
    Path part = directory.resolve("armed.part");
    Files.writeString(part, point + (loseReply ? " lose-reply" : " park"));
    Files.move(part, directory.resolve("armed"), StandardCopyOption.ATOMIC_MOVE);
  }

  /** The process that reached the armed point; empty if none did in time. */
  Optional<Long> awaitReached(Duration atMost) throws IOException {
    Path reached = directory.resolve("reached");
    if (!Waiting.until(() -> Files.exists(reached), atMost, Duration.ofMillis(10))) {
      return Optional.empty();
    }
    try {
      String text = Files.readString(reached);
      return Optional.of(Long.parseLong(text.substring(0, text.indexOf(' '))));
    } catch (NoSuchFileException taken) {
      return Optional.empty();
    }
  }

  /** Whoever parks goes on. */
  void release() throws IOException {
    Path released = directory.resolve("released");
    if (!Files.exists(released)) {
      Files.createFile(released);
    }
  }
}

package io.clinker.faults;

import io.clinker.site.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.stream.Stream;

/** The tester's side of {@link io.clinker.steps.FaultsFromDirectory}. */
final class FaultDirectory {
  private static final Duration REACHED = Duration.ofSeconds(60);

  private final Path directory;

  FaultDirectory(Path directory) {
    this.directory = directory;
  }

  /** The option of a node's JVM. */
  String option() {
    return "-Dclinker.faults=" + directory;
  }

  /** The first process that reaches the point parks there. */
  void arm(String point) {
    clear();
    try {
      Path part = directory.resolve("armed.part");
      Files.writeString(part, point + " park");
      Files.move(part, directory.resolve("armed"), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  void awaitReached() {
    Await.until("the point is reached", REACHED, () -> Files.exists(directory.resolve("reached")));
  }

  /** Whoever parks goes on. */
  void release() {
    try {
      Files.writeString(directory.resolve("released"), "");
      Await.sleep(Duration.ofMillis(100));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void clear() {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}

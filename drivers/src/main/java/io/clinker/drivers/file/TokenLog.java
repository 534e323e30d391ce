package io.clinker.drivers.file;

import io.clinker.model.Mark;
import io.clinker.model.ResourceRef;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The record of accepted tokens: one line {@code object mark previous} for each change of a mark
 * ({@code -} where there was none). Lines of different processes may be out of order, because a
 * process can pause between the change and its line; the previous mark makes the true order
 * provable all the same.
 */
public final class TokenLog {
  private static final String NAME = "tokens.log";
  private static final long ROTATION_BYTES = 64L << 20;
  private static final int KEPT = 8;

  private final Path directory;
  private final boolean enabled;

  TokenLog(Path directory, boolean enabled) {
    this.directory = directory;
    this.enabled = enabled;
  }

  void accepted(ResourceRef object, Mark mark, @Nullable Mark previous) throws IOException {
    if (!enabled) {
      return;
    }
    String line =
        object + " " + mark.text() + " " + (previous == null ? "-" : previous.text()) + "\n";
    Path file = directory.resolve(NAME);
    long size;
    try (FileChannel channel =
        FileChannel.open(
            file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND), OwnerOnly.file())) {
      channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
      size = channel.size();
    }
    if (size > ROTATION_BYTES) {
      rotate(file);
    }
  }

  /**
   * Reads the logs below a backend's directory and tells what cannot be: a mark that went down, or
   * two different successors of one mark.
   *
   * @return one line for each violation, empty if all is well
   */
  public static List<String> violations(Path directory) throws IOException {
    List<String> found = new ArrayList<>();
    Map<String, Set<String>> replaced = new HashMap<>();
    for (String line : lines(directory)) {
      String[] parts = line.split(" ", -1);
      if (parts.length != 3) {
        found.add("not a line of the token log: '" + line + "'");
      } else if (!replaced.computeIfAbsent(parts[0], object -> new HashSet<>()).add(parts[2])) {
        found.add("two tokens were accepted over the same mark: " + line);
      } else if (!parts[2].equals("-")
          && Mark.parse(parts[1]).compareTo(Mark.parse(parts[2])) <= 0) {
        found.add("an accepted token went down: " + line);
      }
    }
    return found;
  }

  /** All lines of the logs below a backend's directory, older files first. */
  public static List<String> lines(Path directory) throws IOException {
    List<String> all = new ArrayList<>();
    for (int age = KEPT; age >= 0; age--) {
      Path file = directory.resolve(age == 0 ? NAME : NAME + "." + age);
      if (Files.exists(file)) {
        all.addAll(Files.readAllLines(file));
      }
    }
    return all;
  }

  private void rotate(Path file) throws IOException {
    for (int age = KEPT - 1; age >= 0; age--) {
      Path younger = age == 0 ? file : directory.resolve(NAME + "." + age);
      try {
        Files.move(
            younger, directory.resolve(NAME + "." + (age + 1)), StandardCopyOption.ATOMIC_MOVE);
      } catch (NoSuchFileException e) {
        // Not that many yet, or another process rotates at this moment: either is fine.
        continue;
      }
    }
  }
}

package io.clinker.configuration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Secrets come from files (or the environment), so that they stand in no command line. */
final class Secrets {
  private Secrets() {}

  static String read(String key, @Nullable String file, String otherwise) {
    if (file == null) {
      return otherwise;
    }
    try {
      return Files.readString(Path.of(file)).strip();
    } catch (IOException e) {
      throw new IllegalStateException("cannot read the file of " + key + ": " + file, e);
    }
  }

  static void check(Problems problems, String key, @Nullable String file) {
    if (file != null) {
      problems.require(Files.isReadable(Path.of(file)), key, file, "a readable file");
    }
  }
}

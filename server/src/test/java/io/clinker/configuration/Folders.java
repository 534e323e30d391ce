package io.clinker.configuration;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the files of the project are. */
final class Folders {
  private Folders() {}

  static Path config() {
    return project().resolve("config");
  }

  static Path docker() {
    return project().resolve("docker");
  }

  static Path project() {
    Path here = Path.of("").toAbsolutePath();
    while (!Files.exists(here.resolve("config/clinker.schema.json"))) {
      here = here.getParent();
    }
    return here;
  }
}

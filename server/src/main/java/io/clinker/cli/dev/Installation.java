package io.clinker.cli.dev;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the programs are, as the {@code clinker} script says.
 *
 * @param home the folder of the script
 * @param cache the cache folder
 * @param temporal the Temporal server
 * @param nodeFlags the flags of a node's JVM
 * @param build tells builds apart
 */
public record Installation(
    Path home, Path cache, Path temporal, List<String> nodeFlags, String build) {

  public static Installation ofEnvironment() {
    return new Installation(
        Path.of(required(System.getProperty("clinker.home"), "clinker.home")),
        Path.of(required(System.getenv("CLINKER_CACHE"), "CLINKER_CACHE")),
        Path.of(required(System.getenv("CLINKER_TEMPORAL"), "CLINKER_TEMPORAL")),
        Arrays.stream(
                required(System.getenv("CLINKER_NODE_FLAGS"), "CLINKER_NODE_FLAGS").split(" "))
            .filter(flag -> !flag.isEmpty())
            .toList(),
        System.getProperty("clinker.build", "unknown"));
  }

  private static String required(@Nullable String value, String name) {
    if (value == null) {
      throw new LauncherException(name + " is not set: start through the script ./clinker");
    }
    return value;
  }

  public Path jar() {
    return home.resolve("server").resolve("target").resolve("clinker.jar");
  }

  public DatabaseFiles databaseFiles() {
    return new DatabaseFiles(
        cache, home.resolve("server").resolve("target").resolve("database-lib"));
  }
}

package io.clinker.cli.dev;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the programs are, as the {@code clinker} script says.
 *
 * @param home the folder of the script
 * @param cache the cache folder
 * @param temporal the Temporal server
 * @param nodeFlags the flags of a node's JVM
 * @param build tells builds apart
 * @param startCache what nodes of this build keep of earlier lives, where the JDK can
 */
public record Installation(
    Path home,
    Path cache,
    Path temporal,
    List<String> nodeFlags,
    String build,
    Optional<StartCache> startCache) {

  public static Installation ofEnvironment() {
    return new Installation(
        Path.of(required(System.getProperty("clinker.home"), "clinker.home")),
        Path.of(required(System.getenv("CLINKER_CACHE"), "CLINKER_CACHE")),
        Path.of(required(System.getenv("CLINKER_TEMPORAL"), "CLINKER_TEMPORAL")),
        Arrays.stream(
                required(System.getenv("CLINKER_NODE_FLAGS"), "CLINKER_NODE_FLAGS").split(" "))
            .filter(flag -> !flag.isEmpty())
            .toList(),
        System.getProperty("clinker.build", "unknown"),
        StartCache.named(Objects.requireNonNullElse(System.getenv("CLINKER_START_CACHE"), "")));
  }

  /** The database's programs alone, for commands that need nothing else of an installation. */
  public static DatabaseFiles databaseFilesOfEnvironment() {
    return new DatabaseFiles(
        Path.of(required(System.getenv("CLINKER_CACHE"), "CLINKER_CACHE")),
        databaseLib(Path.of(required(System.getProperty("clinker.home"), "clinker.home"))));
  }

  private static String required(@Nullable String value, String name) {
    if (value == null) {
      throw new LauncherException(name + " is not set: start through the script ./clinker");
    }
    return value;
  }

  /** The same with a start cache of this place. */
  public Installation with(StartCache other) {
    return new Installation(home, cache, temporal, nodeFlags, build, Optional.of(other));
  }

  /** The program of the JVM, the one this process runs on. */
  public static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /**
   * The command of a node, up to the arguments of {@code clinker}. The one place that knows it; the
   * script has the like for {@code clinker run}.
   *
   * @param options of the JVM, beside those of every node
   */
  public List<String> nodeCommand(List<String> options) {
    List<String> command = new ArrayList<>();
    command.add(java());
    command.addAll(nodeFlags);
    command.addAll(options);
    command.addAll(main());
    return List.copyOf(command);
  }

  /** The same for a node that uses what an earlier one has kept, if there is anything. */
  public List<String> quickNodeCommand(List<String> options) {
    List<String> all = new ArrayList<>(options);
    startCache.ifPresent(cache -> all.addAll(cache.use()));
    return nodeCommand(all);
  }

  /** What follows the options of a JVM that runs {@code clinker}. */
  public List<String> main() {
    return List.of(
        "-Dclinker.home=" + home,
        // The build is part of a node's command: a process of an older build is not adopted.
        "-Dclinker.build=" + build,
        "-cp",
        jar().toString(),
        "io.clinker.cli.Clinker");
  }

  public Path jar() {
    return home.resolve("server").resolve("target").resolve("clinker.jar");
  }

  public DatabaseFiles databaseFiles() {
    return new DatabaseFiles(cache, databaseLib(home));
  }

  private static Path databaseLib(Path home) {
    return home.resolve("server").resolve("target").resolve("database-lib");
  }
}

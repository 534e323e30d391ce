package io.clinker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script in a folder with a build that is no build and a JDK whose {@code java} says what it
 * was started with.
 */
class StartCacheOfTheScriptTest {
  private static final Path SCRIPT = Path.of(System.getProperty("clinker.home", ".."), "clinker");
  private static final String USE = "-XX:AOTCache=";

  @TempDir private Path temporary;
  private Path home;
  private Path jar;
  private Path library;
  private Path jdk;

  @BeforeEach
  void lay() throws IOException {
    home = Files.createDirectories(temporary.resolve("home"));
    Files.copy(SCRIPT, home.resolve("clinker"));
    Path target = Files.createDirectories(home.resolve("server").resolve("target"));
    jar = Files.writeString(target.resolve("clinker.jar"), "classes");
    library =
        Files.writeString(
            Files.createDirectory(target.resolve("lib")).resolve("clinker-drivers.jar"), "more");
    jdk = Files.createDirectories(temporary.resolve("jdk"));
    Path programs = Files.createDirectory(jdk.resolve("bin"));
    program(programs.resolve("javac"), "exit 1");
    program(
        programs.resolve("java"), "echo \"cache: $CLINKER_START_CACHE\"\nprintf '%s\\n' \"$@\"");
    release("25.0.3");
  }

  private static void program(Path file, String text) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + text + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  private void release(String version) throws IOException {
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
  }

  /** What the script starts, after a line that names the cache. */
  private List<String> started(String... arguments) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder("bash", home.resolve("clinker").toString()).redirectErrorStream(true);
    builder.command().addAll(List.of(arguments));
    builder
        .environment()
        .putAll(
            Map.of(
                "JAVA_HOME",
                jdk.toString(),
                "CLINKER_BUILD",
                "never",
                "CLINKER_CACHE",
                temporary.resolve("cache").toString(),
                "CLINKER_TEMPORAL",
                "/nowhere/temporal"));
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said.lines().toList();
  }

  private Path named() throws IOException, InterruptedException {
    return Path.of(started("run", "clinker.yml").getFirst().substring("cache: ".length()));
  }

  private Path made() throws IOException, InterruptedException {
    return Files.writeString(named(), "what was learned");
  }

  @Test
  void aNodeIsStartedWithItOnceItIsThere() throws Exception {
    assertThat(started("run", "clinker.yml")).noneMatch(line -> line.startsWith(USE));

    Path cache = made();

    assertThat(started("run", "clinker.yml")).contains(USE + cache);
    assertThat(started("stop")).noneMatch(line -> line.startsWith(USE));
    // The launcher is told its name: it adds it to what it starts.
    assertThat(started("dev")).contains("cache: " + cache).noneMatch(line -> line.startsWith(USE));
  }

  @Test
  void oneOfAnotherBuildIsNotUsed() throws Exception {
    Path cache = made();
    Files.setLastModifiedTime(library, FileTime.from(Instant.EPOCH));
    assertThat(named()).isNotEqualTo(cache);
    assertThat(started("run", "clinker.yml")).noneMatch(line -> line.startsWith(USE));

    cache = made();
    Files.writeString(jar, "other classes");
    assertThat(named()).isNotEqualTo(cache);
    assertThat(started("run", "clinker.yml")).noneMatch(line -> line.startsWith(USE));
  }

  @Test
  void oneOfAnotherJdkIsNotUsed() throws Exception {
    Path cache = made();
    release("26");
    assertThat(named()).isNotEqualTo(cache);
    assertThat(started("run", "clinker.yml")).noneMatch(line -> line.startsWith(USE));
  }

  @Test
  void anOlderJdkKnowsNothingOfIt() throws Exception {
    release("21.0.9");
    assertThat(started("run", "clinker.yml"))
        .startsWith("cache: ")
        .doesNotContain("cache: null")
        .noneMatch(line -> line.contains("AOT"));
  }
}
